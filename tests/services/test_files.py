"""The file store: unique names, whole files, and nothing outside its folder."""

import hashlib
import io
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from ai_node_builder.errors import NotFound
from ai_node_builder.services.files import ServableFileManager, media_type

NAMELESS = [
    *("", ".", "..", "../secret.png", "..\\secret.png", "/etc/passwd", "a/b.png", "a\\b.png", "a.png/", "./a.png"),
    *("%2e%2e%2fsecret.png", "a.png\x00", "a\nb.png", ".hidden.png", "a..png", "a.PNG", "a", "a.", "a.p", "a.jpegs"),
    *("CON", "ä.png", "a b.png", "x" * 101 + ".png", "~.png", "*.png"),
]


@pytest.fixture
def files(tmp_path: Path) -> ServableFileManager:
    folder = tmp_path / "servable"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    return ServableFileManager(folder, "http://localhost:8000/")


def picture(size: tuple[int, int] = (4, 3), kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def test_a_file_is_kept_as_it_is(files: ServableFileManager) -> None:
    content = picture()
    info = files.save(content, prefix="gpt_image_")
    assert files.read(info.filename) == content
    assert (info.media_type, info.bytes, info.width, info.height) == ("image/png", len(content), 4, 3)
    assert info.url == f"http://localhost:8000/servable/{info.filename}"
    with files.open(info.filename) as stream:
        assert stream.read() == content


def test_names_are_a_prefix_and_eight_digits(files: ServableFileManager) -> None:
    name = files.save(b"x", prefix="gpt_image_", suffix=".png").filename
    assert name.startswith("gpt_image_")
    assert name.endswith(".png")
    assert len(bytes.fromhex(name.removeprefix("gpt_image_").removesuffix(".png"))) == 4


def test_many_at_once_get_names_of_their_own(files: ServableFileManager) -> None:
    with ThreadPoolExecutor(16) as threads:
        infos = list(threads.map(lambda number: files.save(str(number).encode()), range(200)))
    assert {files.read(info.filename) for info in infos} == {str(number).encode() for number in range(200)}


@pytest.mark.parametrize("taken", ["reserved", "there"])
def test_a_name_that_is_taken_is_not_given_again(
    files: ServableFileManager, monkeypatch: pytest.MonkeyPatch, taken: str
) -> None:
    digits = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"])
    monkeypatch.setattr("ai_node_builder.services.file_store.secrets.token_hex", lambda _: next(digits))
    first = files.reserve("x_", ".png")
    if taken == "there":
        files.commit(first, b"first")
    assert files.reserve("x_", ".png") == "x_bbbbbbbb.png"


def test_a_name_that_was_given_back_leaves_nothing(files: ServableFileManager) -> None:
    files.release(files.reserve("x_", ".png"))
    assert list(files.folder.iterdir()) == []


def test_a_file_appears_whole_or_not_at_all(files: ServableFileManager) -> None:
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.update(hashlib.sha256(path.read_bytes()).hexdigest() for path in files.folder.glob("*.png"))

    watcher = threading.Thread(target=look)
    watcher.start()
    name, content = files.reserve("x_", ".png"), os.urandom(8_000_000)
    for _ in range(5):
        files.commit(name, content)
    done.set()
    watcher.join()
    assert seen <= {hashlib.sha256(content).hexdigest()}


def test_writing_again_replaces_the_file(files: ServableFileManager) -> None:
    name = files.reserve("x_", ".png")
    files.commit(name, b"first")
    files.commit(name, b"second")
    assert [(path.name, path.read_bytes()) for path in files.folder.iterdir()] == [(name, b"second")]


def break_the_partial(files: ServableFileManager, name: str) -> None:
    partial = files.folder / f".{name}.partial"
    partial.unlink()
    partial.symlink_to("/dev/full")


def break_the_rename(files: ServableFileManager, name: str) -> None:
    (files.folder / name).mkdir()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a Linux device")
@pytest.mark.parametrize("broken", [break_the_partial, break_the_rename])
def test_a_disk_that_refuses_leaves_no_half_file(
    files: ServableFileManager, broken: Callable[[ServableFileManager, str], None]
) -> None:
    name = files.reserve("x_", ".png")
    broken(files, name)
    with pytest.raises(OSError, match=r"No space left|Is a directory"):
        files.commit(name, b"content")
    assert not any(path.is_file() or path.is_symlink() for path in files.folder.iterdir())


def test_a_folder_that_is_gone_cannot_hold_a_name(files: ServableFileManager) -> None:
    files.folder.rmdir()
    with pytest.raises(FileNotFoundError):
        files.save(b"x")


@pytest.mark.parametrize("name", NAMELESS)
def test_what_is_no_servable_name_names_nothing(files: ServableFileManager, name: str) -> None:
    for ask in (files.path, files.open, files.read, files.info, files.delete):
        with pytest.raises(NotFound, match="no servable file is called"):
            ask(name)
    assert (files.folder.parent / "secret.png").read_bytes() == b"secret"


def test_a_link_names_nothing(files: ServableFileManager) -> None:
    (files.folder / "link.png").symlink_to(files.folder.parent / "secret.png")
    with pytest.raises(NotFound):
        files.read("link.png")
    with pytest.raises(NotFound):
        files.delete("link.png")


def test_a_folder_names_nothing(files: ServableFileManager) -> None:
    (files.folder / "folder.png").mkdir()
    with pytest.raises(NotFound):
        files.info("folder.png")


def test_a_message_quotes_no_novel(files: ServableFileManager) -> None:
    with pytest.raises(NotFound) as caught:
        files.path("x" * 100_000)
    assert len(str(caught.value)) < 250


def test_deleting(files: ServableFileManager) -> None:
    name = files.save(b"x").filename
    files.delete(name)
    with pytest.raises(NotFound):
        files.read(name)
    with pytest.raises(NotFound):
        files.delete(name)


def test_the_list_is_newest_first_and_holds_servable_files_only(files: ServableFileManager) -> None:
    names = [files.save(picture()).filename for _ in range(3)]
    for age, name in enumerate(reversed(names)):
        os.utime(files.folder / name, times=(1_000_000 - age,) * 2)
    files.reserve("x_", ".png")
    (files.folder / "notes.TXT").write_text("no")
    (files.folder / "folder.png").mkdir()
    (files.folder / "link.png").symlink_to(files.folder / names[0])
    assert [info.filename for info in files.list()] == names[::-1]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("a.png", "image/png"), ("a.jpg", "image/jpeg"), ("a.jpeg", "image/jpeg"), ("a.webp", "image/webp")),
        *(("a.gif", "image/gif"), ("a.svg", "application/octet-stream"), ("a.html", "application/octet-stream")),
    ],
)
def test_media_types(name: str, kind: str) -> None:
    assert media_type(name) == kind


@pytest.mark.parametrize(
    "content", [b"", b"no picture", picture()[:20], b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"]
)
def test_what_is_no_picture_has_no_size(files: ServableFileManager, content: bytes) -> None:
    info = files.save(content)
    assert (info.width, info.height) == (None, None)


@pytest.mark.parametrize(("suffix", "kind"), [(".jpg", "JPEG"), (".webp", "WEBP"), (".gif", "GIF")])
def test_pictures_of_every_kind_have_a_size(files: ServableFileManager, suffix: str, kind: str) -> None:
    info = files.save(picture((6, 5), kind), suffix=suffix)
    assert (info.width, info.height) == (6, 5)


def test_other_files_are_not_opened_to_look_for_one(files: ServableFileManager) -> None:
    info = files.save(picture(), suffix=".bin")
    assert (info.media_type, info.width) == ("application/octet-stream", None)
