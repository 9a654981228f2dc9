"""Before something dear is bought, the user is asked, with the amount; only a yes is a yes."""

from collections.abc import Callable
from typing import Any, TypeAlias

import mcp_types as types
import pytest

from ai_node_builder.testing import FakeOpenAI

Connect: TypeAlias = Callable[..., Any]
ERAS = ("legacy", "2026-07-28")
DEAR = {"mcp_ask_above": 0.01}
LION = {"prompt": "a lion"}


class User:
    """Answers every question in the same way, and remembers them."""

    def __init__(self, action: Any) -> None:
        self.asked: list[str] = []
        self._action = action

    async def __call__(self, context: Any, params: types.ElicitRequestParams) -> types.ElicitResult:
        self.asked.append(params.message)
        return types.ElicitResult(action=self._action, content={} if self._action == "accept" else None)


@pytest.mark.parametrize("mode", ERAS)
async def test_a_yes_buys(connect: Connect, fake: FakeOpenAI, mode: str) -> None:
    user = User("accept")
    async with connect(DEAR, mode=mode, elicitation_callback=user) as client:
        assert (await client.call_tool("generate_image", LION)).structured_content["success"] is True
    assert len(user.asked) == len(fake.image_requests) == 1
    assert "$0." in user.asked[0]


@pytest.mark.parametrize("action", ["decline", "cancel"])
@pytest.mark.parametrize("mode", ERAS)
async def test_anything_else_buys_nothing(connect: Connect, fake: FakeOpenAI, mode: str, action: str) -> None:
    async with connect(DEAR, mode=mode, elicitation_callback=User(action)) as client:
        reply = await client.call_tool("generate_image", LION)
    assert (reply.is_error, reply.structured_content["code"]) == (True, "spending_refused")
    assert fake.image_requests == []


@pytest.mark.parametrize("mode", ERAS)
async def test_what_is_cheap_is_not_asked_about(connect: Connect, fake: FakeOpenAI, mode: str) -> None:
    user = User("decline")
    async with connect({"mcp_ask_above": 5.0}, mode=mode, elicitation_callback=user) as client:
        assert (await client.call_tool("generate_image", LION)).structured_content["success"] is True
    assert user.asked == []


@pytest.mark.parametrize("mode", ERAS)
async def test_who_cannot_be_asked_is_held_by_the_cap(connect: Connect, fake: FakeOpenAI, mode: str) -> None:
    async with connect(DEAR | {"budget_call": 0.02}, mode=mode) as client:
        reply = await client.call_tool("generate_image", LION)
    assert reply.structured_content["code"] == "budget_exceeded"
    assert fake.image_requests == []


async def test_a_yes_is_good_for_one_call(url: Callable[..., str], fake: FakeOpenAI) -> None:
    from mcp import Client

    async with Client(url(**DEAR), mode="2026-07-28", elicitation_callback=User("accept")) as client:
        asked = await client.session.call_tool("generate_image", LION, allow_input_required=True)
        assert isinstance(asked, types.InputRequiredResult)
        answer: Any = {"spend": types.ElicitResult(action="accept", content={})}
        more: Any = {"input_responses": answer, "request_state": asked.request_state, "allow_input_required": True}
        other = await client.session.call_tool("generate_image", {"prompt": "a cat"}, **more)
        assert isinstance(other, types.InputRequiredResult)
        again = await client.session.call_tool("generate_image", LION, **more)
        assert isinstance(again, types.InputRequiredResult)
    assert fake.image_requests == []
