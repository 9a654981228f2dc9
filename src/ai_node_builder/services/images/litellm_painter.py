"""Pictures from any OpenAI-compatible images endpoint, through litellm: one request a picture."""

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from ai_node_builder.errors import (
    AINodeBuilderError,
    OutcomeUnknown,
    ProviderUnreachable,
    RateLimited,
)
from ai_node_builder.services.litellm import loaded
from ai_node_builder.services.provider_errors import refusal, seconds_to_wait

from .painter import PaintJob
from .reply import Picture, read_reply

if TYPE_CHECKING:
    from .wire import Exchange, Wire

TRIES = 4
"""For what is known not to be charged: a rate limit, or a connection that never came about."""
LONGEST_WAIT = 60.0
"""Seconds. A provider that asks for more is not waited for: the caller hears of it and decides."""
DEADLINE = 300.0
"""Seconds for one request. OpenAI speaks of up to two minutes for a picture; tails run longer."""


class LiteLLMPainter:
    """Buys pictures at `base_url`. The answer's bytes go to the job's spool file as they arrive."""

    def __init__(self, base_url: str, *, deadline: float = DEADLINE) -> None:
        self._base_url = base_url
        self._deadline = deadline
        self._wire: Wire | None = None

    async def paint(self, job: PaintJob, on_progress: Callable[[str], None]) -> Picture:
        """Send the request, again only where nothing can have been charged. Raises what `refusal` sorts."""

        def announce(state: RetryCallState) -> None:
            assert state.next_action is not None
            on_progress(f"waiting {state.next_action.sleep:.0f} s: {_cause(state)}")

        tries = AsyncRetrying(
            retry=retry_if_exception_type((RateLimited, ProviderUnreachable)),
            wait=_pause,
            stop=lambda state: stop_after_attempt(TRIES)(state) or _pause(state) > LONGEST_WAIT,
            before_sleep=announce,
            reraise=True,
        )
        return await tries(self._once, job)

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()

    async def _once(self, job: PaintJob) -> Picture:
        litellm = await loaded()
        from .wire import Exchange, Wire  # brings the openai package, which litellm has just loaded

        self._wire = self._wire or Wire(self._base_url)
        exchange = Exchange(job.spool)
        failure = await self._send(litellm, job, exchange)
        if exchange.complete and exchange.status == 200:
            return read_reply(bytes(exchange.body))
        raise _what_happened(exchange) from failure

    async def _send(self, litellm: Any, job: PaintJob, exchange: "Exchange") -> BaseException | None:
        """Let litellm talk. Whether it is pleased with the answer does not matter: the exchange tells all."""
        assert self._wire is not None
        client = self._wire.client(exchange, job.api_key, self._deadline)
        try:
            async with asyncio.timeout(self._deadline):
                await litellm.aimage_generation(
                    model=f"openai/{job.model}",
                    prompt=job.prompt,
                    size=job.size,
                    quality=job.quality,
                    api_key=job.api_key,
                    api_base=self._base_url,
                    client=client,
                    timeout=self._deadline,
                )
        except Exception as error:
            return error
        return None


def _what_happened(exchange: "Exchange") -> AINodeBuilderError:
    if not exchange.left:
        return ProviderUnreachable("no connection to the image service; check OPENAI_BASE_URL and the network.")
    if exchange.status is None or exchange.status < 400:
        return OutcomeUnknown(
            "the request was sent and the answer did not come back whole, so the picture may have been charged. "
            "It is not sent again on its own: look at `ainb images` and decide."
        )
    code, message = _error_object(bytes(exchange.body))
    wait = seconds_to_wait(exchange.headers)
    error = refusal(exchange.status, code, message, retry_after=wait)
    if isinstance(error, RateLimited):
        error.retry_after = wait
    return error


def _error_object(body: bytes) -> tuple[str | None, str]:
    """Code and message of an answer in OpenAI's error shape; empty for any other body."""
    try:
        error = json.loads(body)["error"]
        return error.get("code"), str(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, ""


def _pause(state: RetryCallState) -> float:
    """Seconds before the next try: what the provider asked for, else 1, 2, 4."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, RateLimited) else None
    return float(2 ** (state.attempt_number - 1)) if asked is None else asked


def _cause(state: RetryCallState) -> str:
    limited = state.outcome is not None and isinstance(state.outcome.exception(), RateLimited)
    return "the provider is at its rate limit" if limited else "the provider cannot be reached"
