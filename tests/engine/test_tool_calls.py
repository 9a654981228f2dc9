"""A node calls the tools that are wired to it; others call them by hand."""

import asyncio
import logging
from typing import Any

import pytest

from ai_node_builder.errors import UserError
from ai_node_builder.events import NodeFailed, NodeFinished, NodeStarted
from ai_node_builder.messages import ToolCall

WIRED = ("tool.output -> llm.tools", "llm.calls -> tool.tool_call")
DEFINITION = {
    "name": "use_tool",
    "description": "A tool",
    "input_schema": {"type": "object", "properties": {"how": {"type": "string"}}, "required": ["how"]},
}


def call(how: str = "well", id: str = "1", name: str = "use_tool") -> ToolCall:
    return ToolCall(id, {"how": how}, name)


def calling(*calls: ToolCall) -> Any:
    """A script that makes these calls at once and sends their results."""

    async def script(node: Any, ctx: Any) -> Any:
        return {"out": await asyncio.gather(*(ctx.call_tool(call) for call in calls))}

    return script


async def test_a_tool_sends_its_definition_at_the_start(lab: Any) -> None:
    await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert lab.values("llm", "tools") == [[DEFINITION]]


async def test_definitions_come_in_the_order_of_their_wires(lab: Any) -> None:
    links = ("b.output -> llm.tools", "a.output -> llm.tools")
    await lab.run({"a": "tool", "b": "other_tool", "llm": "async"}, *links)
    assert [tool["name"] for tool in lab.values("llm", "tools")[0]] == ["use_other_tool", "use_tool"]


async def test_a_call_gets_the_tool_s_result(lab: Any) -> None:
    lab.scripts["llm"] = calling(call("well", "call_7"))
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert outcome.outputs["llm"]["out"] == [{"id": "call_7", "result": {"how": "well"}}]
    assert outcome.status == "finished"


async def test_a_call_shows_as_a_firing_of_the_tool(lab: Any) -> None:
    lab.scripts["llm"] = calling(call())
    await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    first, second = lab.told(NodeStarted, "tool")
    assert (first.firing, first.call, first.caller) == (1, None, None)
    assert (second.firing, second.call, second.caller) == (2, call().as_json(), "llm")


async def test_calls_run_side_by_side_and_their_results_keep_the_order(lab: Any) -> None:
    """The first call ends only after the second has."""
    second_done = asyncio.Event()

    async def tool(how: str, ctx: Any) -> Any:
        if how == "first":
            await second_done.wait()
        else:
            second_done.set()
        return {"how": how}

    lab.scripts |= {"llm": calling(call("first", "1"), call("second", "2")), "tool": tool}
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert [(r["id"], r["result"]["how"]) for r in outcome.outputs["llm"]["out"]] == [("1", "first"), ("2", "second")]


@pytest.mark.parametrize(
    ("nodes", "links", "advice"),
    [
        ({"llm": "async", "tool": "tool"}, WIRED, "call one of use_tool"),
        ({"llm": "async"}, (), "no tool is attached"),
        ({"llm": "async", "tool": "tool"}, WIRED[:1], "no tool is attached"),
    ],
)
async def test_a_call_to_a_tool_that_is_not_wired(lab: Any, nodes: Any, links: Any, advice: str) -> None:
    lab.scripts["llm"] = calling(call(name="draw"))
    outcome = await lab.run(nodes, *links)
    [result] = outcome.outputs["llm"]["out"]
    assert (result["id"], result["code"]) == ("1", "tool_not_found")
    assert result["error"] == f"there is no tool 'draw' here; {advice}."
    assert outcome.status == "finished"


async def test_an_error_of_a_tool_is_a_result_that_the_model_can_read(lab: Any) -> None:
    def tool(how: str, ctx: Any) -> Any:
        raise UserError("set a key.")

    lab.scripts |= {"llm": calling(call()), "tool": tool}
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert outcome.outputs["llm"]["out"][0]["error"] == "Tool error: set a key."
    assert outcome.status == "finished"


async def test_a_bug_in_a_tool_fails_the_run_and_the_model_goes_on(lab: Any, caplog: pytest.LogCaptureFixture) -> None:
    lab.scripts |= {"llm": calling(call(id="9")), "tool": lambda how, ctx: {"how": 1 / 0}}
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    [result] = outcome.outputs["llm"]["out"]
    assert (result["id"], result["code"]) == ("9", "internal_error")
    assert (outcome.status, [e["node"] for e in outcome.errors]) == ("failed", ["tool"])
    assert [r.levelno for r in caplog.records] == [logging.ERROR]


async def test_results_are_not_sent_back_as_offers(lab: Any) -> None:
    lab.scripts["llm"] = calling(call())
    await lab.run({"llm": "async", "tool": "tool", "show": "async"}, *WIRED, "tool.output -> show.x")
    assert len(lab.fired["llm"]) == 1
    assert lab.values("show", "x") == [DEFINITION, {"id": "1", "result": {"how": "well"}}]


async def test_a_result_is_shown_while_the_caller_still_works(lab: Any) -> None:
    shown = asyncio.Event()

    async def llm(node: Any, ctx: Any) -> Any:
        await ctx.call_tool(call())
        await shown.wait()
        return {}

    lab.scripts |= {"llm": llm, "show": lambda node, ctx: shown.set() if "result" in node.x else None}
    outcome = await lab.run({"llm": "async", "tool": "tool", "show": "instant"}, *WIRED, "tool.output -> show.x")
    assert outcome.status == "finished"


async def test_two_models_share_a_tool(lab: Any) -> None:
    """Neither sees the results of the other's calls, as offers or otherwise."""
    lab.scripts |= {"llm": calling(call("one")), "llm2": calling(call("two"))}
    links = (*WIRED, "tool.output -> llm2.tools", "llm2.calls -> tool.tool_call")
    outcome = await lab.run({"llm": "async", "llm2": "async", "tool": "tool"}, *links)
    assert (lab.values("llm", "tools"), lab.values("llm2", "tools")) == ([[DEFINITION]], [[DEFINITION]])
    assert [outcome.outputs[id]["out"][0]["result"]["how"] for id in ("llm", "llm2")] == ["one", "two"]


async def test_a_hand_made_call_carries_the_tool_out(lab: Any) -> None:
    lab.scripts["hand"] = lambda node, ctx: {"out": {"id": "img_1", "arguments": {"how": "by hand"}}}
    links = ("hand.out -> tool.tool_call", "tool.output -> show.x")
    await lab.run({"hand": "instant", "tool": "tool", "show": "instant"}, *links)
    assert lab.values("show", "x") == [DEFINITION, {"id": "img_1", "result": {"how": "by hand"}}]


async def test_the_result_of_a_hand_made_call_is_no_offer_either(lab: Any) -> None:
    lab.scripts["hand"] = lambda node, ctx: {"out": {"id": "1", "arguments": {"how": "by hand"}}}
    await lab.run({"hand": "instant", "llm": "async", "tool": "tool"}, *WIRED, "hand.out -> tool.tool_call")
    assert lab.values("llm", "tools") == [[DEFINITION]]


async def test_a_called_tool_sees_what_its_wires_brought(lab: Any) -> None:
    lab.scripts |= {"a": lambda node, ctx: {"out": "from a wire"}, "llm": calling(call())}
    await lab.run({"a": "async", "tool": "tool", "llm": "async"}, *WIRED, "a.out -> tool.x")
    assert lab.values("tool", "x") == ["from a wire"]


async def test_every_firing_has_a_key_of_its_own(lab: Any) -> None:
    keys = []
    lab.scripts |= {"llm": calling(call("a"), call("b")), "tool": lambda how, ctx: keys.append(ctx.origin.key)}
    await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert sorted(keys) == ["run:tool:2", "run:tool:3"]


async def test_a_caller_that_waits_no_more_ends_the_firing(lab: Any) -> None:
    begun = asyncio.Event()

    async def tool(how: str, ctx: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    async def llm(node: Any, ctx: Any) -> Any:
        calling = asyncio.create_task(ctx.call_tool(call()))
        await begun.wait()
        calling.cancel()
        await asyncio.wait([calling])
        return {"out": calling.cancelled()}

    lab.scripts |= {"llm": llm, "tool": tool}
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert [e.error["code"] for e in lab.told(NodeFailed, "tool")] == ["cancelled"]
    assert (outcome.status, outcome.outputs["llm"]) == ("failed", {"out": True})


async def test_a_tool_that_cancels_itself_leaves_its_caller_alone(lab: Any) -> None:
    async def tool(how: str, ctx: Any) -> Any:
        raise asyncio.CancelledError

    lab.scripts |= {"llm": calling(call()), "tool": tool}
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert [result["code"] for result in outcome.outputs["llm"]["out"]] == ["cancelled"]


async def test_calls_after_the_cap_fire_nothing(lab: Any) -> None:
    lab.scripts["llm"] = calling(call(id="1"), call(id="2"), call(id="3"))
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED, firings=3)
    assert len(lab.told(NodeStarted)) == 3
    assert [e["code"] for e in outcome.errors] == ["limit_reached"]


async def test_a_finished_call_has_its_cost(lab: Any) -> None:
    lab.scripts |= {"llm": calling(call()), "tool": lambda how, ctx: ctx.report.spend(0.05)}
    outcome = await lab.run({"llm": "async", "tool": "tool"}, *WIRED)
    assert [e.cost_usd for e in lab.told(NodeFinished, "tool")] == [0.0, 0.05]
    assert outcome.cost_usd == 0.05
