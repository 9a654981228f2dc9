"""Costs to the nano-dollar; what is not known is None, never 0."""

from typing import Any

import pytest

from ai_node_builder.services.images.models import ImageModel, ModelTable
from ai_node_builder.services.images.pricing import cost, estimate
from ai_node_builder.services.money import dollars

MODELS = ModelTable.load().models


def usage(text: int, image: int, output: int) -> dict[str, Any]:
    return {
        "input_tokens": text + image,
        "input_tokens_details": {"text_tokens": text, "image_tokens": image},
        "output_tokens": output,
        "total_tokens": text + image + output,
    }


@pytest.mark.parametrize(
    ("model", "used", "expected"),
    [
        ("gpt-image-1", usage(10, 40, 272), 0.01133),
        ("gpt-image-1-mini", usage(10, 40, 272), 0.002296),
        ("gpt-image-1.5", usage(10, 40, 272), 0.009074),
        ("chatgpt-image-latest", usage(10, 40, 272), 0.009074),
        ("gpt-image-2", usage(10, 40, 272), 0.00853),
        ("gpt-image-2.5-flare", usage(10, 40, 272), 0.00853),
        ("gpt-image-2.5-sunburst", usage(10, 40, 272), 0.00853),
        ("gpt-image-2.6-flare", usage(10, 40, 272), 0.00853),
        ("gpt-image-2.6-sunburst", usage(10, 40, 272), 0.00853),
        ("gpt-image-1", usage(20, 0, 6240), 0.2497),
        ("gpt-image-2", usage(20, 0, 5488), 0.16474),
    ],
)
def test_what_a_picture_cost(model: str, used: dict[str, Any], expected: float) -> None:
    assert dollars(cost(MODELS[model].price, used)) == expected


def test_input_without_details_is_text() -> None:
    assert dollars(cost(MODELS["gpt-image-1"].price, {"input_tokens": 20, "output_tokens": 6240})) == 0.2497


def test_text_that_comes_with_a_picture_has_its_own_price() -> None:
    used = usage(10, 40, 272) | {"output_tokens_details": {"image_tokens": 172, "text_tokens": 100}}
    assert dollars(cost(MODELS["gpt-image-1.5"].price, used)) == 0.009074 - 100 * (32 - 10) / 1_000_000
    assert dollars(cost(MODELS["gpt-image-2"].price, used)) == 0.00853


@pytest.mark.parametrize(
    "used",
    [
        None,
        {},
        usage(10, 40, 0),
        {"input_tokens": 10},
        {"output_tokens": "272"},
        {"output_tokens": -272},
        {"output_tokens": 27.2},
        {"output_tokens": None},
        {"output_tokens": 272, "input_tokens_details": [10]},
        {"output_tokens": 272, "input_tokens_details": {"text_tokens": "ten"}},
    ],
)
def test_usage_that_says_nothing_makes_the_cost_unknown(used: dict[str, Any] | None) -> None:
    assert cost(MODELS["gpt-image-1"].price, used) is None


def test_details_that_are_null_count_as_none_given() -> None:
    used = {"input_tokens": 20, "output_tokens": 6240, "input_tokens_details": None, "output_tokens_details": None}
    assert dollars(cost(MODELS["gpt-image-1"].price, used)) == 0.2497


def test_without_a_price_the_cost_is_unknown() -> None:
    assert cost(None, usage(10, 40, 272)) is None


def test_what_is_free_costs_nothing_whatever_it_used() -> None:
    assert cost(MODELS["demo/painter"].price, None) == 0


@pytest.mark.parametrize(
    ("model", "size", "quality", "expected"),
    [
        ("gpt-image-1", "1024x1024", "low", 0.01088),
        ("gpt-image-1", "1536x1024", "high", 0.24832),
        ("gpt-image-2", "1024x1024", "high", 0.21072),
        ("gpt-image-2.5-flare", "1024x1024", "max", 0.21072),
        ("gpt-image-1", "1024x1024", "auto", 0.1664),
        ("gpt-image-1", "auto", "low", 0.01632),
        ("gpt-image-1", "auto", "auto", 0.2496),
        ("gpt-image-2", "2048x2048", "high", 4 * 0.21072),
        ("demo/painter", "auto", "auto", 0),
    ],
)
def test_the_most_that_a_picture_can_cost(model: str, size: str, quality: str, expected: float) -> None:
    assert dollars(estimate(MODELS[model], size, quality, "")) == expected


def test_a_prompt_counts_a_token_for_each_byte() -> None:
    bare, longer = (estimate(MODELS["gpt-image-1"], "1024x1024", "low", prompt) for prompt in ("", "Löwe"))
    assert bare is not None
    assert longer == bare + 5 * 5_000


@pytest.mark.parametrize("model", sorted(MODELS))
def test_no_picture_costs_more_than_was_held_for_it(model: str) -> None:
    facts = MODELS[model]
    for size, row in facts.tokens.items():
        for quality, tokens in row.items():
            held = estimate(facts, size, quality, "")
            assert held == (cost(facts.price, {"output_tokens": tokens}) if tokens else 0)


@pytest.mark.parametrize("tokens", [{}, {"1024x1024": {}}])
def test_without_token_counts_the_most_is_not_known(tokens: dict[str, dict[str, int]]) -> None:
    facts: ImageModel = MODELS["gpt-image-1"].model_copy(update={"tokens": tokens})
    assert estimate(facts, "1024x1024", "high", "") is None
    assert estimate(None, "1024x1024", "high", "") is None
