"""The ledger: one row a picture, whatever comes twice or from two sides."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import KeyReused
from ai_node_builder.services.database import Database
from ai_node_builder.services.images.ledger import Entry, Ledger, Order
from ai_node_builder.services.images.shelf import Wanted

ORDER = Order(
    key=None,
    fingerprint="f" * 64,
    prompt="a lion",
    model_asked="gpt-image-1",
    model="gpt-image-2.6-flare",
    size="1024x1024",
    quality="high",
    endpoint="api.openai.com",
    run_id=None,
    node_id=None,
    held=500,
)
KEYED = replace(ORDER, key="k")
PICTURE: dict[str, Any] = {"width": 1, "height": 2, "bytes": 3, "sha256": "s", "usage": {"output_tokens": 4}}


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    home.mkdir()
    opened = Database(f"sqlite:///{home / 'test.db'}")
    yield opened
    opened.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database, "me")


def stored(ledger: Ledger, order: Order = ORDER, filename: str = "a.png", **facts: Any) -> Entry:
    id = ledger.claim(order)[0].id
    ledger.sent(id)
    ledger.received(id, filename, **PICTURE | {"cost": 400} | facts)
    return ledger.stored(id)


def failed(ledger: Ledger, state: Any, order: Order = ORDER) -> Entry:
    entry = ledger.claim(order)[0]
    ledger.ended(entry.id, state, "code", "It failed.")
    return entry


def test_an_order_is_booked_whole(ledger: Ledger) -> None:
    entry, new = ledger.claim(replace(KEYED, run_id="r", node_id="n"))
    assert (new, entry.state, entry.owner, entry.key, entry.held) == (True, "reserved", "me", "k", 500)
    assert (entry.prompt, entry.model_asked, entry.model) == ("a lion", "gpt-image-1", "gpt-image-2.6-flare")
    assert (entry.size, entry.quality, entry.run_id, entry.node_id) == ("1024x1024", "high", "r", "n")
    assert (entry.cost, entry.filename, entry.error, entry.stored_at) == (None, None, None, None)


def test_a_picture_settles_what_was_held(ledger: Ledger) -> None:
    entry = stored(ledger)
    assert (entry.state, entry.held, entry.cost, entry.filename, entry.sha256) == ("stored", 0, 400, "a.png", "s")
    assert entry.stored_at is not None


def test_while_the_cost_is_not_known_its_most_stays_held(ledger: Ledger) -> None:
    entry = stored(ledger, cost=None)
    assert (entry.cost, entry.held) == (None, 500)


@pytest.mark.parametrize(("state", "held"), [("refused", 0), ("failed", 0), ("unknown", 500)])
async def test_only_an_unknown_outcome_keeps_what_was_held(ledger: Ledger, state: Any, held: int) -> None:
    failed(ledger, state)
    (entry,) = await ledger.entries_in(state)
    assert (entry.held, entry.error_code, entry.error) == (held, "code", "It failed.")


def test_the_same_key_gives_the_same_entry(ledger: Ledger) -> None:
    first = stored(ledger, KEYED)
    assert ledger.claim(KEYED) == (first, False)
    ledger.delivered(first.id)
    assert ledger.claim(KEYED)[0].id == first.id


@pytest.mark.parametrize("state", ["stored", "unknown", "failed", "reserved"])
def test_a_key_belongs_to_one_wish(ledger: Ledger, state: str) -> None:
    ledger.claim(KEYED) if state == "reserved" else failed(ledger, state, KEYED)
    with pytest.raises(KeyReused):
        ledger.claim(replace(KEYED, fingerprint="other"))


@pytest.mark.parametrize("state", ["refused", "failed"])
def test_what_was_not_charged_is_bought_when_asked_again(ledger: Ledger, state: Any) -> None:
    first = failed(ledger, state, KEYED)
    again, new = ledger.claim(replace(KEYED, model="gpt-image-9"))
    assert (again.id, new, again.state, again.held, again.error) == (first.id, True, "reserved", 500, None)
    assert again.model == "gpt-image-9"


def test_what_may_have_been_charged_is_not_bought_again(ledger: Ledger) -> None:
    first = failed(ledger, "unknown", KEYED)
    again, new = ledger.claim(KEYED)
    assert (again.id, new) == (first.id, False)


@pytest.mark.parametrize("order", [ORDER, KEYED])
def test_one_of_many_who_claim_at_once_buys(ledger: Ledger, order: Order) -> None:
    async def claims() -> list[tuple[Entry, bool]]:
        return await asyncio.gather(*(asyncio.to_thread(ledger.claim, order) for _ in range(20)))

    results = asyncio.run(claims())
    assert sum(new for _, new in results) == 1
    assert len({entry.id for entry, _ in results}) == 1


def test_without_a_key_what_reached_nobody_is_handed_over_once(ledger: Ledger) -> None:
    first = stored(ledger)
    assert ledger.claim(ORDER) == (first, False)
    ledger.delivered(first.id)
    assert ledger.claim(ORDER)[1]


def test_an_unknown_outcome_is_told_once_before_it_is_bought_again(ledger: Ledger) -> None:
    first = failed(ledger, "unknown")
    assert ledger.claim(ORDER)[0].id == first.id
    ledger.delivered(first.id)
    assert ledger.claim(ORDER)[1]


def test_pictures_with_a_key_stay_with_their_asker(ledger: Ledger) -> None:
    stored(ledger, KEYED)
    assert ledger.claim(ORDER)[1]


def test_another_wish_gets_another_picture(ledger: Ledger) -> None:
    stored(ledger)
    assert ledger.claim(replace(ORDER, fingerprint="other"))[1]


async def test_a_deleted_picture_is_not_handed_over_and_its_cost_stays(ledger: Ledger) -> None:
    stored(ledger)
    await ledger.deleted("a.png")
    assert ledger.claim(ORDER)[1]
    assert (await ledger.costs("day")).total.cost == 400


@pytest.mark.parametrize("state", ["reserved", "failed"])
def test_an_outcome_that_is_still_open_cannot_have_been_delivered(ledger: Ledger, state: str) -> None:
    entry = ledger.claim(KEYED)[0] if state == "reserved" else failed(ledger, state, KEYED)
    ledger.delivered(entry.id)
    assert ledger.claim(KEYED)[0].delivered_at is None


def test_one_of_two_adopts_an_entry(database: Database, ledger: Ledger) -> None:
    entry = ledger.claim(ORDER)[0]
    others = Ledger(database, "one"), Ledger(database, "two")
    assert [other.adopt(entry) for other in others] == [True, False]


def test_an_entry_that_moved_on_is_not_adopted(database: Database, ledger: Ledger) -> None:
    entry = ledger.claim(ORDER)[0]
    ledger.sent(entry.id)
    assert not Ledger(database, "other").adopt(entry)


async def test_pages_of_pictures(ledger: Ledger) -> None:
    names = [f"{number}.png" for number in range(5)]
    for name in names:
        stored(ledger, replace(ORDER, key=name, run_id="r" if name < "3" else "s"), name)
    first = await ledger.stored_entries(limit=2)
    assert [entry.filename for entry in first] == ["4.png", "3.png"]
    rest = await ledger.stored_entries(before="3.png")
    assert [entry.filename for entry in rest] == ["2.png", "1.png", "0.png"]
    assert [entry.filename for entry in await ledger.stored_entries(Wanted(run_id="s"))] == ["4.png", "3.png"]


async def test_sums_tell_what_was_spent_what_is_held_and_what_is_not_known(ledger: Ledger) -> None:
    stored(ledger, replace(ORDER, key="a"), "a.png")
    stored(ledger, replace(ORDER, key="b"), "b.png", cost=None)
    failed(ledger, "unknown", replace(ORDER, key="c"))
    failed(ledger, "refused", replace(ORDER, key="d"))
    (row,) = (await ledger.costs("day")).rows
    assert (row.requests, row.pictures, row.cost, row.held, row.unpriced) == (4, 2, 400, 1000, 2)
