"""The auditor sees every kind of damage: books that are right, spoiled one way at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

import pytest

from ai_node_builder.services.images.entry import Entry
from reliability.auditor import audit, run_findings
from reliability.books import Books
from reliability.child import Told

NOW = datetime(2026, 11, 22)
PRICE = 100
CAP = 300e-9


def entry(id: str, **facts: Any) -> Entry:
    blank = dict.fromkeys(Entry.__dataclass_fields__)
    row: dict[str, Any] = {"id": id, "key": f"key {id}", "fingerprint": id, "state": "stored", "prompt": f"prompt {id}"}
    return Entry(**blank | row | {"cost": PRICE, "held": 0, "filename": f"{id}.png", "sha256": f"sha {id}"} | facts)  # type: ignore[arg-type]


ROWS = [entry("a"), entry("b", key="b", delivered_at=NOW)]
BOOKS = Books(ROWS, {"a", "b"}, {"a.png": "sha a", "b.png": "sha b"}, {})
SERVED = ["prompt a", "prompt b"]
TOLD = [Told("prompt a", "key a", "a.png", "sha a"), Told("prompt b", None, "b.png", "sha b")]


def test_books_that_are_right_have_no_findings() -> None:
    assert audit(BOOKS, BOOKS, SERVED, TOLD, PRICE, CAP) == []


def with_row(row: Entry) -> Books:
    return replace(BOOKS, rows=[*ROWS[:-1], row])


Spoil: TypeAlias = Callable[[], tuple[Books, Books, list[str]]]

SPOILED: dict[str, tuple[str, Spoil]] = {
    "a key sent twice": ("double payment", lambda: (BOOKS, BOOKS, [*SERVED, "prompt a"])),
    "two pictures wait for one asker": (
        "double payment",
        lambda: (BOOKS, replace(BOOKS, rows=[entry(id, key=id, fingerprint="f") for id in "ab"]), SERVED),
    ),
    "an answer that had arrived": (
        "lost picture",
        lambda: (replace(BOOKS, arrived={"b": "sha b"}), with_row(entry("b", state="unknown", held=PRICE)), SERVED),
    ),
    "a file that was handed over": ("lost picture", lambda: (BOOKS, replace(BOOKS, files={"a.png": "sha a"}), SERVED)),
    "half a file": ("torn file", lambda: (BOOKS, replace(BOOKS, files=BOOKS.files | {"a.png": "half"}), SERVED)),
    "a file of nobody": ("torn file", lambda: (BOOKS, replace(BOOKS, files=BOOKS.files | {"x.png": "x"}), SERVED)),
    "a request not booked": ("books off", lambda: (BOOKS, replace(BOOKS, sent={"a"}), SERVED)),
    "a row left open": ("books off", lambda: (BOOKS, with_row(entry("b", state="sent")), SERVED)),
    "money that is missing": ("books off", lambda: (BOOKS, with_row(entry("b", cost=None)), SERVED)),
    "a cap that was passed": ("books off", lambda: (BOOKS, with_row(entry("b", held=2 * PRICE)), SERVED)),
}


@pytest.mark.parametrize(("kind", "spoil"), SPOILED.values(), ids=SPOILED)
def test_each_kind_of_damage_is_found(kind: str, spoil: Spoil) -> None:
    before, after, served = spoil()
    assert kind in {finding.kind for finding in audit(before, after, served, TOLD, PRICE, CAP)}


@pytest.mark.parametrize(
    ("ends", "cap", "lost"),
    [(["finished"], None, False), (["failed"], None, True), (["failed"], CAP, False), ([], 1.0, True)],
)
def test_a_run_that_did_not_finish_is_found_unless_the_cap_was_in_the_way(
    ends: list[str], cap: float | None, lost: bool
) -> None:
    told = [Told("run 1", None, code=end) for end in ends]
    assert bool(list(run_findings("run 1", BOOKS, told, 2 * PRICE, cap))) == lost
