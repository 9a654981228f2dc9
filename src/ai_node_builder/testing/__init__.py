"""Shipped fakes, for this project's tests and for yours.

`FakeOpenAI` is a real HTTP server on loopback that speaks OpenAI's images and chat API
and can be told to fail. `ScriptedChat` is a language model that says what a test wants.
Names load on first use, so importing this package is free.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .chat import ScriptedChat
    from .chat_api import Reply, ToolCall
    from .faults import Fault
    from .received import ReceivedRequest
    from .server import FakeOpenAI

__all__ = ["FakeOpenAI", "Fault", "ReceivedRequest", "Reply", "ScriptedChat", "ToolCall"]

_HOMES = {
    "FakeOpenAI": "server",
    "Fault": "faults",
    "ReceivedRequest": "received",
    "Reply": "chat_api",
    "ScriptedChat": "chat",
    "ToolCall": "chat_api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
