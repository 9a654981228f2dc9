"""The built-in nodes, one file each."""

from ai_node_builder.node.base import Node

from .calculator_tool import CalculatorTool
from .display import Display
from .gpt_image import GPTImage
from .gpt_image_tool import GPTImageTool
from .image import Image
from .json_value import JsonValue
from .llm import LLM
from .mcp_tools import McpTools
from .text import Text
from .text_analysis_tool import TextAnalysisTool
from .weather_tool import WeatherTool

CATALOGUE: tuple[type[Node], ...] = (
    Text,
    JsonValue,
    Image,
    LLM,
    GPTImage,
    GPTImageTool,
    WeatherTool,
    CalculatorTool,
    TextAnalysisTool,
    McpTools,
    Display,
)
"""The one list of them, in the order in which the canvas offers them."""
