"""Texts without keys."""

import json
import logging
from urllib.parse import quote_plus

import pytest

from ai_node_builder import redaction
from ai_node_builder.errors import UserError
from ai_node_builder.redaction import Redacted, hide, redact, traceback_of

KEY = 'sk-"quoted"/+key'


@pytest.fixture(autouse=True)
def hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_hidden", {})
    hide(KEY)


@pytest.mark.parametrize("spelled", [KEY, json.dumps(KEY)[1:-1], quote_plus(KEY)])
def test_a_key_is_taken_out_however_it_is_spelled(spelled: str) -> None:
    assert redact(f"before {spelled} after") == "before *** after"


def test_what_is_too_short_for_a_key_stays() -> None:
    hide("none")
    assert redact("there is none") == "there is none"


def test_errors_tracebacks_and_log_lines_are_rid_of_it() -> None:
    try:
        raise ValueError(KEY)
    except ValueError as error:
        record = logging.makeLogRecord({"msg": KEY, "exc_info": (ValueError, error, error.__traceback__)})
        texts = [
            traceback_of(error),
            Redacted("%(message)s").format(record),
            UserError(KEY).text(),
            str(UserError(KEY)),
        ]
    assert all("***" in text and KEY not in text for text in texts)


def test_only_so_many_keys_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "MOST", 2)
    for number in range(3):
        hide(f"key-number-{number}")
    assert redact("key-number-0 key-number-1 key-number-2") == "key-number-0 *** ***"
