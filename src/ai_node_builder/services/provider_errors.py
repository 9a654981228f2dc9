"""What a provider's failure means, sorted by who must act. Knows HTTP, and no library by its classes."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ai_node_builder.errors import (
    AINodeBuilderError,
    ApiKeyRejected,
    ModelNotFound,
    ModerationBlocked,
    OrganisationUnverified,
    OutcomeUnknown,
    ProviderUnreachable,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
)

MODERATION_CODES = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
QUOTA_CODES = frozenset({"billing_hard_limit_reached", "insufficient_quota", "billing_not_active"})
# Anthropic reports an empty account, and Google a bad key, as a plain 400.
QUOTA_WORDS = ("credit balance", "billing hard limit")
KEY_WORDS = ("api key not valid", "api_key_invalid")

NEVER_OPENED = frozenset({"ConnectError", "ConnectTimeout", "ClientConnectorError", "ConnectionRefusedError"})
"""Classes of httpx, aiohttp and the standard library for a connection that did not come about. By name,
so that no HTTP library need be imported."""

LONGEST_QUOTE = 300
SECRETS = re.compile(r"\b(?:(?:sk|pk|rk|gsk|xai|hf|r8)[-_]|AIza|Bearer )[\w.*+/=-]{8,}")
PATHS = re.compile(r"(?<![\w:/.])(?:/[\w.@-]+){3,}|\b[A-Za-z]:\\[^\s\"']+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an exception tells: HTTP status, the provider's error code and words, and seconds to wait."""

    status: int | None
    code: str | None
    message: str
    retry_after: float | None = None


def refusal(
    status: int | None, code: str | None, message: str, *, retry_after: float | None = None
) -> AINodeBuilderError:
    """The error that a provider's answer stands for.

    `code` and `message` are those of the answer's error object, `retry_after` is in seconds. A status that
    is None, below 400, 408 or from 500 on leaves open what happened: OutcomeUnknown.
    """
    said = quoted(message)
    words = message.lower()
    if code in MODERATION_CODES:
        return ModerationBlocked(f"the provider's safety system refused the request; word it differently.{said}")
    if status == 402 or code in QUOTA_CODES or any(known in words for known in QUOTA_WORDS):
        return QuotaExhausted(f"the provider account has no credit left or is at its limit; top it up.{said}")
    if status == 401 or any(known in words for known in KEY_WORDS):
        return ApiKeyRejected("the provider does not accept the API key; check it, or make a new one there.")
    if status == 429 or code == "rate_limit_exceeded":
        return RateLimited(f"too many requests; nothing was charged. Try again {_when(retry_after)}.{said}")
    if status is None or status < 400 or status == 408 or status >= 500:
        return outcome_unknown(f"the provider failed ({_number(status)})", message)
    return _refused(status, code, words, said)


def _refused(status: int, code: str | None, words: str, said: str) -> AINodeBuilderError:
    if status == 403 and "verified" in words:
        return OrganisationUnverified(
            "the provider serves this model to verified organisations only. Verify yours at "
            "platform.openai.com/settings/organization/general; it can take 15 to 30 minutes to take effect."
        )
    if status == 403:
        return RequestRefused(f"the API key may not do this; check its permissions at the provider.{said}")
    if status == 404 or code == "model_not_found":
        return ModelNotFound(f"the provider does not serve this model; choose another.{said}")
    if code == "context_length_exceeded":
        return RequestRefused(f"the conversation is too long for this model; shorten it.{said}")
    return RequestRefused(f"the provider refused the request ({_number(status)}); change it as it says.{said}")


def outcome_unknown(what: str, message: str = "") -> OutcomeUnknown:
    """The request left, and whether it was carried out is not known."""
    return OutcomeUnknown(
        f"{what} after the request was sent, so it may have been charged; "
        f"look at the provider's usage page before you ask again.{quoted(message)}"
    )


def unreachable(address: str) -> ProviderUnreachable:
    """No connection to `address` came about, so nothing was sent."""
    return ProviderUnreachable(
        f"no connection to {address}; nothing was sent. Check the network and the address, then try again."
    )


def facts(error: BaseException) -> Facts:
    """What an exception of litellm, openai or httpx tells, read along the chain of its causes.

    litellm keeps the status but drops or overwrites code and headers, which the causes still have.
    """
    chain = list(causes(error))
    status = next((s for e in chain if isinstance(s := getattr(e, "status_code", None), int)), None)
    body = next((b for e in chain if isinstance(b := getattr(e, "body", None), dict)), None)
    details = body or _object_in(str(error))
    code = details.get("code") or details.get("type")
    message = details.get("message") or str(error).rpartition("Exception - ")[2]
    waits = (seconds_to_wait(headers) for e in chain for headers in _headers(e))
    return Facts(status, str(code) if code else None, str(message), next(filter(None, waits), None))


def never_opened(error: BaseException) -> bool:
    """Whether the exception says that no connection came about, so that nothing was sent."""
    return any(kind.__name__ in NEVER_OPENED for e in causes(error) for kind in type(e).__mro__)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, and what it was raised from or during, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, given as a number or as a date; None where it asks for none."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def quoted(message: str) -> str:
    """The provider's words, fit to be shown: one line, short, without keys, file paths and web pages."""
    line = message.strip().partition("\n")[0]
    if not line or line.startswith("<"):
        return ""
    line = PATHS.sub("…", SECRETS.sub("…", line))
    return f" It said: {line[:LONGEST_QUOTE]}"


def _headers(error: BaseException) -> Iterator[Mapping[str, str]]:
    for holder in (error, getattr(error, "response", None)):
        headers = getattr(holder, "headers", None)
        if isinstance(headers, Mapping):
            yield {str(name).lower(): str(value) for name, value in headers.items()}


def _object_in(text: str) -> dict[str, Any]:
    """The error object of a JSON answer inside a longer text, as litellm quotes it."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    except ValueError:
        return {}
    inner = found.get("error", found)
    return inner if isinstance(inner, dict) else {}


def _when(retry_after: float | None) -> str:
    return "in a minute" if retry_after is None else f"in {retry_after:.0f} seconds"


def _number(status: int | None) -> str:
    return "no HTTP status" if status is None else f"HTTP {status}"
