"""Nodes that offer several tools, whose names are known only in the run."""

import asyncio
from typing import Any

import pytest

from ai_node_builder.events import NodeFailed, NodeSkipped
from ai_node_builder.messages import ToolCall

WIRED = ("set.output -> llm.tools", "llm.calls -> set.tool_call")


def wired(*tools: str) -> list[str]:
    return [link for tool in tools for link in (f"{tool}.output -> llm.tools", f"llm.calls -> {tool}.tool_call")]


def calling(*names: str | None) -> Any:
    async def script(node: Any, ctx: Any) -> Any:
        calls = [ctx.call_tool(ToolCall(f"{number}", {"how": "well"}, name)) for number, name in enumerate(names)]
        return {"out": await asyncio.gather(*calls)}

    return script


async def test_every_name_is_called(lab: Any) -> None:
    lab.scripts["llm"] = calling("b", "a")
    outcome = await lab.run({"llm": "async", "set": "tools"}, *WIRED)
    assert [result["result"]["called"] for result in outcome.outputs["llm"]["out"]] == ["b", "a"]


async def test_the_definitions_come_as_one_list(lab: Any) -> None:
    await lab.run({"llm": "async", "set": "tools"}, *WIRED)
    assert [[one["name"] for one in offer] for offer in lab.values("llm", "tools")[0]] == [["a", "b"]]


async def test_sets_and_single_tools_side_by_side(lab: Any) -> None:
    lab.scripts["llm"] = calling("a", "c", "use_tool")
    nodes = {"llm": "async", "one": ("tools", {"offered": "a"}), "two": ("tools", {"offered": "c"}), "tool": "tool"}
    outcome = await lab.run(nodes, *wired("one", "two", "tool"))
    assert [sorted(result["result"]) for result in outcome.outputs["llm"]["out"]] == [["called"], ["called"], ["how"]]


@pytest.mark.parametrize("other", [("tools", {"offered": "c use_tool"}), "tool"])
async def test_one_name_twice_is_an_error_that_names_both(lab: Any, other: Any) -> None:
    nodes = {"llm": "async", "set": ("tools", {"offered": "use_tool"}), "other": other}
    outcome = await lab.run(nodes, *wired("set", "other"))
    [failed] = lab.told(NodeFailed)
    assert failed.error["code"] == "tool_name_taken"
    assert {"set", "other", "llm", "use_tool"} <= set(failed.error["error"].replace(";", "").split())
    assert (outcome.status, [e.node for e in lab.told(NodeSkipped)]) == ("failed", ["llm"])


async def test_two_models_may_have_tools_of_one_name(lab: Any) -> None:
    links = (*WIRED, "twin.output -> llm2.tools", "llm2.calls -> twin.tool_call")
    outcome = await lab.run({"llm": "async", "llm2": "async", "set": "tools", "twin": "tools"}, *links)
    assert outcome.status == "finished"


async def test_a_name_that_is_not_offered(lab: Any) -> None:
    lab.scripts["llm"] = calling("z")
    outcome = await lab.run({"llm": "async", "set": "tools"}, *WIRED)
    assert outcome.outputs["llm"]["out"][0]["error"] == "there is no tool 'z' here; call one of a, b."


async def test_of_many_tools_the_nearest_are_named(lab: Any) -> None:
    lab.scripts["llm"] = calling("tool_77x")
    names = " ".join(f"tool_{number}" for number in range(100))
    outcome = await lab.run({"llm": "async", "set": ("tools", {"offered": names})}, *WIRED)
    assert "did you mean 'tool_77'" in outcome.outputs["llm"]["out"][0]["error"]
    assert len(outcome.outputs["llm"]["out"][0]["error"]) < 200


async def test_a_call_by_hand_names_the_tool(lab: Any) -> None:
    lab.scripts["hand"] = lambda node, ctx: {"out": {"id": "1", "arguments": {}}}
    await lab.run(
        {"hand": "instant", "set": "tools", "show": "instant"}, "hand.out -> set.tool_call", "set.output -> show.x"
    )
    assert lab.values("show", "x")[1]["code"] == "invalid_tool_call"


async def test_what_a_node_holds_is_let_go_of_at_the_end(lab: Any) -> None:
    seen: list[str] = []

    def hold(call: ToolCall, ctx: Any) -> None:
        ctx.at_end.callback(seen.append, "let go")

    lab.scripts |= {"llm": calling("a"), "set": hold, "after": lambda node, ctx: seen.append("after")}
    await lab.run({"llm": "async", "set": "tools", "after": "async"}, *WIRED, "llm.out -> after.x")
    assert seen == ["after", "let go"]


async def test_it_is_let_go_of_where_the_run_is_stopped(lab: Any) -> None:
    seen: list[str] = []
    engine = lab.engine({"llm": "async", "set": "tools"}, *WIRED)

    async def hold(call: ToolCall, ctx: Any) -> None:
        ctx.at_end.callback(seen.append, "let go")
        engine.stop()
        await asyncio.Event().wait()

    lab.scripts |= {"llm": calling("a"), "set": hold}
    assert (await engine.run()).status == "cancelled"
    assert seen == ["let go"]


async def test_a_failure_to_let_go_is_told(lab: Any, caplog: pytest.LogCaptureFixture) -> None:
    lab.scripts |= {"llm": calling("a"), "set": lambda call, ctx: ctx.at_end.callback(lambda: 1 / 0) and None}
    outcome = await lab.run({"llm": "async", "set": "tools"}, *WIRED)
    assert (outcome.status, outcome.errors[0]["code"]) == ("failed", "internal_error")
