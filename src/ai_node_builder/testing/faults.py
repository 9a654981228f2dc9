"""What the fake server can be told to do wrong, and the plan of when to do it."""

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Literal, get_args

Endpoint = Literal["images", "chat"]


class Fault(StrEnum):
    """One way to fail."""

    MODERATION_BLOCKED = "moderation_blocked"
    """400: the safety system refuses the prompt."""
    BILLING_HARD_LIMIT = "billing_hard_limit"
    """400: the account's spending limit is reached."""
    INVALID_KEY = "invalid_key"
    """401: the key is not known, whatever key was sent."""
    UNVERIFIED_ORGANISATION = "unverified_organisation"
    """403: the organisation must be verified to use the model; `code` is null."""
    MODEL_NOT_FOUND = "model_not_found"
    """404: the model is retired."""
    RATE_LIMIT = "rate_limit"
    """429 `rate_limit_exceeded`, with `seconds` as Retry-After."""
    INSUFFICIENT_QUOTA = "insufficient_quota"
    """429 `insufficient_quota`: waiting does not help."""
    SERVER_ERROR = "server_error"
    """500 in OpenAI's error shape."""
    BAD_GATEWAY_HTML = "bad_gateway_html"
    """502 with a proxy's HTML page."""
    HTML_200 = "html_200"
    """200 with an HTML page instead of JSON."""
    SLOW = "slow"
    """Waits `seconds`, then answers as usual."""
    DRIP = "drip"
    """The usual answer, its body dripped in small pieces over `seconds`."""
    RESET_BEFORE_REPLY = "reset_before_reply"
    """Reads the request, then resets the connection."""
    RESET_MID_BODY = "reset_mid_body"
    """Sends the headers and half the body, then resets; of a heavy body less than half may arrive."""
    TRUNCATED_JSON = "truncated_json"
    """200 and a complete HTTP body, whose JSON is cut off."""
    EMPTY_DATA = "empty_data"
    """200 with `data: []`."""
    MISSING_DATA = "missing_data"
    """200 without `data`."""
    GARBAGE_BASE64 = "garbage_base64"
    """200 with a `b64_json` that is not base64."""
    NOT_A_PNG = "not_a_png"
    """200 with a PDF where the picture should be."""
    TRUNCATED_PNG = "truncated_png"
    """200 with valid base64 of half a PNG."""
    WRONG_SIZE_PNG = "wrong_size_png"
    """200 with a valid PNG of half the width and height asked for."""
    MISSING_USAGE = "missing_usage"
    """200 with a good picture but no `usage`."""


PICTURE_FAULTS = frozenset(
    {
        Fault.EMPTY_DATA,
        Fault.MISSING_DATA,
        Fault.GARBAGE_BASE64,
        Fault.NOT_A_PNG,
        Fault.TRUNCATED_PNG,
        Fault.WRONG_SIZE_PNG,
        Fault.MISSING_USAGE,
    }
)
"""The faults that spoil a picture, so that only an image request can have them."""


@dataclass(frozen=True)
class PlannedFault:
    """A fault and its `seconds`: the delay, the time to drip, or the Retry-After."""

    fault: Fault
    seconds: float = 1.0


class FaultPlan:
    """Which coming requests fail, and how. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next: defaultdict[str, deque[PlannedFault]] = defaultdict(deque)
        self._always: dict[str, PlannedFault] = {}

    def fail_next(self, name: str, seconds: float, on: Endpoint, times: int) -> None:
        planned = _planned(name, seconds, on)
        with self._lock:
            self._next[on].extend([planned] * times)

    def fail_always(self, name: str, seconds: float, on: Endpoint) -> None:
        planned = _planned(name, seconds, on)
        with self._lock:
            self._always[on] = planned

    def take(self, on: Endpoint) -> PlannedFault | None:
        """The fault for the request at hand; faults for the next requests go first."""
        with self._lock:
            return self._next[on].popleft() if self._next[on] else self._always.get(on)

    def clear(self) -> None:
        with self._lock:
            self._next.clear()
            self._always.clear()


def _planned(name: str, seconds: float, on: str) -> PlannedFault:
    if name not in list(Fault):
        raise ValueError(f"Unknown fault {name!r}. Use one of: {', '.join(Fault)}.")
    if on not in get_args(Endpoint):
        raise ValueError(f"Unknown endpoint {on!r}. Use 'images' or 'chat'.")
    fault = Fault(name)
    if on == "chat" and fault in PICTURE_FAULTS:
        raise ValueError(f"The fault {name!r} spoils a picture. Leave out on='chat', or use another fault.")
    return PlannedFault(fault, float(seconds))
