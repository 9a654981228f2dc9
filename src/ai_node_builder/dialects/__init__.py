"""Tool definitions, tool calls and tool results in the spellings of the LLM world."""

from .calls import call_id, kind, read_arguments, read_call, read_calls
from .definitions import Dialect, spell
from .results import spell_result

__all__ = ["Dialect", "call_id", "kind", "read_arguments", "read_call", "read_calls", "spell", "spell_result"]
