"""Every run ends: by itself, at a cap, or because someone stops it."""

import asyncio
import threading
from typing import Any

import pytest

from ai_node_builder.events import NodeFinished, NodeSkipped, NodeStarted

KINDS = ("async", "instant", "thread")
FOREVER = ({"a": "async"}, "a.out -> a.again")


def endless(node: Any, ctx: Any) -> Any:
    return {"out": 1}


def waiting(begun: asyncio.Event) -> Any:
    """A script that says when it has begun, and waits for ever."""

    async def script(node: Any, ctx: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    return script


@pytest.mark.parametrize("kind", KINDS)
async def test_the_cap_of_firings(lab: Any, kind: str) -> None:
    lab.scripts["a"] = endless
    outcome = await lab.run({"a": kind}, "a.out -> a.again", firings=300)
    assert len(lab.told(NodeStarted)) == len(lab.told(NodeFinished)) == 300
    assert (outcome.status, [e["code"] for e in outcome.errors]) == ("failed", ["limit_reached"])
    assert "it fired 300 nodes" in outcome.errors[0]["error"]


async def test_a_run_may_use_all_its_firings(lab: Any) -> None:
    assert (await lab.run({"a": "instant", "b": "async"}, firings=2)).status == "finished"


@pytest.mark.parametrize("kind", ["async", "thread"])
async def test_the_cap_of_seconds(lab: Any, kind: str) -> None:
    stuck = threading.Event()

    async def wait(node: Any, ctx: Any) -> Any:
        await asyncio.Event().wait()

    lab.scripts["a"] = wait if kind == "async" else lambda node, ctx: stuck.wait()
    outcome = await lab.run({"a": kind, "b": "async"}, "a.out -> b.x", seconds=0.05)
    stuck.set()
    assert [e["code"] for e in outcome.errors] == ["limit_reached"]
    assert "it ran for 0.05 seconds" in outcome.errors[0]["error"]


async def test_the_cap_of_seconds_holds_for_instant_nodes(lab: Any) -> None:
    lab.scripts["a"] = endless
    outcome = await lab.run({"a": "instant"}, "a.out -> a.again", seconds=0.05)
    assert "it ran for 0.05 seconds" in outcome.errors[0]["error"]


async def test_the_cap_of_dollars_ends_a_run_while_a_node_spends(lab: Any) -> None:
    """A model's loop is one firing: it must not get to the end of it."""

    async def spend(node: Any, ctx: Any) -> Any:
        for _ in range(100):
            ctx.report.spend(0.25)
            await asyncio.sleep(0)
        return {"out": "too late"}

    lab.scripts["a"], lab.cap = spend, 0.6
    outcome = await lab.run({"a": "async"})
    assert (outcome.status, outcome.cost_usd, outcome.outputs) == ("failed", 0.75, {})
    assert outcome.errors[0]["error"] == (
        "the run reached its cap and was stopped: it spent $0.75, which is more than the $0.60 set as the cap of a "
        "run. Raise it on the Costs page, or with `ainb costs cap run`, or mend the loop."
    )


async def test_a_cap_that_is_lowered_meanwhile_holds_before_anything_more_is_paid_for(lab: Any) -> None:
    def spend(node: Any, ctx: Any) -> Any:
        ctx.report.spend(0.25)
        lab.cap = 0.1
        return {"out": 1}

    lab.scripts["a"], lab.cap = spend, 1.0
    outcome = await lab.run({"a": "paid", "b": "paid"}, "a.out -> b.x")
    assert (outcome.status, [error["code"] for error in outcome.errors]) == ("failed", ["limit_reached"])
    assert lab.fired["b"] == []


async def test_a_cap_that_is_raised_meanwhile_holds_too(lab: Any) -> None:
    def spend(node: Any, ctx: Any) -> Any:
        lab.cap = 1.0
        return ctx.report.spend(0.5)

    lab.scripts["a"], lab.cap = spend, 0.1
    assert (await lab.run({"a": "paid"})).status == "finished"


async def test_what_is_spent_exactly_is_allowed(lab: Any) -> None:
    lab.scripts["a"], lab.cap = lambda node, ctx: ctx.report.spend(0.5), 0.5
    assert (await lab.run({"a": "async"})).status == "finished"


async def test_costs_add_up_and_one_unknown_makes_the_sum_unknown(lab: Any) -> None:
    lab.scripts |= {"a": lambda n, ctx: ctx.report.spend(0.25), "b": lambda n, ctx: ctx.report.spend(0.5)}
    assert (await lab.run({"a": "async", "b": "instant"})).cost_usd == 0.75
    lab.scripts["c"] = lambda node, ctx: ctx.report.spend(None)
    assert (await lab.run({"a": "async", "c": "instant", "b": "thread"})).cost_usd is None
    assert [e.cost_usd for e in lab.told(NodeFinished, "c")] == [None]


async def test_one_cap_is_one_error(lab: Any) -> None:
    lab.scripts |= dict.fromkeys("abc", lambda node, ctx: ctx.report.spend(1.0))
    lab.cap = 0.5
    outcome = await lab.run({"a": "instant", "b": "async", "c": "thread"})
    assert len(outcome.errors) == 1


@pytest.mark.parametrize("nodes", [{"a": "async", "b": "async"}, {"a": "async", "b": "async", "c": "instant"}])
async def test_stop_breaks_off_what_is_under_way(lab: Any, nodes: dict[str, str]) -> None:
    begun = asyncio.Event()
    lab.scripts["a"] = waiting(begun)
    engine = lab.engine(nodes, "a.out -> b.x")
    running = asyncio.create_task(engine.run())
    await begun.wait()
    engine.stop()
    outcome = await running
    assert (outcome.status, outcome.errors) == ("cancelled", [])
    assert [(e.node, e.reason) for e in lab.told(NodeSkipped)] == [
        ("b", "nothing came to x from a, which sent nothing there")
    ]


async def test_stop_before_the_start_fires_nothing(lab: Any) -> None:
    engine = lab.engine({"a": "instant"})
    engine.stop()
    assert (await engine.run()).status == "cancelled"
    assert lab.fired["a"] == []
    assert [e.reason for e in lab.told(NodeSkipped)] == ["the run ended before its turn"]


async def test_stop_from_within_a_node(lab: Any) -> None:
    engine = lab.engine({"a": "instant"}, "a.out -> a.again")
    lab.scripts["a"] = lambda node, ctx: engine.stop() or {"out": 1}
    assert (await engine.run()).status == "cancelled"
    assert len(lab.fired["a"]) == 1


async def test_stop_after_the_end_changes_nothing(lab: Any) -> None:
    engine = lab.engine({"a": "instant"})
    outcome = await engine.run()
    engine.stop()
    assert outcome.status == "finished"


async def test_stop_after_a_cap_does_not_hide_it(lab: Any) -> None:
    """Someone stops the run while it is ending anyway."""
    engine = lab.engine({"a": "instant", "b": "instant"}, "a.out -> a.again", "a.other -> b.x", firings=5)
    lab.scripts["a"] = endless
    lab.emit = lambda event: engine.stop() if isinstance(event, NodeSkipped) else None
    outcome = await engine.run()
    assert (outcome.status, [e["code"] for e in outcome.errors]) == ("failed", ["limit_reached"])


async def test_cancelling_the_caller_breaks_off_the_nodes(lab: Any) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def node(node: Any, ctx: Any) -> Any:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    lab.scripts["a"] = node
    running = asyncio.create_task(lab.engine({"a": "async"}).run())
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert ended.is_set()


async def test_what_a_node_costs_that_is_broken_off_is_unknown(lab: Any) -> None:
    begun = asyncio.Event()
    lab.scripts["a"] = waiting(begun)
    engine = lab.engine({"a": "paid"})
    running = asyncio.create_task(engine.run())
    await begun.wait()
    engine.stop()
    assert (await running).cost_usd is None


async def test_what_was_spent_before_the_end_counts(lab: Any) -> None:
    async def spend(node: Any, ctx: Any) -> Any:
        ctx.report.spend(0.25)
        engine.stop()
        await asyncio.Event().wait()

    lab.scripts["a"] = spend
    engine = lab.engine({"a": "async"})
    assert (await engine.run()).cost_usd == 0.25


async def test_a_node_that_will_not_end_is_left_behind(
    lab: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And what it does later is no longer part of the run."""
    monkeypatch.setattr("ai_node_builder.engine.engine.GRACE", 0.01)
    free, ended = asyncio.Event(), asyncio.Event()

    async def stubborn(node: Any, ctx: Any) -> Any:
        engine.stop()
        while not free.is_set():
            try:
                await free.wait()
            except asyncio.CancelledError:
                continue
        ctx.report.text("too late")
        ended.set()
        return {"out": 1}

    lab.scripts["a"] = stubborn
    engine = lab.engine({"a": "async"})
    outcome = await engine.run()
    told = len(lab.events)
    free.set()
    await ended.wait()
    await asyncio.sleep(0)
    assert (outcome.status, len(lab.events)) == ("cancelled", told)
    assert "a was cancelled and does not end" in caplog.text


async def test_a_thread_that_will_not_end_is_left_behind(lab: Any) -> None:
    begun, free = threading.Event(), threading.Event()

    def stubborn(node: Any, ctx: Any) -> Any:
        begun.set()
        free.wait()
        ctx.report.text("too late")
        return {}

    lab.scripts["a"] = stubborn
    engine = lab.engine({"a": "thread"})
    running = asyncio.create_task(engine.run())
    await asyncio.to_thread(begun.wait)
    engine.stop()
    outcome = await running
    told = len(lab.events)
    free.set()
    [thread] = [thread for thread in threading.enumerate() if thread.name == "thread"]
    await asyncio.to_thread(thread.join)
    await asyncio.sleep(0)
    assert (outcome.status, len(lab.events)) == ("cancelled", told)
