"""When a chat request fails: who must act, what is sent again, and what nobody gets to see."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from ai_node_builder import errors
from ai_node_builder.messages import ChatReply
from ai_node_builder.services.chat.litellm_chat import LiteLLMChat
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.testing import FakeOpenAI

Ask: TypeAlias = Callable[..., Awaitable[ChatReply]]

FAULTS = {
    "moderation_blocked": (errors.ModerationBlocked, "word it differently"),
    "billing_hard_limit": (errors.QuotaExhausted, "top it up"),
    "insufficient_quota": (errors.QuotaExhausted, "top it up"),
    "invalid_key": (errors.ApiKeyRejected, "check it"),
    "unverified_organisation": (errors.OrganisationUnverified, "15 to 30 minutes"),
    "model_not_found": (errors.ModelNotFound, "choose another"),
    "server_error": (errors.OutcomeUnknown, "may have been charged"),
    "bad_gateway_html": (errors.OutcomeUnknown, "may have been charged"),
    "reset_before_reply": (errors.OutcomeUnknown, "the connection broke"),
    "reset_mid_body": (errors.OutcomeUnknown, "the connection broke"),
    "truncated_json": (errors.OutcomeUnknown, "the answer broke off"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failure_says_who_must_act_and_is_not_sent_again(ask: Ask, fake: FakeOpenAI, fault: str) -> None:
    kind, words = FAULTS[fault]
    fake.script("A lighthouse stands on a rock, and the sea is wide.")
    fake.fail_next(fault, on="chat")
    with pytest.raises(kind, match=words) as caught:
        await ask("hello")
    assert len(fake.chat_requests) == 1
    assert not any(secret in str(caught.value) for secret in ("sk-test", "Traceback", "litellm", "<html"))


async def test_a_page_instead_of_an_answer_twice(ask: Ask, fake: FakeOpenAI) -> None:
    fake.fail_always("html_200", on="chat")
    with pytest.raises(errors.OutcomeUnknown):
        await ask("hello")


async def test_a_rate_limit_is_waited_for(ask: Ask, fake: FakeOpenAI) -> None:
    fake.fail_next("rate_limit", on="chat", seconds=0.01, times=2)
    fake.script("at last")
    assert (await ask("hello")).text == "at last"
    assert len(fake.chat_requests) == 3


async def test_a_rate_limit_that_lasts_is_given_up(ask: Ask, fake: FakeOpenAI) -> None:
    fake.fail_always("rate_limit", on="chat", seconds=0.01)
    with pytest.raises(errors.RateLimited):
        await ask("hello")
    assert len(fake.chat_requests) == 3


async def test_a_long_rate_limit_is_not_waited_for(ask: Ask, fake: FakeOpenAI) -> None:
    fake.fail_next("rate_limit", on="chat", seconds=3600)
    with pytest.raises(errors.RateLimited, match="in 3600 seconds") as caught:
        await ask("hello")
    assert caught.value.retry_after == 3600


async def test_a_server_that_is_not_there(ask: Ask, unused_tcp_port: int) -> None:
    with pytest.raises(errors.ProviderUnreachable, match=f"127.0.0.1:{unused_tcp_port}"):
        await ask("hello", api_base=f"http://127.0.0.1:{unused_tcp_port}/v1")


@pytest.mark.parametrize("fault", ["slow", "drip"])
async def test_the_deadline_is_for_the_whole_answer(ask: Ask, fake: FakeOpenAI, fault: str) -> None:
    await ask("hello")  # so that the deadline does not cover litellm's import
    fake.fail_next(fault, on="chat", seconds=60)
    with pytest.raises(errors.OutcomeUnknown, match=r"within 0\.3 seconds"):
        await ask("hello", chat=LiteLLMChat(outgoing=Outgoing("127.0.0.1"), deadline=0.3))


async def test_nothing_is_logged_or_printed(
    ask: Ask, fake: FakeOpenAI, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next("model_not_found", on="chat")
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.ModelNotFound):
        await ask("a secret prompt", api_key="sk-test-1234567890")
    assert capfd.readouterr() == ("", "")
    assert "a secret prompt" not in caplog.text
    assert "sk-test-1234567890" not in caplog.text
