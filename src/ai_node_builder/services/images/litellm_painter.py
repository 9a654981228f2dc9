"""Pictures from any OpenAI-compatible images endpoint, through litellm: one request a picture."""

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ai_node_builder.errors import (
    AINodeBuilderError,
    ModerationBlocked,
    NoImageData,
    RequestRefused,
    SettingInvalid,
)
from ai_node_builder.services.litellm import loaded
from ai_node_builder.services.provider_errors import outcome_unknown, quoted, refusal, seconds_to_wait, unreachable
from ai_node_builder.types import JsonObject

from .painter import PaintJob
from .reply import Picture, read_reply

if TYPE_CHECKING:
    from .wire import Exchange, Wire

DEADLINE = 300.0
"""Seconds for one request. OpenAI speaks of up to two minutes for a picture; tails run longer."""


class LiteLLMPainter:
    """Buys pictures at `base_url`. The answer's bytes go to the job's spool file as they arrive.

    `deadline` is in seconds for one request.
    """

    def __init__(self, base_url: str, *, deadline: float = DEADLINE) -> None:
        self._base_url = base_url
        self._deadline = deadline
        self._litellm: Any = None
        self._wire: Wire | None = None

    async def ready(self) -> None:
        """Load litellm, which takes seconds the first time.

        DependencyMissing where it is absent, SettingInvalid where the address is none.
        """
        if not self._base_url.startswith(("https://", "http://")):
            raise SettingInvalid("OPENAI_BASE_URL is no web address; write it as https://HOST/v1.")
        self._litellm = self._litellm or await loaded()
        from .wire import Wire  # brings the openai package, which litellm has just loaded

        # No await between looking and making: pictures that start together share one wire.
        self._wire = self._wire or Wire(self._base_url)

    async def paint(self, job: PaintJob) -> Picture:
        """Send the request, once. Raises what `refusal` sorts, ProviderUnreachable, OutcomeUnknown or NoImageData."""
        from .wire import Exchange

        await self.ready()
        exchange = Exchange(job.spool)
        failure = await self._send(job, exchange)
        if exchange.unreached:
            raise unreachable(urlsplit(self._base_url).hostname or self._base_url) from failure
        if failure is not None and not exchange.sent:
            raise _unsent(failure, job.api_key) from None  # what litellm says may hold the key
        if exchange.status is None:
            raise self._lost(failure) from failure
        if 200 <= exchange.status < 300:
            return await self._picture(exchange, failure)
        raise _refusal(exchange, job.api_key) from failure

    async def close(self) -> None:
        """Close the connections; what is on its way breaks off."""
        if self._wire is not None:
            await self._wire.close()

    async def _send(self, job: PaintJob, exchange: "Exchange") -> BaseException | None:
        """Let litellm talk. Whether it is pleased with the answer does not matter: the exchange tells all."""
        assert self._wire is not None
        try:
            async with asyncio.timeout(self._deadline):
                await self._litellm.aimage_generation(
                    model=f"openai/{job.model}",
                    prompt=job.prompt,
                    size=job.size,
                    quality=job.quality,
                    api_key=job.api_key,
                    api_base=self._base_url,
                    client=self._wire.client(exchange, job.api_key),
                )
        except Exception as error:
            return error
        return None

    async def _picture(self, exchange: "Exchange", failure: BaseException | None) -> Picture:
        """The picture in a good answer; one that broke off may hold it whole all the same."""
        try:
            return await asyncio.to_thread(read_reply, exchange.take_body())
        except NoImageData:
            if exchange.complete:
                raise
            raise self._lost(failure) from failure

    def _lost(self, failure: BaseException | None) -> AINodeBuilderError:
        if isinstance(failure, TimeoutError):
            return outcome_unknown(f"no whole answer came within {self._deadline:g} seconds")
        return outcome_unknown("the connection broke")


def _unsent(failure: BaseException, api_key: str) -> AINodeBuilderError:
    words = quoted(str(failure).replace(api_key, "…"))
    return RequestRefused(f"litellm did not send the request; change it as it says.{words}")


def _refusal(exchange: "Exchange", api_key: str) -> AINodeBuilderError:
    """What an answer stands for that is no success."""
    assert exchange.status is not None
    if exchange.status < 400:
        return _redirected(exchange)
    said = _error_object(exchange.take_body())
    code = said.get("code")
    error = refusal(
        exchange.status,
        code if isinstance(code, str) else None,
        str(said.get("message") or "").replace(api_key, "…"),
        retry_after=seconds_to_wait(exchange.headers),
    )
    if isinstance(error, ModerationBlocked) and _was_drawn(said):
        error.charged = "unknown"
    return error


def _redirected(exchange: "Exchange") -> AINodeBuilderError:
    there = urlsplit(exchange.headers.get("location", ""))
    return RequestRefused(
        f"the image service has moved to {there.scheme}://{there.hostname}; nothing was sent there. "
        "Set OPENAI_BASE_URL to its address, with https and the path up to /v1."
    )


def _error_object(body: bytes) -> JsonObject:
    """The error in an answer of OpenAI's shape, as `{"code", "message", …}`; empty for any other body."""
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return error if isinstance(error, dict) else {"message": error}


def _was_drawn(said: JsonObject) -> bool:
    """Whether the safety system looked at the finished picture, which OpenAI may charge for."""
    details = said.get("moderation_details")
    return isinstance(details, dict) and details.get("moderation_stage") == "output"
