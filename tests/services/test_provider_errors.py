"""What a provider's answer means."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ai_node_builder import errors
from ai_node_builder.services.provider_errors import refusal, seconds_to_wait

REFUSALS = [
    (400, "moderation_blocked", "rejected by the safety system", errors.ModerationBlocked),
    (400, "content_policy_violation", "rejected", errors.ModerationBlocked),
    (400, "billing_hard_limit_reached", "limit", errors.QuotaExhausted),
    (400, "invalid_request_error", "Your credit balance is too low", errors.QuotaExhausted),
    (402, None, "", errors.QuotaExhausted),
    (429, "insufficient_quota", "quota", errors.QuotaExhausted),
    (401, "invalid_api_key", "Incorrect API key", errors.ApiKeyRejected),
    (400, None, "API key not valid. Please pass a valid API key.", errors.ApiKeyRejected),
    (403, None, "Your organization must be verified to use the model", errors.OrganisationUnverified),
    (403, None, "no access", errors.RequestRefused),
    (404, "model_not_found", "no such model", errors.ModelNotFound),
    (429, "rate_limit_exceeded", "slow down", errors.RateLimited),
    (429, None, "", errors.RateLimited),
    (400, "invalid_value", "bad size", errors.RequestRefused),
    (400, "context_length_exceeded", "too long", errors.RequestRefused),
    (422, None, "", errors.RequestRefused),
    (408, None, "", errors.OutcomeUnknown),
    (500, "server_error", "oops", errors.OutcomeUnknown),
    (529, "overloaded_error", "Overloaded", errors.OutcomeUnknown),
    (200, None, "", errors.OutcomeUnknown),
    (None, None, "", errors.OutcomeUnknown),
]


@pytest.mark.parametrize(("status", "code", "message", "kind"), REFUSALS)
def test_who_must_act(status: int | None, code: str | None, message: str, kind: type[Exception]) -> None:
    assert type(refusal(status, code, message)) is kind


@pytest.mark.parametrize(("status", "charged"), [(400, "no"), (429, "no"), (500, "unknown"), (None, "unknown")])
def test_whether_money_was_taken(status: int | None, charged: str) -> None:
    assert refusal(status, None, "").charged == charged


def test_a_rate_limit_says_when() -> None:
    limited = refusal(429, None, "slow down", retry_after=20)
    assert "in 20 seconds" in str(limited)
    assert isinstance(limited, errors.RateLimited)
    assert limited.retry_after == 20


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("bad size", "It said: bad size"),
        ("key sk-abcdefgh12345 is bad", "It said: key … is bad"),
        ("Authorization: Bearer abcdefgh.12345", "It said: Authorization: …"),
        ("see /home/someone/app/main.py", "It said: see …"),
        ("see https://example.com/a/b/c for skateboarding", "see https://example.com/a/b/c for skateboarding"),
        ("first line\nTraceback", "It said: first line"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_the_providers_words_are_quoted_with_care(words: str, shown: str) -> None:
    assert str(refusal(422, None, words)).endswith(shown)


@pytest.mark.parametrize("words", ["", "  ", "<html><body>Bad gateway</body></html>"])
def test_no_words_are_no_quote(words: str) -> None:
    assert "It said" not in str(refusal(502, None, words))


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7), ("0.5", 0.5), ("soon", None), ("-1", None), ("nan", None), ("", None)]
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert seconds_to_wait({"retry-after": value}) == seconds


def test_retry_after_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert seconds_to_wait({"retry-after": later}) == pytest.approx(3600, abs=60)
    assert seconds_to_wait({"retry-after": "Sun, 22 Nov 2015 08:00:00 GMT"}) == 0.0


def test_no_retry_after() -> None:
    assert seconds_to_wait({}) is None
