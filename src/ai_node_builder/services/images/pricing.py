"""What a picture will cost at most, and what it did cost. Money is in nano-dollars: whole numbers, exact sums."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from ai_node_builder.services.money import NANO
from ai_node_builder.types import JsonObject

from .models import ImageModel, Price, dimensions

PER_TOKEN = NANO // 1_000_000
"""Prices are in dollars per million tokens."""

Tokens = Annotated[int, msgspec.Meta(ge=0)]


class _Details(msgspec.Struct):
    text_tokens: Tokens | None = None
    image_tokens: Tokens | None = None


class _Usage(msgspec.Struct):
    output_tokens: Annotated[int, msgspec.Meta(gt=0)]
    input_tokens: Tokens = 0
    input_tokens_details: _Details | None = None
    output_tokens_details: _Details | None = None


def estimate(model: ImageModel | None, size: str, quality: str, prompt: str) -> int | None:
    """The most that one picture can cost; None where the table has no price.

    "auto" counts as the dearest choice, a free size by its share of pixels, a prompt as one token for each byte.
    """
    if model is None or model.price is None or not all(model.tokens.values()) or not model.tokens:
        return None
    output = max(_tokens(model, size, quality))
    return _nano(model.price.text_in, len(prompt.encode())) + _nano(model.price.image_out, output)


def dearest(models: Iterable[ImageModel], size: str, prompt: str) -> int:
    """What a picture of unknown price is taken to cost at most: the dearest that the table knows."""
    estimates = (estimate(model, size, quality, prompt) for model in models for quality in model.qualities)
    return max(filter(None, estimates), default=0)


def cost(price: Price | None, usage: JsonObject | None) -> int | None:
    """What the provider charged, from the usage it reported; None where price or usage is missing or makes no sense."""
    if price is not None and not any(price.model_dump().values()):
        return 0
    try:
        used = msgspec.convert(usage, _Usage)
    except msgspec.ValidationError:
        return None
    return None if price is None else _input(price, used) + _output(price, used)


def _input(price: Price, used: _Usage) -> int:
    details = used.input_tokens_details or _Details()
    image = details.image_tokens or 0
    text = max(used.input_tokens - image, 0) if details.text_tokens is None else details.text_tokens
    return _nano(price.text_in, text) + _nano(price.image_in, image)


def _output(price: Price, used: _Usage) -> int:
    details = used.output_tokens_details or _Details()
    text = 0 if price.text_out is None else min(details.text_tokens or 0, used.output_tokens)
    return _nano(price.text_out or 0, text) + _nano(price.image_out, used.output_tokens - text)


def _tokens(model: ImageModel, size: str, quality: str) -> list[int]:
    """The output tokens of every picture that this size and quality can mean."""
    by_quality = model.tokens.get(size)
    scale = 1.0
    if by_quality is None:
        by_quality = max(model.tokens.values(), key=lambda row: max(row.values()))
        scale = _share(size, model)
    chosen = [by_quality[quality]] if quality in by_quality else list(by_quality.values())
    return [round(tokens * scale) for tokens in chosen]


def _share(size: str, model: ImageModel) -> float:
    """How many times the pixels of the smallest size in the table a free size has."""
    pair = dimensions(size)
    known = [width * height for width, height in filter(None, map(dimensions, model.tokens))]
    return pair[0] * pair[1] / min(known) if pair and known else 1.0


def _nano(dollars_per_million: float, tokens: int) -> int:
    return round(dollars_per_million * PER_TOKEN * tokens)
