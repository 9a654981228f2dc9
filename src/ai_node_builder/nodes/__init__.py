"""The built-in nodes, one file each."""

from ai_node_builder.node import Node

from .display import Display
from .image import Image
from .json_value import JsonValue
from .text import Text

CATALOGUE: tuple[type[Node], ...] = (Text, JsonValue, Image, Display)
"""The one list of them, in the order in which the canvas offers them."""
