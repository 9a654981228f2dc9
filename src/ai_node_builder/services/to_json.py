"""Values as JSON text, for the records."""

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import msgspec

from ai_node_builder.redaction import redact


def to_json(value: Any) -> str:
    """JSON text that any reader can take; TypeError where JSON cannot carry the value.

    NaN and infinity become null. Half a character, as models do send, becomes U+FFFD.
    """
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        return _encode(_whole(msgspec.to_builtins(value, enc_hook=_plain))).decode()


def to_record(value: Any) -> str:
    """The same for what is kept and shown: without any key in it."""
    return redact(to_json(value))


def _plain(value: Any) -> Any:
    """Subclasses and relatives of the types that JSON has, as these types."""
    match value:
        case str():
            return str.__str__(value)
        case Integral():
            return int(value)
        case Real():
            return float(value)
        case Mapping():
            return dict(value)
        case Sequence():
            return list(value)
    raise TypeError(f"JSON cannot carry a value of type {type(value).__name__}; pass on text, numbers, lists, objects")


def _whole(value: Any) -> Any:
    """The same with every pair of halves joined to a character, and every half without its other replaced."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_whole(key): _whole(child) for key, child in value.items()}
        case list() | tuple():
            return [_whole(child) for child in value]
    return value


_encode = msgspec.json.Encoder(enc_hook=_plain).encode
