"""The public names are a list under test, and importing the package costs nothing."""

import subprocess
import sys

import pytest

import ai_node_builder

PUBLIC = [
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
HEAVY = ("litellm", "openai", "pydantic", "sqlalchemy", "fastapi", "httpx", "asyncio", "numpy", "PIL", "msgspec")


def test_public_names() -> None:
    assert ai_node_builder.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_each_name_loads(name: str) -> None:
    assert getattr(ai_node_builder, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = ai_node_builder.Nothing


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = f"import ai_node_builder, sys; print([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
