"""What the exceptions of litellm, and of the libraries under it, mean. Knows them by name and attributes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ai_node_builder.errors import AINodeBuilderError, DependencyMissing
from ai_node_builder.services.provider_errors import outcome_unknown, refusal, seconds_to_wait, unreachable

# Classes of httpx, aiohttp and openai. By name, so that none of these need be imported, and so that the
# successors of httpx that keep its names are understood.
NEVER_OPENED = frozenset({"ClientConnectorError", "ConnectionTimeoutError"})
NEVER_OPENED_BY_HTTPX = frozenset({"ConnectError", "ConnectTimeout"})
TOO_SLOW = frozenset({"TimeoutException", "APITimeoutError", "TimeoutError"})
BROKEN = frozenset({"TransportError", "ClientError", "APIConnectionError"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What an exception tells: HTTP status, the provider's error code and words, and seconds to wait."""

    status: int | None
    code: str | None
    message: str
    retry_after: float | None


def translate(error: BaseException, address: str) -> AINodeBuilderError:
    """The error of ours that an exception stands for; `address` is where the request went, for the message."""
    ours = next((cause for cause in _causes(error) if isinstance(cause, AINodeBuilderError)), None)
    if ours is not None:
        return ours
    if _never_opened(error):
        return unreachable(address)
    told = facts(error)
    answered = told.code is not None
    package = next((e.name for e in _causes(error) if isinstance(e, ImportError)), None)
    if not answered and package:
        return DependencyMissing(f"this provider needs the package {package}; run: pip install {package}")
    if not answered and _is_any(error, TOO_SLOW):
        return outcome_unknown("no answer came in time")
    if not answered and _is_any(error, BROKEN):
        return outcome_unknown("the connection broke")
    return refusal(told.status, told.code, told.message, retry_after=told.retry_after)


def _never_opened(error: BaseException) -> bool:
    # Where aiohttp is below, litellm calls a reset after the request a ConnectError too: then aiohttp's word counts.
    by_httpx = _is_any(error, NEVER_OPENED_BY_HTTPX) and not _is_any(
        error, frozenset({"ClientError", "CancelledError"})
    )
    return by_httpx or _is_any(error, NEVER_OPENED)


def facts(error: BaseException) -> Facts:
    """What an exception tells, read along the chain of its causes.

    litellm keeps the status but drops or overwrites code and headers, which the causes still have.
    """
    chain = list(_causes(error))
    status = next((s for e in chain if isinstance(s := getattr(e, "status_code", None), int)), None)
    body = next((b for e in chain if isinstance(b := getattr(e, "body", None), dict)), None)
    details = body or _error_object(str(error))
    code = details.get("code") or details.get("type")
    message = details.get("message") or str(error).rpartition("Exception - ")[2]
    waits = (seconds_to_wait(headers) for e in chain for headers in _headers(e))
    return Facts(status, str(code) if code else None, str(message), next(filter(None, waits), None))


def _is_any(error: BaseException, names: frozenset[str]) -> bool:
    return any(kind.__name__ in names for cause in _causes(error) for kind in type(cause).__mro__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, and what it was raised from or during, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _headers(error: BaseException) -> Iterator[Mapping[str, str]]:
    for holder in (error, getattr(error, "response", None)):
        headers = getattr(holder, "headers", None)
        if isinstance(headers, Mapping):
            yield {str(name).lower(): str(value) for name, value in headers.items()}


def _error_object(text: str) -> dict[str, Any]:
    """The error object of a JSON answer inside a longer text, as litellm quotes it."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    except ValueError:
        return {}
    inner = found.get("error", found)
    return inner if isinstance(inner, dict) else {}
