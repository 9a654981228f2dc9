"""A part of a workflow, and what a run may cost."""

from typing import Any

import pytest

from ai_node_builder import App
from ai_node_builder.errors import UserError
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.part import up_to

FLARE = {"model": "gpt-image-2.5-flare"}
DRAWING = (("painter", "output", "llm", "tools"), ("llm", "tool_calls", "painter", "tool_call"))


def workflow(nodes: dict[str, Any], *links: tuple[str, str, str, str]) -> Workflow:
    return Workflow.read(
        {
            "version": 1,
            "nodes": [{"id": id, "type": type_name, "widgets": widgets} for id, (type_name, widgets) in nodes.items()],
            "links": [{"from": [source, output], "to": [target, socket]} for source, output, target, socket in links],
        }
    )


CHAIN = workflow(
    {id: ("text", {}) for id in ("a", "b", "c", "other")},
    ("a", "text", "b", "x"),
    ("b", "text", "c", "x"),
    ("other", "text", "c", "x"),
)


@pytest.mark.parametrize(
    ("node", "kept"), [("a", {"a"}), ("b", {"a", "b"}), ("other", {"other"}), ("c", {"a", "b", "c", "other"})]
)
def test_up_to_a_node(node: str, kept: set[str]) -> None:
    part = up_to(CHAIN, node)
    assert {item.id for item in part.nodes} == kept
    assert [link for link in CHAIN.links if link.to[0] in kept] == list(part.links)


def test_a_tool_takes_its_caller_along() -> None:
    whole = workflow({"painter": ("gpt_image_tool", {}), "llm": ("llm", {}), "show": ("display", {})}, *DRAWING)
    assert {item.id for item in up_to(whole, "painter").nodes} == {"painter", "llm"}
    assert up_to(whole, "llm").links == whole.links


def test_up_to_a_node_that_is_not_there() -> None:
    with pytest.raises(UserError, match="no node 'othr'; did you mean 'other'") as caught:
        up_to(CHAIN, "othr")
    assert caught.value.code == "unknown_node"


async def test_one_picture_has_a_price(app: App) -> None:
    estimate = app.estimate(workflow({"p": ("gpt_image", FLARE), "t": ("text", {})}))
    assert estimate.cost_usd == estimate.known_usd == estimate.nodes["p"] == pytest.approx(0.0527, abs=1e-4)
    assert estimate.nodes["t"] == 0


async def test_a_tool_that_a_model_calls_has_no_bound(app: App) -> None:
    nodes = {"painter": ("gpt_image_tool", FLARE), "llm": ("llm", {})}
    estimate = app.estimate(workflow(nodes, *DRAWING))
    assert (estimate.cost_usd, estimate.known_usd) == (None, estimate.nodes["painter"])
    assert app.estimate(workflow(nodes)).cost_usd == estimate.known_usd


async def test_what_a_called_tool_feeds_has_no_bound(app: App) -> None:
    nodes = {"painter": ("calculator_tool", {}), "llm": ("llm", {}), "p": ("gpt_image", FLARE)}
    assert app.estimate(workflow(nodes, *DRAWING, ("painter", "output", "p", "prompt"))).cost_usd is None
    assert app.estimate(workflow(nodes, *DRAWING, ("llm", "response", "p", "prompt"))).cost_usd is not None


async def test_demo_models_are_free(app: App) -> None:
    nodes = {"painter": ("gpt_image_tool", {"model": "demo/painter"}), "llm": ("llm", {})}
    assert app.estimate(workflow(nodes, *DRAWING)).cost_usd == 0


@pytest.mark.parametrize(
    "node",
    [
        ("llm", {"model": "openai/gpt-6-luna"}),
        ("llm", {"model": 5}),
        ("gpt_image", {"model": "no-such-model"}),
        ("gpt_image", {"size": 7}),
        ("not_installed", {}),
    ],
)
async def test_what_is_not_known_is_null(app: App, node: Any) -> None:
    estimate = app.estimate(workflow({"n": node, "p": ("gpt_image", FLARE)}))
    assert (estimate.cost_usd, estimate.nodes["n"]) == (None, None)
    assert estimate.known_usd == estimate.nodes["p"]
