"""Language models of every provider that litellm knows, and of any OpenAI-compatible server."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from ai_node_builder.errors import AINodeBuilderError, LimitReached, ModerationBlocked
from ai_node_builder.messages import ChatReply, ChatRequest
from ai_node_builder.redaction import traceback_of
from ai_node_builder.services.limits import Limits
from ai_node_builder.services.litellm import carried_by, loaded
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.provider_errors import outcome_unknown
from ai_node_builder.services.secrets import FindKey
from ai_node_builder.services.secrets.environment import environment_key
from ai_node_builder.services.tries import uncharged_tries, wait_in_words

from .failures import translate
from .providers import OpenAIAccount, Target, addresses_of_the_environment, resolve
from .stream import StreamedReply
from .wire import settings

log = logging.getLogger(__name__)

TRIES = 3
"""For what is known not to be charged: a rate limit, or a connection that never came about."""
DEADLINE = 300.0
"""Seconds for one reply, once it is the request's turn."""


class LiteLLMChat:
    """A ChatModel over the network, as `limits` allow. `deadline` is in seconds for each request that is sent.

    `account` is for OpenAI models; without one the environment has it. `find_key` finds the keys of all providers.
    Connections go where `outgoing` lets them, and to the addresses that the operator has set.
    """

    def __init__(
        self,
        account: OpenAIAccount | None = None,
        outgoing: Outgoing | None = None,
        *,
        limits: Limits | None = None,
        find_key: FindKey = environment_key,
        deadline: float = DEADLINE,
    ) -> None:
        self._account = account
        self._find_key = find_key
        self._outgoing = outgoing or Outgoing()
        self._limits = limits or Limits()
        self._deadline = deadline
        self._streamless: set[str] = set()

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None]) -> ChatReply:
        """One reply. A request is sent again only where the first try cannot have been charged.

        Raises UnknownModel, ApiKeyMissing, SecretNotForHost, DependencyMissing and HostNotAllowed before anything is
        sent.
        """
        litellm = await loaded()
        account = self._account or OpenAIAccount.from_environment()
        target = await asyncio.to_thread(resolve, request, account, litellm, self._find_key)
        outgoing = self._outgoing.opened([account.base_url, *addresses_of_the_environment()])
        tries = uncharged_tries(TRIES, before_sleep=lambda state: request.on_wait(wait_in_words(state)))
        async with _checked(outgoing, target):
            return await tries(self._in_turn, litellm, target, request, on_text)

    async def _in_turn(
        self, litellm: Any, target: Target, request: ChatRequest, on_text: Callable[[str], None]
    ) -> ChatReply:
        async with self._limits.turn(target.line, request.run_id, request.on_wait):
            try:
                async with asyncio.timeout(self._deadline):
                    return await self._once(litellm, target, request, on_text)
            except TimeoutError as error:
                raise outcome_unknown(f"no whole answer came within {self._deadline:g} seconds") from error

    async def _once(
        self, litellm: Any, target: Target, request: ChatRequest, on_text: Callable[[str], None]
    ) -> ChatReply:
        reply = StreamedReply(on_text)
        try:
            await self._ask(litellm, target, request, reply)
        except Exception as error:
            log.debug("%s did not answer\n%s", target.address, traceback_of(error))
            raise _failure(error, target, reply) from error
        _check(reply)
        return ChatReply(reply.text, reply.tool_calls, _cost(litellm, target, reply.usage), target.model)

    async def _ask(self, litellm: Any, target: Target, request: ChatRequest, reply: StreamedReply) -> None:
        arguments = settings(request) | {
            "model": target.model,
            "api_base": target.api_base,
            "api_key": target.api_key,
            "timeout": self._deadline,
            "max_retries": 0,
            "num_retries": 0,
            "drop_params": True,
            # Else a request with tools loads litellm's proxy, and a package that only the proxy has.
            "_skip_mcp_handler": True,
        }
        if target.address not in self._streamless:
            await _stream(litellm, arguments, reply)
        if reply.empty and reply.finish_reason is None:
            # Some OpenAI-compatible servers ignore `stream` and answer whole, of which litellm makes nothing.
            reply.add_whole(await litellm.acompletion(**arguments))
            self._streamless.add(target.address)


@asynccontextmanager
async def _checked(outgoing: Outgoing, target: Target) -> AsyncIterator[None]:
    """Within this block litellm connects only where it may."""
    from ai_node_builder.services.outgoing.transport import CheckedTransport  # brings httpx, as litellm just did

    if target.api_base:
        await outgoing.check(target.api_base)
    async with CheckedTransport(outgoing) as transport:
        with carried_by(transport):
            yield


async def _stream(litellm: Any, arguments: dict[str, Any], reply: StreamedReply) -> None:
    answer = await litellm.acompletion(stream=True, stream_options={"include_usage": True}, **arguments)
    async with aclosing(answer):
        async for chunk in answer:
            reply.add(chunk)
    # litellm ends a stream that broke off with a "stop" of its own; this is what the provider said.
    said = (getattr(answer, name, None) for name in ("received_finish_reason", "intermittent_finish_reason"))
    reply.finish_reason = next(filter(None, said), None)


def _failure(error: Exception, target: Target, reply: StreamedReply) -> AINodeBuilderError:
    translated = translate(error, target.address)
    if not reply.empty and translated.retryable:
        return outcome_unknown("the answer broke off")
    return translated


def _check(reply: StreamedReply) -> None:
    if reply.finish_reason is None:
        raise outcome_unknown("the answer broke off")
    if reply.finish_reason == "content_filter" and reply.empty:
        raise ModerationBlocked("the provider's safety system withheld the answer; word the request differently.")
    if reply.finish_reason == "length" and reply.empty:
        raise LimitReached("the model used up max_tokens before it said anything; raise max_tokens.")


def _cost(litellm: Any, target: Target, usage: Any) -> float | None:
    """Dollars by litellm's price table; None without usage, or for a model that it does not list."""
    if usage is None:
        return None
    try:
        answer = litellm.ModelResponse(model=target.model, usage=usage)
        return float(litellm.completion_cost(answer, model=target.model))
    except Exception as error:  # litellm raises a bare Exception for a model that it does not list
        log.debug("no price for %s: %s", target.model, error)
        return None
