"""Where an earlier picture of the same wish will do, it is handed over for nothing."""

from typing import Any

import pytest

from ai_node_builder.errors import NotFound
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.testing import FakeOpenAI


async def test_after_delivery_a_wish_without_a_key_buys_a_new_one(studio: Any, fake: FakeOpenAI) -> None:
    await studio.draw()
    assert not (await studio.draw()).cached
    assert len(fake.image_requests) == 2


@pytest.mark.parametrize("keys", [(None, None), (None, "k"), ("k", None), ("k", "l")])
async def test_always_hands_over_the_earlier_one(open_studio: Any, fake: FakeOpenAI, keys: tuple[Any, Any]) -> None:
    studio = open_studio(reuse=True)
    first, again = [await studio.draw(key=key) for key in keys]
    assert (again.filename, again.cached, again.cost_usd) == (first.filename, True, 0)
    assert ([row.state for row in studio.rows], len(fake.image_requests)) == (["stored", "reused"], 1)
    studio.check_books()


async def test_a_request_may_say_otherwise(open_studio: Any, fake: FakeOpenAI) -> None:
    never, always = open_studio(), open_studio(reuse=True)
    first = await never.draw()
    assert (await never.draw(reuse=True)).filename == first.filename
    assert (await always.draw(reuse=False)).filename != first.filename


async def test_the_newest_whose_file_is_there(studio: Any, fake: FakeOpenAI) -> None:
    names = [(await studio.draw()).filename for _ in range(4)]
    studio.files.delete(names[3])
    await studio.ledger.deleted(names[2])
    assert (await studio.draw(reuse=True)).filename == names[1]


@pytest.mark.parametrize("change", [{"prompt": "a fox"}, {"size": "1024x1536"}, {"quality": "low"}])
async def test_another_wish_is_bought(studio: Any, fake: FakeOpenAI, change: dict[str, str]) -> None:
    await studio.draw()
    assert not (await studio.draw(reuse=True, **change)).cached


async def test_whoever_paid_for_it(studio: Any, fake: FakeOpenAI) -> None:
    await studio.draw(api_key="sk-one")
    assert (await studio.draw(api_key="sk-two", reuse=True)).cached


async def test_a_key_keeps_the_picture_that_it_got(studio: Any, fake: FakeOpenAI) -> None:
    first = await studio.draw()
    await studio.draw(key="k", reuse=True)
    await studio.draw()
    assert (await studio.draw(key="k", reuse=True)).filename == first.filename
    assert (await studio.draw(key="k", reuse=False)).filename == first.filename


async def test_a_key_whose_picture_was_deleted_says_so(studio: Any, fake: FakeOpenAI) -> None:
    first = await studio.draw()
    await studio.draw(key="k", reuse=True)
    studio.files.delete(first.filename)
    with pytest.raises(NotFound, match="was deleted"):
        await studio.draw(key="k", reuse=True)


async def test_a_refused_request_may_be_asked_again_with_reuse(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("moderation_blocked")
    with pytest.raises(Exception, match="safety system"):
        await studio.draw(key="k")
    first = await studio.draw()
    assert (await studio.draw(key="k", reuse=True)).filename == first.filename
    assert sorted(row.state for row in studio.rows) == ["reused", "stored"]


async def test_no_cap_stands_in_the_way(open_studio: Any, fake: FakeOpenAI) -> None:
    studio = open_studio(reuse=True, budget=Budget(day=60_000_000))
    assert [(await studio.draw()).cached for _ in range(3)] == [False, True, True]


async def test_a_cost_is_told_once(studio: Any, fake: FakeOpenAI) -> None:
    await studio.ask_and_leave(key="k")
    costs = [(await studio.draw(key="k")).cost_usd for _ in range(3)]
    assert costs == [0.05269, 0, 0]
