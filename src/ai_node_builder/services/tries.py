"""When a paid request may be sent again: only where the try before it cannot have been charged."""

from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from ai_node_builder.errors import ProviderUnreachable, RateLimited

LONGEST_WAIT = 60.0
"""Seconds. A provider that asks for more is not waited for: the caller hears of it and decides."""

BeforeSleep = Callable[[RetryCallState], Awaitable[None] | None]


def wait_in_words(state: RetryCallState) -> str:
    """How long the pause is that begins, and why."""
    assert state.next_action is not None
    limited = state.outcome is not None and isinstance(state.outcome.exception(), RateLimited)
    cause = "the provider is at its rate limit" if limited else "the provider cannot be reached"
    return f"waiting {state.next_action.sleep:.0f} s: {cause}"


def uncharged_tries(count: int, *, first_wait: float = 1.0, before_sleep: BeforeSleep | None = None) -> AsyncRetrying:
    """Up to `count` tries after a rate limit, or a connection that never came about; the last error is raised.

    `first_wait` is in seconds before the second try, doubled for each more, where the provider does not say how
    long to wait.
    """

    def pause(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, RateLimited) else None
        return float(first_wait * 2 ** (state.attempt_number - 1)) if asked is None else asked

    return AsyncRetrying(
        retry=retry_if_exception_type((RateLimited, ProviderUnreachable)),
        wait=pause,
        stop=lambda state: stop_after_attempt(count)(state) or pause(state) > LONGEST_WAIT,
        before_sleep=before_sleep,
        reraise=True,
    )
