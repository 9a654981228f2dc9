"""Servable files: unique names, whole or not there at all, and no name that leads elsewhere."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ai_node_builder.errors import NotFound
from ai_node_builder.services.files import ServableFileManager

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63f8ffff3f0005fe02fea7d605920000000049454e44ae426082"
)
ELSEWHERE = ["../secret.png", "..%2fsecret.png", "/etc/passwd", "a/b.png", "", ".", "..", "x.png\0", "a" * 300, "CON"]


@pytest.fixture
def files(tmp_path: Path) -> ServableFileManager:
    folder = tmp_path / "servable"
    folder.mkdir()
    return ServableFileManager(folder, "http://localhost:8000/")


def test_a_saved_file_has_a_name_a_url_and_its_bytes(files: ServableFileManager) -> None:
    info = files.save(PNG, prefix="gpt_image_")
    assert re.fullmatch(r"gpt_image_[0-9a-f]{8}\.png", info.filename)
    assert info.url == files.url_for(info.filename) == f"http://localhost:8000/servable/{info.filename}"
    assert (info.media_type, info.bytes, info.width, info.height) == ("image/png", len(PNG), 1, 1)
    with files.open(info.filename) as opened:
        assert opened.read() == files.read(info.filename) == PNG


def test_a_name_that_is_taken_is_never_given_again(files: ServableFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb", "bbbbbbbb", "cccccccc"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(names))
    first = files.save(PNG).filename
    held = files.reserve("file_", ".png")
    third = files.save(PNG).filename
    assert (first, held, third) == ("file_aaaaaaaa.png", "file_bbbbbbbb.png", "file_cccccccc.png")


def test_many_at_once_get_a_name_each(files: ServableFileManager) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: files.save(PNG).filename, range(200)))
    assert len(set(names)) == len(files.list()) == 200


def test_a_reserved_name_shows_nothing_until_it_is_filled(files: ServableFileManager) -> None:
    name = files.reserve("gpt_image_", ".png")
    assert files.list() == []
    with pytest.raises(NotFound):
        files.path(name)
    files.commit(name, PNG)
    files.commit(name, PNG)
    assert [info.filename for info in files.list()] == [name]


def test_a_disk_that_refuses_leaves_no_half_file(files: ServableFileManager) -> None:
    name = files.reserve("gpt_image_", ".png")
    with pytest.raises(TypeError):
        files.commit(name, "no bytes")  # type: ignore[arg-type]
    assert files.list() == []


@pytest.mark.parametrize("name", ELSEWHERE)
def test_no_name_leads_elsewhere(files: ServableFileManager, name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    for look in (files.read, files.open, files.info, files.delete, files.path):
        with pytest.raises(NotFound):
            look(name)


def test_a_link_is_no_servable_file(files: ServableFileManager, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    (files.folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(NotFound):
        files.read("link.png")
    assert files.list() == []


def test_deleted_is_gone(files: ServableFileManager) -> None:
    name = files.save(PNG).filename
    files.delete(name)
    assert not (files.folder / name).exists()
    with pytest.raises(NotFound, match="no servable file"):
        files.delete(name)
