"""AI Node Builder: LLM workflows made of nodes.

Importing the package loads nothing; each public name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .app.app import App
    from .app.settings import Settings
    from .errors import AINodeBuilderError, OperatorError, ProviderError, ToolCallError, UserError
    from .node.base import Node
    from .node.context import Context
    from .node.effects import Effects
    from .node.fields import Output, combo, number, secret, slider, socket, text, textarea, toggle
    from .node.tool import ToolNode
    from .node.tool_set import ToolSet
    from .nodes.calculator_tool import CalculatorTool
    from .nodes.gpt_image import GPTImage
    from .nodes.gpt_image_tool import GPTImageTool
    from .nodes.llm import LLM
    from .nodes.text_analysis_tool import TextAnalysisTool
    from .nodes.weather_tool import WeatherTool
    from .types import SocketType
    from .workflow.document import Workflow

_HOMES = {
    "app.app": ("App",),
    "node.context": ("Context",),
    "node.effects": ("Effects",),
    "errors": ("AINodeBuilderError", "OperatorError", "ProviderError", "ToolCallError", "UserError"),
    "node.fields": ("Output", "combo", "number", "secret", "slider", "socket", "text", "textarea", "toggle"),
    "node.base": ("Node",),
    "nodes.calculator_tool": ("CalculatorTool",),
    "nodes.gpt_image": ("GPTImage",),
    "nodes.gpt_image_tool": ("GPTImageTool",),
    "nodes.llm": ("LLM",),
    "nodes.text_analysis_tool": ("TextAnalysisTool",),
    "nodes.weather_tool": ("WeatherTool",),
    "app.settings": ("Settings",),
    "node.tool": ("ToolNode",),
    "node.tool_set": ("ToolSet",),
    "types": ("SocketType",),
    "workflow.document": ("Workflow",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "LLM",
    "AINodeBuilderError",
    "App",
    "CalculatorTool",
    "Context",
    "Effects",
    "GPTImage",
    "GPTImageTool",
    "Node",
    "OperatorError",
    "Output",
    "ProviderError",
    "Settings",
    "SocketType",
    "TextAnalysisTool",
    "ToolCallError",
    "ToolNode",
    "ToolSet",
    "UserError",
    "WeatherTool",
    "Workflow",
    "combo",
    "number",
    "secret",
    "slider",
    "socket",
    "text",
    "textarea",
    "toggle",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
