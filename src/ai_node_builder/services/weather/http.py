"""Asking a weather service over HTTP: a few tries, failures sorted by who must act, no key in any log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import httpx
import msgspec
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential
from tenacity.wait import wait_base

from ai_node_builder.errors import AINodeBuilderError, ProviderError, ProviderUnreachable, RateLimited

TRIES = 3
WAIT = wait_random_exponential(multiplier=0.5, max=4)

Params: TypeAlias = Mapping[str, str | int | float]
Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class WeatherHttp:
    """GET with tries. `timeout` is in seconds for each step of a try, `wait` is the pause between tries.

    Asking about the weather costs nothing, so whatever may pass by itself is tried again.
    """

    timeout: float = 10
    wait: wait_base = WAIT

    async def get(
        self,
        service: str,
        url: str,
        params: Params,
        shape: type[Shape],
        *,
        secret: Mapping[str, str] | None = None,
        refusals: Mapping[int, AINodeBuilderError] | None = None,
    ) -> Shape:
        """The JSON answer as a `shape`. `secret` are parameters that no log may show.

        `refusals` gives the errors for HTTP statuses that mean something of their own. Otherwise raises
        ProviderUnreachable, RateLimited, or ProviderError for an answer that cannot be used.
        """
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES), wait=self.wait, retry=retry_if_exception(_may_pass), reraise=True
        )
        public = httpx.URL(url, params=params)
        # httpx logs the URL of every request; the wire gets this target instead, with the key in it.
        target = public.copy_merge_params(secret or {}).raw_path
        response: httpx.Response = await tries(self._send, service, public, target)
        _check_status(service, response.status_code, refusals or {})
        return _decode(service, response.content, shape)

    async def _send(self, service: str, url: httpx.URL, target: bytes) -> httpx.Response:
        try:
            async with httpx.AsyncClient(timeout=self.timeout) as client:
                response = await client.get(url, extensions={"target": target})
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ProviderUnreachable(f"no connection to {service}; check the network, then try again.") from error
        except httpx.RequestError as error:
            raise ProviderError(
                f"{service} broke off without a whole answer ({type(error).__name__}); try again later.", retryable=True
            ) from error
        if response.status_code == 429:
            raise RateLimited(f"{service} has had too many requests; try again in a few minutes.")
        if response.status_code >= 500:
            raise ProviderError(
                f"{service} has a fault (HTTP {response.status_code}); try again later.", retryable=True
            )
        return response


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, AINodeBuilderError) and error.retryable


def _check_status(service: str, status: int, refusals: Mapping[int, AINodeBuilderError]) -> None:
    if status in refusals:
        raise refusals[status]
    if status != 200:
        raise ProviderError(f"{service} refused the request (HTTP {status}); name the city in another way.")


def _decode(service: str, body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProviderError(f"the answer of {service} is not understood ({error}); try again later.") from error
