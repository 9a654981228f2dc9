"""Texts without the keys that are in use, for errors, events and logs. Imports nothing of ours."""

import json
import logging
from traceback import format_exception
from urllib.parse import quote_plus

SHORTEST = 8
"""Characters. What is shorter is no key but a stand-in such as "none", and stands in many an honest text."""
MOST = 1000
"""Keys that are remembered; callers over HTTP may each bring their own."""

_hidden: dict[str, tuple[str, ...]] = {}


def hide(key: str) -> None:
    """From now on `redact` takes this key out of every text."""
    if len(key) < SHORTEST or key in _hidden:
        return
    _hidden[str(key)] = tuple({str(key), json.dumps(key)[1:-1], quote_plus(key)})
    if len(_hidden) > MOST:
        _hidden.pop(next(iter(_hidden)), None)


def redact(text: str) -> str:
    """The text with *** for every hidden key, also where it is spelled as in JSON or in a URL."""
    for forms in tuple(_hidden.values()):
        for form in forms:
            if form in text:
                text = text.replace(form, "***")
    return text


class Redacted(logging.Formatter):
    """Log lines, and the tracebacks below them, without any key."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def traceback_of(error: BaseException) -> str:
    """The traceback as text, fit for a log."""
    return redact("".join(format_exception(error)))
