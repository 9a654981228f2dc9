"""Tool definitions, tool calls and tool results in the spellings of the LLM world."""

from .calls import call_id, kind, read_arguments, read_call, read_calls
from .definitions import Dialect, spell
from .results import result_text, spell_result

__all__ = [
    "Dialect",
    "call_id",
    "kind",
    "read_arguments",
    "read_call",
    "read_calls",
    "result_text",
    "spell",
    "spell_result",
]
