"""Chat requests take turns with their key, and say that they wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from ai_node_builder.messages import ChatReply
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.limits import Limits
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.testing import FakeOpenAI

Ask: TypeAlias = Callable[..., Awaitable[ChatReply]]


@pytest.fixture
def one_at_a_time() -> LiteLLMChat:
    return LiteLLMChat(outgoing=Outgoing("127.0.0.1"), limits=Limits(at_once=1))


async def asked(ask: Ask, prompt: str, **fields: Any) -> tuple[asyncio.Future[ChatReply], list[str]]:
    """Somebody who asks, once they have been told that they wait."""
    said: list[str] = []
    waits = asyncio.Event()

    def hear(message: str) -> None:
        said.append(message)
        waits.set()

    task = asyncio.ensure_future(ask(prompt, on_wait=hear, **fields))
    await waits.wait()
    return task, said


async def test_who_waits_is_told_and_runs_take_turns(ask: Ask, fake: FakeOpenAI, one_at_a_time: LiteLLMChat) -> None:
    fake.fail_next("slow", on="chat", seconds=60)
    first = asyncio.ensure_future(ask("first", chat=one_at_a_time, run_id="a"))
    await asyncio.to_thread(fake.wait_for_chats, 1)
    waiting = [await asked(ask, f"{run}{i}", chat=one_at_a_time, run_id=run) for run, i in ("b1", "b2", "c1")]
    assert [said[0] for _, said in waiting] == [
        f"waiting for a turn with this key: number {place} in line" for place in (1, 2, 2)
    ]
    fake.heal()
    await asyncio.gather(first, *(task for task, _ in waiting))
    assert [request.body["messages"][-1]["content"] for request in fake.chat_requests] == ["first", "b1", "c1", "b2"]


async def test_another_key_has_another_line(ask: Ask, fake: FakeOpenAI, one_at_a_time: LiteLLMChat) -> None:
    fake.fail_next("slow", on="chat", seconds=60)
    first = asyncio.ensure_future(ask("first", chat=one_at_a_time))
    await asyncio.to_thread(fake.wait_for_chats, 1)
    fake.script("at once")
    assert (await ask("second", chat=one_at_a_time, api_key="sk-other")).text == "at once"
    fake.heal()
    await first


async def test_a_rate_limit_that_is_waited_for_is_told(ask: Ask, fake: FakeOpenAI) -> None:
    fake.fail_next("rate_limit", on="chat", seconds=0.01)
    task, said = await asked(ask, "hello")
    await task
    assert said == ["waiting 0 s: the provider is at its rate limit"]
