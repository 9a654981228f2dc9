"""The tokens a picture costs, in OpenAI's `usage` shape."""

import math
from collections.abc import Mapping

from .images import Size
from .replies import JsonObject

_SQUARE, _PORTRAIT, _LANDSCAPE = (1024, 1024), (1024, 1536), (1536, 1024)

_TOKENS: Mapping[str, Mapping[str, tuple[int, int, int]]] = {
    "gpt-image-2.6": {
        "low": (588, 459, 459),
        "medium": (1317, 1029, 1029),
        "high": (1756, 1372, 1372),
        "xhigh": (3122, 2439, 2439),
        "max": (7024, 5488, 5488),
    },
    "gpt-image-2.5": {
        "low": (196, 153, 153),
        "medium": (439, 343, 343),
        "high": (1756, 1372, 1372),
        "xhigh": (3122, 2439, 2439),
        "max": (7024, 5488, 5488),
    },
    "gpt-image-2": {
        "low": (196, 167, 167),
        "medium": (1756, 1400, 1400),
        "high": (7024, 5488, 5488),
    },
    "": {
        "low": (272, 408, 400),
        "medium": (1056, 1584, 1568),
        "high": (4160, 6240, 6208),
    },
}
"""Output tokens by the start of the model's name and by quality: square, portrait, landscape.

The last row is gpt-image-1's, which its later versions share. Sources: OpenAI's pricing pages;
where those give a price only, the price at $30 per million tokens; where they give the square
only, the square scaled as for gpt-image-2. Low and medium of 2.6 are three times those of 2.5.
"""

# OpenAI's vision guide: an input picture of one tile costs 65 base tokens and 129 for the tile.
_INPUT_IMAGE_TOKENS = 194


def qualities(model: str) -> tuple[str, ...]:
    """The qualities the model knows, besides `auto`."""
    return tuple(_table(model))


def usage(body: JsonObject, size: Size, quality: str, count: int) -> JsonObject:
    """The `usage` of `count` pictures; four characters of the prompt make a token."""
    text = math.ceil(len(body["prompt"]) / 4)
    image = _INPUT_IMAGE_TOKENS * len(body.get("image") or body.get("images") or ())
    output = count * _output_tokens(str(body.get("model")), size, quality)
    return {
        "input_tokens": text + image,
        "input_tokens_details": {"image_tokens": image, "text_tokens": text},
        "output_tokens": output,
        "output_tokens_details": {"image_tokens": output, "text_tokens": 0},
        "total_tokens": text + image + output,
    }


def _output_tokens(model: str, size: Size, quality: str) -> int:
    """Tokens of one picture. A size outside the table counts by its area against the square."""
    square, portrait, landscape = _table(model)[quality]
    known = {_SQUARE: square, _PORTRAIT: portrait, _LANDSCAPE: landscape}
    return known.get(size) or math.ceil(square * size[0] * size[1] / (1024 * 1024))


def _table(model: str) -> Mapping[str, tuple[int, int, int]]:
    return next(table for start, table in _TOKENS.items() if model.startswith(start))
