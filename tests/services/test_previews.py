"""Previews: small, made once, and no harm to anything else."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ai_node_builder.errors import HomeNotWritable, NotFound
from ai_node_builder.services import decoding
from ai_node_builder.services.files import ServableFileManager
from ai_node_builder.services.previews import WIDTHS, Previews


@pytest.fixture
def files(tmp_path: Path) -> ServableFileManager:
    (tmp_path / "servable").mkdir()
    return ServableFileManager(tmp_path / "servable", "http://localhost:8000")


@pytest.fixture
def previews(tmp_path: Path, files: ServableFileManager) -> Iterator[Previews]:
    for width in WIDTHS:
        (tmp_path / "previews" / str(width)).mkdir(parents=True)
    made = Previews(tmp_path / "previews", files, "http://localhost:8000/")
    yield made
    made.close()


def picture(size: tuple[int, int] = (1024, 1536), kind: str = "PNG", mode: str = "RGB", **facts: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **facts)
    return file.getvalue()


def on_disk(previews: Previews) -> list[str]:
    return sorted(path.name for store in previews.stores.values() for path in store.folder.iterdir())


@pytest.mark.parametrize(("width", "size"), [(256, (256, 384)), (640, (640, 960))])
async def test_a_preview_is_a_small_webp(
    files: ServableFileManager, previews: Previews, width: int, size: tuple[int, int]
) -> None:
    name = files.save(picture()).filename
    with Image.open(await previews.path(name, width)) as image:
        assert (image.format, image.size) == ("WEBP", size)
    assert previews.url_for(name, width) == f"http://localhost:8000/previews/{width}/{name}"


@pytest.mark.parametrize(
    ("given", "size"), [((100, 50), (100, 50)), ((40, 4000), (5, 512)), ((4000, 1000), (256, 64)), ((1, 1), (1, 1))]
)
async def test_nothing_is_enlarged_and_nothing_is_endless(
    files: ServableFileManager, previews: Previews, given: tuple[int, int], size: tuple[int, int]
) -> None:
    name = files.save(picture(given)).filename
    with Image.open(await previews.path(name, 256)) as image:
        assert image.size == size


@pytest.mark.parametrize(
    ("kind", "mode", "suffix"),
    [
        *(("PNG", mode, ".png") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
        *(("JPEG", mode, ".jpg") for mode in ("L", "RGB", "CMYK")),
        ("GIF", "P", ".gif"),
        ("WEBP", "RGBA", ".webp"),
    ],
)
async def test_every_kind_of_picture_has_one(
    files: ServableFileManager, previews: Previews, kind: str, mode: str, suffix: str
) -> None:
    name = files.save(picture((300, 300), kind, mode), suffix=suffix).filename
    with Image.open(await previews.path(name, 256)) as image:
        assert image.size == (256, 256)


async def test_a_photograph_stands_upright_and_tells_nothing_else(
    files: ServableFileManager, previews: Previews
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    name = files.save(picture((400, 200), "JPEG", exif=exif, icc_profile=b"colours"), suffix=".jpg").filename
    with Image.open(await previews.path(name, 256)) as image:
        assert (image.size, dict(image.getexif()), image.info.get("icc_profile")) == ((200, 400), {}, None)


async def test_broken_exif_is_no_broken_picture(files: ServableFileManager, previews: Previews) -> None:
    name = files.save(picture((300, 300), exif=b"Exif\0\0garbage")).filename
    assert (await previews.path(name, 256)).exists()


async def test_it_is_made_once(files: ServableFileManager, previews: Previews) -> None:
    name = files.save(picture()).filename
    path = await previews.path(name, 256)
    os.utime(path, times=(1, 1))
    await previews.path(name, 640)
    await previews.make(name)
    assert path.stat().st_mtime == 1


async def test_names_that_differ_in_their_ending_have_previews_of_their_own(
    files: ServableFileManager, previews: Previews
) -> None:
    for suffix, size in ((".png", (10, 10)), (".jpg", (20, 20))):
        (files.folder / f"a{suffix}").write_bytes(picture(size, "PNG" if suffix == ".png" else "JPEG"))
    paths = [await previews.path(name, 256) for name in ("a.png", "a.jpg")]
    sizes = [Image.open(io.BytesIO(path.read_bytes())).size for path in paths]
    assert sizes == [(10, 10), (20, 20)]


@pytest.mark.parametrize("content", [b"", b"hello", picture()[:-30], b"<svg/>"])
async def test_what_is_no_picture_has_none_and_stays(
    files: ServableFileManager, previews: Previews, content: bytes
) -> None:
    name = files.save(content).filename
    with pytest.raises(NotFound, match="has no preview: this is no PNG"):
        await previews.path(name, 256)
    assert (files.read(name), on_disk(previews)) == (content, [])


async def test_a_bomb_is_not_decoded(
    files: ServableFileManager, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MOST_PIXELS", 99)
    name = files.save(picture((10, 10))).filename
    with pytest.raises(NotFound, match="million pixels"):
        await previews.path(name, 256)


@pytest.mark.parametrize("name", ["", "..", "../secret.png", "a.png", "link.png", ".x.png.partial"])
async def test_names_of_nothing(files: ServableFileManager, previews: Previews, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(picture())
    (files.folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(NotFound):
        await previews.path(name, 256)
    assert on_disk(previews) == []


async def test_other_widths(files: ServableFileManager, previews: Previews) -> None:
    with pytest.raises(NotFound, match="256 or 640 pixels wide"):
        await previews.path(files.save(picture()).filename, 10_000)


async def test_a_link_in_place_of_a_preview_is_not_followed(
    files: ServableFileManager, previews: Previews, tmp_path: Path
) -> None:
    name = files.save(picture()).filename
    path = await previews.path(name, 256)
    path.unlink()
    (tmp_path / "secret").write_bytes(b"SECRET")
    path.symlink_to(tmp_path / "secret")
    assert b"SECRET" not in (await previews.path(name, 256)).read_bytes()
    assert (tmp_path / "secret").read_bytes() == b"SECRET"


async def test_a_preview_is_not_shown_once_its_picture_is_gone(files: ServableFileManager, previews: Previews) -> None:
    name = files.save(picture()).filename
    await previews.path(name, 256)
    files.delete(name)
    with pytest.raises(NotFound):
        await previews.path(name, 256)
    assert len(list(previews.orphans())) == 2
    previews.sweep()
    assert on_disk(previews) == []


async def test_a_picture_that_is_deleted_while_its_preview_is_made(
    files: ServableFileManager, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = files.save(picture()).filename
    commit = previews.stores[256].commit

    def deleted_meanwhile(preview: str, content: bytes) -> None:
        files.delete(name)
        commit(preview, content)

    monkeypatch.setattr(previews.stores[256], "commit", deleted_meanwhile)
    with pytest.raises(NotFound):
        await previews.path(name, 256)
    assert on_disk(previews) == []


async def test_a_disk_that_refuses(files: ServableFileManager, previews: Previews) -> None:
    name = files.save(picture()).filename
    for store in previews.stores.values():
        store.folder.rmdir()
    with pytest.raises(HomeNotWritable, match="no preview can be kept"):
        await previews.path(name, 256)
    assert files.holds(name)
