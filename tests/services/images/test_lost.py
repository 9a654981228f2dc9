"""Requests whose outcome is not known: a person buys the picture once more, or settles what it cost."""

import asyncio
from typing import Any

import pytest

from ai_node_builder.errors import BudgetExceeded, NotFound, OutcomeUnknown, RequestRefused, UserError
from ai_node_builder.services.images.budget import Budget
from ai_node_builder.testing import FakeOpenAI

HELD = 52_710_000
"""Nano-dollars that a picture of the tests can cost at most."""


async def lose(studio: Any, fake: FakeOpenAI, key: str | None = "k", **wish: Any) -> str:
    """The id of a request that was sent and never answered."""
    fake.fail_next("server_error")
    with pytest.raises(OutcomeUnknown):
        await studio.draw(key=key, **wish)
    return str(studio.rows[-1].id)


async def again(studio: Any, id: str) -> Any:
    return await studio.service.buy_again(id, str)


@pytest.mark.parametrize("key", ["k", None])
async def test_buying_again_buys_one_picture_in_place_of_the_lost_one(
    studio: Any, fake: FakeOpenAI, key: str | None
) -> None:
    lost = await lose(studio, fake, key, quality="low", size="1024x1536")
    (before,) = studio.rows
    image = await again(studio, lost)
    old, new = studio.rows
    assert (old.state, old.held, old.cost, new.state, new.replaces) == ("written_off", 0, before.held, "stored", lost)
    assert (image.quality, image.size, image.cached) == ("low", "1024x1536", False)
    assert fake.image_requests[0].body == fake.image_requests[1].body
    studio.check_books()


async def test_whoever_has_the_key_gets_the_new_picture(studio: Any, fake: FakeOpenAI) -> None:
    image = await again(studio, await lose(studio, fake))
    assert (await studio.draw(key="k")).filename == image.filename
    assert len(fake.image_requests) == 2


@pytest.mark.parametrize("key", ["k", None])
async def test_however_often_it_is_bought_again_it_is_bought_once(
    studio: Any, fake: FakeOpenAI, key: str | None
) -> None:
    lost = await lose(studio, fake, key)
    found = await asyncio.gather(*(again(studio, lost) for _ in range(5)))
    found.append(await again(studio, lost))
    assert len({image.filename for image in found}) == 1
    assert ([image.cost_usd > 0 for image in found].count(True), len(fake.image_requests)) == (1, 2)


async def test_whoever_asks_with_the_key_at_the_same_time_does_not_disturb(studio: Any, fake: FakeOpenAI) -> None:
    lost = await lose(studio, fake)
    asking = [studio.draw(key="k"), again(studio, lost), studio.draw(key="k")]
    found: list[Any] = await asyncio.gather(*asking, return_exceptions=True)
    assert [isinstance(one, OutcomeUnknown) for one in found] == [True, False, True]
    assert ({found[1].filename}, len(fake.image_requests)) == (studio.pictures, 2)


async def test_what_was_bought_again_may_be_lost_too(studio: Any, fake: FakeOpenAI) -> None:
    first = await lose(studio, fake)
    fake.fail_next("reset_before_reply")
    with pytest.raises(OutcomeUnknown):
        await again(studio, first)
    second = studio.rows[-1].id
    with pytest.raises(OutcomeUnknown, match=f"ainb images buy-again {second}"):
        await again(studio, first)
    image = await again(studio, second)
    assert [row.replaces for row in studio.rows] == [None, first, second]
    assert (await studio.draw(key="k")).filename == (await again(studio, first)).filename == image.filename


async def test_a_refusal_leaves_the_old_one_written_off_and_the_new_one_to_be_asked_again(
    studio: Any, fake: FakeOpenAI
) -> None:
    lost = await lose(studio, fake)
    fake.fail_next("unverified_organisation")
    with pytest.raises(Exception, match="verified organisations"):
        await again(studio, lost)
    assert [row.state for row in studio.rows] == ["written_off", "refused"]
    assert not (await again(studio, lost)).cached
    assert [row.replaces for row in studio.rows] == [None, lost]


async def test_a_cap_refuses_and_changes_nothing(open_studio: Any, fake: FakeOpenAI) -> None:
    studio = open_studio(budget=Budget(day=HELD + HELD // 2))
    lost = await lose(studio, fake)
    with pytest.raises(BudgetExceeded, match="AINB_BUDGET_DAY"):
        await again(studio, lost)
    assert ([row.state for row in studio.rows], len(fake.image_requests)) == (["unknown"], 1)


async def test_what_was_settled_for_nothing_makes_room_under_the_cap(open_studio: Any, fake: FakeOpenAI) -> None:
    studio = open_studio(budget=Budget(day=HELD + HELD // 2))
    lost = await lose(studio, fake)
    await studio.service.write_off(lost, 0)
    assert not (await again(studio, lost)).cached
    assert [row.cost for row in studio.rows] == [0, 52_690_000]


@pytest.mark.parametrize(("told", "booked"), [(None, HELD), (0, 0), (0.01, 10_000_000)])
async def test_writing_off_settles_what_it_cost(studio: Any, fake: FakeOpenAI, told: float | None, booked: int) -> None:
    entry = await studio.service.write_off(await lose(studio, fake), told)
    assert (entry.state, entry.held, entry.cost) == ("written_off", 0, booked)
    assert studio.rows == [entry]


async def test_a_cost_that_is_known_stays_unless_somebody_knows_better(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("empty_data")
    with pytest.raises(Exception, match="it was charged"):
        await studio.draw(key="k")
    (row,) = studio.rows
    assert (await studio.service.write_off(row.id)).cost == row.cost == 52_690_000
    assert (await studio.service.write_off(row.id, 0.02)).cost == 20_000_000


async def test_what_is_written_off_is_not_bought_on_its_own(studio: Any, fake: FakeOpenAI) -> None:
    await studio.service.write_off(await lose(studio, fake), 0)
    with pytest.raises(OutcomeUnknown, match="was written off") as caught:
        await studio.draw(key="k")
    assert (caught.value.charged, len(fake.image_requests)) == ("no", 1)


async def test_what_came_of_the_answer_goes_when_it_is_settled(studio: Any, fake: FakeOpenAI) -> None:
    fake.fail_next("html_200", times=2)
    for key in ("one", "two"):
        with pytest.raises(Exception, match="cannot be read"):
            await studio.draw(key=key)
    first, second = (row.id for row in studio.rows)
    assert len(list(studio.spool.iterdir())) == 2
    await studio.service.write_off(first)
    await again(studio, second)
    assert list(studio.spool.iterdir()) == []


@pytest.mark.parametrize("settle", ["buy_again", "write_off"])
async def test_only_what_is_lost_can_be_settled(studio: Any, fake: FakeOpenAI, settle: str) -> None:
    await studio.draw()
    arguments = (str,) if settle == "buy_again" else ()
    with pytest.raises(UserError, match="is stored: what came of it is known") as caught:
        await getattr(studio.service, settle)(studio.rows[0].id, *arguments)
    assert caught.value.code == "outcome_known"
    with pytest.raises(NotFound, match="has the id 'nothing'"):
        await getattr(studio.service, settle)("nothing", *arguments)


async def test_without_a_key_of_the_server_it_says_so(open_studio: Any, fake: FakeOpenAI) -> None:
    studio = open_studio(api_key="")
    lost = await lose(studio, fake, api_key="sk-widget")
    with pytest.raises(UserError, match="is not kept; set OPENAI_API_KEY"):
        await again(studio, lost)
    assert [row.state for row in studio.rows] == ["unknown"]


async def test_another_process_that_buys_it_again_is_not_disturbed(
    open_studio: Any, studio: Any, fake: FakeOpenAI
) -> None:
    lost = await lose(studio, fake)
    fake.fail_next("slow", seconds=60)
    buying = asyncio.create_task(again(studio, lost))
    await asyncio.to_thread(fake.wait_for_images, 2)
    with pytest.raises(Exception, match="another process is making this picture"):
        await again(open_studio(), lost)
    fake.heal()
    assert ((await buying).cached, len(fake.image_requests)) == (False, 2)


async def test_reuse_does_not_stand_in_for_buying_again(open_studio: Any, fake: FakeOpenAI) -> None:
    studio = open_studio(reuse=True)
    lost = await lose(studio, fake)
    await studio.draw(key="other")
    assert not (await again(studio, lost)).cached
    assert len(fake.image_requests) == 3


async def test_a_request_that_the_provider_now_refuses_says_why(studio: Any, fake: FakeOpenAI) -> None:
    lost = await lose(studio, fake)
    fake.fail_next("model_not_found")
    with pytest.raises(Exception, match="does not serve this model") as caught:
        await again(studio, lost)
    assert not isinstance(caught.value, RequestRefused)
