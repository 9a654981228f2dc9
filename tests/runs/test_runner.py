"""Runs: their history, their events, their end."""

import asyncio
import gc
from typing import Any

import msgspec
import pytest

from ai_node_builder.engine import Engine
from ai_node_builder.errors import NotFound, UserError, WorkflowInvalid
from ai_node_builder.runs.live import LiveRun
from ai_node_builder.workflow.document import Workflow

CHAIN = ({"a": "step", "b": "step"}, "a.out -> b.x")


def hold(gate: asyncio.Event) -> Any:
    """A script that waits for the gate."""

    async def script(node: Any, ctx: Any) -> Any:
        await gate.wait()
        return {"out": node.x}

    return script


async def test_a_run_is_in_the_history(machine: Any) -> None:
    machine.scripts["a"] = lambda node, ctx: ctx.report.spend(0.053) or {"out": "value"}
    run = await machine.run(*CHAIN)
    assert (run.status, run.name, run.workflow_id, run.errors) == ("finished", "Test", None, [])
    assert run.outputs == {"a": {"out": "value"}, "b": {"out": "value"}}
    assert run.cost_usd == 0.053
    assert run.created_at <= run.ended_at


async def test_the_history_keeps_the_workflow_that_ran(machine: Any, workflow_of: Any) -> None:
    run = await machine.run(*CHAIN)
    assert Workflow.parse(run.document) == workflow_of(*CHAIN)


async def test_the_newest_runs_come_first(machine: Any) -> None:
    ids = [await machine.start({"a": "step"}, workflow_id=id) for id in ("one", "two", "one")]
    assert [run.id for run in await machine.store.newest()] == ids[::-1]
    assert [run.id for run in await machine.store.newest(limit=1)] == ids[2:]
    assert [run.id for run in await machine.store.newest(workflow_id="one")] == [ids[2], ids[0]]


async def test_events_are_numbered_without_gaps(machine: Any) -> None:
    told = await machine.told(await machine.start(*CHAIN))
    assert [(event["seq"], event["kind"]) for event in told] == [
        (1, "run_started"),
        (2, "node_started"),
        (3, "node_finished"),
        (4, "node_started"),
        (5, "node_finished"),
        (6, "run_finished"),
    ]


async def test_events_are_stored_while_the_run_goes_on(machine: Any) -> None:
    gate = asyncio.Event()
    machine.scripts["b"] = hold(gate)
    run_id = await machine.start(*CHAIN)
    await machine.until(run_id, "node_finished")
    assert (await machine.store.get(run_id)).status == "running"
    assert [event.seq for event in await machine.store.events(run_id, 0)][:3] == [1, 2, 3]
    gate.set()


async def test_many_readers_from_any_number_see_the_same(machine: Any) -> None:
    """Some come before the middle, some in it, some after the end."""
    gate = asyncio.Event()
    machine.scripts["b"] = hold(gate)
    run_id = await machine.start(*CHAIN)
    early = [asyncio.create_task(machine.told(run_id, after)) for after in range(6)]
    await machine.until(run_id, "node_finished")
    middle = [asyncio.create_task(machine.told(run_id, after)) for after in range(6)]
    gate.set()
    told = await asyncio.gather(*early, *middle)
    whole = await machine.told(run_id)
    assert [event["seq"] for event in whole] == [1, 2, 3, 4, 5, 6]
    assert told == [whole[after:] for after in range(6)] * 2


async def test_a_reader_after_the_last_event_gets_none(machine: Any) -> None:
    run = await machine.run(*CHAIN)
    assert await machine.told(run.id, 6) == []
    assert await machine.told(run.id, 999) == []


async def test_a_long_run_is_read_in_pages(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_node_builder.runs.store.PAGE", 2)
    run = await machine.run(*CHAIN)
    assert [event["seq"] for event in await machine.told(run.id)] == [1, 2, 3, 4, 5, 6]


async def test_the_run_is_over_when_its_last_event_comes(machine: Any) -> None:
    run_id = await machine.start(*CHAIN)
    seen = [(event, (await machine.store.get(run_id)).status) async for event in machine.runner.events(run_id)]
    event, status = seen[-1]
    assert msgspec.json.decode(event.data)["kind"] == "run_finished"
    assert status == "finished"


async def test_a_reader_that_leaves_does_not_stop_the_run(machine: Any) -> None:
    gate = asyncio.Event()
    machine.scripts["b"] = hold(gate)
    run_id = await machine.start(*CHAIN)
    reader = asyncio.create_task(machine.told(run_id))
    await machine.until(run_id, "node_finished")
    reader.cancel()
    gate.set()
    assert (await machine.runner.wait(run_id)).status == "finished"


async def test_whoever_waits_may_leave_too(machine: Any) -> None:
    gate = asyncio.Event()
    machine.scripts["b"] = hold(gate)
    run_id = await machine.start(*CHAIN)
    waiting = asyncio.create_task(machine.runner.wait(run_id))
    await machine.until(run_id, "node_finished")
    waiting.cancel()
    gate.set()
    assert (await machine.runner.wait(run_id)).status == "finished"


async def test_a_run_goes_on_though_its_asker_left_before_the_answer(machine: Any) -> None:
    asking = asyncio.create_task(machine.start(*CHAIN))
    await asyncio.sleep(0)
    asking.cancel()
    while not (runs := await machine.store.newest()):
        pass
    assert asking.cancelled()
    assert (await machine.runner.wait(runs[0].id)).status == "finished"


async def test_cancel_stops_a_run(machine: Any) -> None:
    machine.scripts["b"] = hold(asyncio.Event())
    run_id = await machine.start(*CHAIN)
    await machine.until(run_id, "node_finished")
    await machine.runner.cancel(run_id)
    run = await machine.store.get(run_id)
    assert (run.status, run.outputs) == ("cancelled", {"a": {"out": None}})
    assert (await machine.told(run_id))[-1]["kind"] == "run_cancelled"


async def test_cancel_leaves_a_run_that_is_over(machine: Any) -> None:
    run = await machine.run(*CHAIN)
    await machine.runner.cancel(run.id)
    assert await machine.store.get(run.id) == run


async def test_a_failure_in_a_node(machine: Any) -> None:
    def fail(node: Any, ctx: Any) -> Any:
        raise UserError("choose another file.")

    machine.scripts["a"] = fail
    run = await machine.run(*CHAIN)
    assert (run.status, [(e["node"], e["error"]) for e in run.errors]) == ("failed", [("a", "choose another file.")])
    told = await machine.told(run.id)
    assert [event["kind"] for event in told[2:]] == ["node_failed", "node_skipped", "run_failed"]
    assert told[-1]["errors"] == run.errors


async def test_a_workflow_with_problems_leaves_no_run(machine: Any) -> None:
    with pytest.raises(WorkflowInvalid):
        await machine.start({"a": "step"}, "a.out -> missing.x")
    assert await machine.store.newest() == []


@pytest.mark.parametrize("ask", ["wait", "cancel"])
async def test_there_is_no_such_run(machine: Any, ask: str) -> None:
    with pytest.raises(NotFound, match="no run 'nowhere'"):
        await getattr(machine.runner, ask)("nowhere")


async def test_there_are_no_events_of_no_such_run(machine: Any) -> None:
    with pytest.raises(NotFound, match="no run 'nowhere'"):
        await machine.told("nowhere")


async def test_runs_side_by_side_keep_their_own_events(machine: Any) -> None:
    runs = await asyncio.gather(*(machine.run(*CHAIN) for _ in range(10)))
    for run in runs:
        assert [event["seq"] for event in await machine.told(run.id)] == [1, 2, 3, 4, 5, 6]


async def test_a_run_that_is_over_takes_no_memory(machine: Any) -> None:
    await machine.run(*CHAIN)
    await asyncio.sleep(0)
    assert [found for found in gc.get_objects() if isinstance(found, LiveRun)] == []


async def test_ten_thousand_nodes_are_stored(machine: Any) -> None:
    ids = [f"n{i}" for i in range(10_000)]
    run = await machine.run(dict.fromkeys(ids, "instant"), *(f"n{i - 1}.out -> n{i}.x" for i in range(1, 10_000)))
    assert (run.status, len(run.outputs)) == ("finished", 10_000)
    assert [event["seq"] for event in await machine.told(run.id)] == list(range(1, 20_003))


async def test_a_value_that_json_cannot_carry_fails_its_node(machine: Any) -> None:
    machine.scripts["a"] = lambda node, ctx: {"out": object()}
    run = await machine.run(*CHAIN)
    assert [(e["node"], e["code"]) for e in run.errors] == [("a", "internal_error")]
    assert "JSON cannot carry a value of type object" in run.errors[0]["error"]
    assert [event["seq"] for event in await machine.told(run.id)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("value", "kept"), [(float("nan"), None), ("half \ud83d", "half �"), ((1, {"a": 2}), [1, {"a": 2}])]
)
async def test_odd_values_are_kept_as_json_has_them(machine: Any, value: Any, kept: Any) -> None:
    machine.scripts["a"] = lambda node, ctx: {"out": value}
    run = await machine.run({"a": "step"})
    assert run.outputs == {"a": {"out": kept}}
    assert (await machine.told(run.id))[2]["outputs"] == {"out": kept}


async def test_an_event_holds_the_value_as_it_was_then(machine: Any) -> None:
    machine.scripts |= {"a": lambda node, ctx: {"out": [1]}, "b": lambda node, ctx: node.x.append(2)}
    told = await machine.told(await machine.start(*CHAIN))
    assert told[2]["outputs"] == {"out": [1]}


async def test_a_fault_of_ours_does_not_leave_a_run_running(machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fault(self: Engine) -> Any:
        await whole(self)
        raise ZeroDivisionError

    whole = Engine.run
    monkeypatch.setattr(Engine, "run", fault)
    run = await machine.run(*CHAIN)
    assert (run.status, run.cost_usd, run.errors[0]["code"]) == ("failed", None, "internal_error")
    told = await machine.told(run.id)
    assert [event["seq"] for event in told] == [1, 2, 3, 4, 5, 6]
    assert told[-1]["kind"] == "run_failed"


async def test_outputs_that_cannot_be_kept_do_not_leave_a_run_running(machine: Any) -> None:
    """One node changes, against the rules, what another has sent: it could be told then, and cannot be stored now."""

    def spoil(node: Any, ctx: Any) -> None:
        node.x.append(object())

    machine.scripts |= {"a": lambda node, ctx: {"out": []}, "b": spoil}
    run = await machine.run(*CHAIN)
    assert (run.status, run.outputs) == ("failed", {})


async def test_close_marks_what_still_runs_as_interrupted(new_machine: Any) -> None:
    first = new_machine()
    first.scripts["b"] = hold(asyncio.Event())
    run_id = await first.start(*CHAIN)
    await first.until(run_id, "node_finished")
    reader = asyncio.create_task(first.told(run_id))
    await first.runner.close()
    assert (await first.store.get(run_id)).status == "interrupted"
    assert [event["seq"] for event in await reader] == [1, 2, 3, 4, 5]
    assert (await reader)[-1]["kind"] == "run_interrupted"
