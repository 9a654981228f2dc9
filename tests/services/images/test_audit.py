"""The audit: every disagreement has a name, and what is sound has none."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from ai_node_builder import App, GPTImageTool, Settings
from ai_node_builder.diagnosis.files import audit
from ai_node_builder.services.images.audit import Auditor
from ai_node_builder.services.images.ledger import Order
from ai_node_builder.services.images.uploads import save_upload
from ai_node_builder.services.tables import images
from ai_node_builder.testing.images import make_image

PNG = make_image((64, 32), "a lion")
ORDER = Order("k", "f", "a sea", "m", "m", "auto", "auto", "host", None, None, 9)
OLD = (0.0, 0.0)


@pytest.fixture
async def filename(app: App) -> str:
    """A picture with previews, beside an upload, a file of a node, and a name that was reserved just now."""
    tool = GPTImageTool(model="demo/painter", size="1024x640", quality="low")
    name: str = (await app.call(tool, {"arguments": {"prompt": "a lion"}}))["result"]["filename"]
    files = app.parts.services.files
    for one in (name, save_upload(files, PNG).filename, files.save(PNG, prefix="mine_").filename):
        await app.parts.previews.make(one)
    files.reserve("gpt_image_", ".png")
    return name


def kinds(home: Path) -> list[str]:
    return [finding.kind for finding in audit(Settings.load(home=home))]


@pytest.mark.usefixtures("filename")
def test_nothing_is_wrong(home: Path) -> None:
    assert kinds(home) == []


def test_where_there_is_nothing_yet(home: Path) -> None:
    assert kinds(home) == []
    assert not home.exists()


def remove(path: Path) -> None:
    path.unlink()


def replace_by_a_link(path: Path) -> None:
    path.rename(path.with_name("moved.png"))
    path.symlink_to(path.with_name("moved.png"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-9] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "kind", "said"),
    [
        (remove, "missing_file", "its file is not there"),
        (replace_by_a_link, "missing_file", "its file is not there"),
        (cut, "changed_file", "bytes, and the picture that was paid for has"),
        (flip, "changed_file", "not those that were paid for"),
    ],
)
def test_harm_to_a_picture(home: Path, filename: str, harm: Callable[[Path], None], kind: str, said: str) -> None:
    harm(home / "servable" / filename)
    finding = audit(Settings.load(home=home))[0]
    assert (finding.kind, finding.where, said in finding.message) == (kind, filename, True)
    assert f"ainb images rm {filename}" in finding.fix


def test_a_missing_file_leaves_its_previews_behind(home: Path, filename: str) -> None:
    remove(home / "servable" / filename)
    assert kinds(home) == ["missing_file", "stray_preview", "stray_preview"]


def place(home: Path, kind: str) -> Path:
    """Something that belongs nowhere."""
    path = (
        home
        / {
            "stray_file": "servable/gpt_image_00000000.png",
            "stray_preview": "previews/256/gpt_image_00000000-png.webp",
            "stray_spool": f"spool/{'0' * 32}.reply",
            "leftover": "previews/640/.x.webp.partial",
        }[kind]
    )
    path.write_bytes(PNG)
    os.utime(path, times=OLD)
    return path


@pytest.mark.usefixtures("filename")
@pytest.mark.parametrize("kind", ["stray_file", "stray_preview", "stray_spool", "leftover"])
async def test_what_belongs_nowhere(home: Path, kind: str) -> None:
    path = place(home, kind)
    (finding,) = audit(Settings.load(home=home))
    assert (finding.kind, path.name in finding.where) == (kind, True)
    assert str(path) in finding.fix or "start the server" in finding.fix


@pytest.mark.usefixtures("filename")
@pytest.mark.parametrize("kind", ["stray_preview", "stray_spool", "leftover"])
async def test_a_start_removes_it(home: Path, kind: str) -> None:
    place(home, kind)
    async with App(Settings.load(home=home)):
        pass
    assert kinds(home) == []


async def test_a_deletion_that_was_cut_off(app: App, home: Path, filename: str) -> None:
    await app.parts.services.images.ledger.deleted(filename)
    assert kinds(home) == ["undeleted_file"]
    async with App(Settings.load(home=home)):
        pass
    assert kinds(home) == []


async def test_a_request_in_hand_is_sound_and_one_cut_off_is_not(app: App, home: Path) -> None:
    entry = app.parts.services.images.ledger.claim(ORDER)[0]
    assert kinds(home) == []
    gone = update(images).where(images.c.id == entry.id).values(owner="gone")
    app.parts.database.write_now(lambda connection: connection.execute(gone))
    assert kinds(home) == ["cut_off"]
    async with App(Settings.load(home=home)):
        pass
    assert kinds(home) == []


async def test_what_comes_right_meanwhile_is_no_finding(app: App, home: Path) -> None:
    """Found at the first look, gone at the second."""
    path, looks, parts = place(home, "stray_spool"), [], app.parts

    def look(owner: str) -> bool:
        looks.append(path.exists())
        if len(looks) == 2:
            path.unlink()
        return True

    parts.services.images.ledger.claim(ORDER)
    auditor = Auditor(parts.database, parts.services.files, parts.previews, home / "spool", look)
    assert (auditor.audit(), looks) == ([], [True, True])
