"""An answer on disk as it arrives."""

import logging
from pathlib import Path

import pytest

from ai_node_builder.services.images.spool import Spool

FULL = Path("/dev/full")


def test_every_piece_is_on_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.reply"
    with Spool(path) as spool:
        for number, piece in enumerate([b"one", b"two" * 100_000, b"three"], 1):
            spool.write(piece)
            assert path.read_bytes().endswith(piece), number
    assert path.stat().st_size == 300_008


def test_a_second_try_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.reply"
    path.write_bytes(b"an answer of the first try")
    with Spool(path) as spool:
        spool.write(b"second")
    assert path.read_bytes() == b"second"


@pytest.mark.skipif(not FULL.exists(), reason="/dev/full is a Linux device")
def test_a_full_disk_breaks_nothing_off(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.reply"
    path.symlink_to(FULL)
    with Spool(path) as spool:
        for _ in range(3):
            spool.write(b"piece")
    assert not path.is_symlink()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "No space left" in caplog.text


def test_a_folder_that_is_gone_breaks_nothing_off(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Spool(tmp_path / "gone" / "a.reply") as spool:
        spool.write(b"piece")
    assert "it is in memory only" in caplog.text
