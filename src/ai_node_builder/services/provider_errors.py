"""What a provider's refusal means, sorted by who must act."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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

SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")
LONGEST_QUOTE = 300
SECRETS = re.compile(r"\b(?:(?:sk|pk|rk|gsk|xai|hf|r8)[-_]|AIza|Bearer )[\w.*+/=-]{8,}")
PATHS = re.compile(r"(?<![\w:/.])(?:/[\w.@-]+){3,}|\b[A-Za-z]:\\[^\s\"']+")


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
        return _rate_limited(said, retry_after)
    if status is None or status < 400 or status == 408 or status >= 500:
        return outcome_unknown(f"the provider failed ({_number(status)})", message)
    return _refused(status, code, words, said)


def _rate_limited(said: str, retry_after: float | None) -> RateLimited:
    when = "in a minute" if retry_after is None else f"in {retry_after:.0f} seconds"
    error = RateLimited(f"too many requests; nothing was charged. Try again {when}.{said}")
    error.retry_after = retry_after
    return error


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


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, given as a number or as a date; None where it gives neither."""
    value = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(value):
        return float(value)
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


def _number(status: int | None) -> str:
    return "no HTTP status" if status is None else f"HTTP {status}"
