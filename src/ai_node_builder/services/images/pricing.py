"""What a picture will cost at most, and what it did cost. Money is in nano-dollars: whole numbers, exact sums."""

from ai_node_builder.services.money import NANO
from ai_node_builder.types import JsonObject

from .models import ImageModel, Price, dimensions

PER_TOKEN = NANO // 1_000_000
"""Prices are in dollars per million tokens."""


def estimate(model: ImageModel | None, size: str, quality: str, prompt: str) -> int | None:
    """The most that one picture can cost; None where the table has no price.

    "auto" counts as the dearest choice, a free size by its share of pixels, a prompt as one token for each byte.
    """
    if model is None or model.price is None or not model.tokens:
        return None
    output = max(_tokens(model, size, quality))
    return _nano(model.price.text_in, len(prompt.encode())) + _nano(model.price.image_out, output)


def cost(price: Price | None, usage: JsonObject | None) -> int | None:
    """What the provider charged, from the usage it reported; None where usage or price is missing."""
    if price is not None and not any(price.model_dump().values()):
        return 0
    if price is None or not usage or not usage.get("output_tokens"):
        return None
    details = usage.get("input_tokens_details") or {}
    image_in = details.get("image_tokens", 0)
    text_in = details.get("text_tokens", usage.get("input_tokens", 0) - image_in)
    return (
        _nano(price.text_in, text_in) + _nano(price.image_in, image_in) + _nano(price.image_out, usage["output_tokens"])
    )


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
    pair = dimensions(size)
    known = [dimensions(listed) for listed in model.tokens]
    smallest = min(width * height for width, height in filter(None, known))
    return 1.0 if pair is None else pair[0] * pair[1] / smallest


def _nano(dollars_per_million: float, tokens: int) -> int:
    return round(dollars_per_million * PER_TOKEN * tokens)
