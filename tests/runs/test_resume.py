"""Runs that go on after they were cut off, cancelled, or failed."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ai_node_builder.engine import Limits
from ai_node_builder.errors import NotFound, UserError
from ai_node_builder.events import RunFinished
from ai_node_builder.services.caps import Cap
from ai_node_builder.services.to_json import to_json

CHAIN = ({"a": "step", "b": "step", "c": "step"}, "a.out -> b.x", "b.out -> c.x")


def send(value: Any, cost: float = 0.0) -> Any:
    def script(node: Any, ctx: Any) -> Any:
        ctx.report.spend(cost)
        return {"out": value}

    return script


def fail(node: Any, ctx: Any) -> Any:
    raise UserError("choose another file.")


async def hang(node: Any, ctx: Any) -> None:
    await asyncio.Event().wait()


async def cut_off(machine: Any, *workflow: Any) -> str:
    """The id of a run whose process ended while b was at work."""
    machine.scripts |= {"a": send("first", 0.25), "b": hang}
    run_id: str = await machine.start(*workflow or CHAIN)
    await machine.until(run_id, "node_finished")
    await machine.runner.close()
    return run_id


async def test_an_interrupted_run_goes_on(new_machine: Callable[[], Any]) -> None:
    run_id = await cut_off(new_machine())
    second = new_machine()
    second.scripts = {"a": send("again", 9), "b": send("second", 0.5)}
    await second.runner.resume(run_id)
    run = await second.runner.wait(run_id)
    assert (run.status, run.errors, run.cost_usd) == ("finished", [], 0.75)
    assert run.outputs == {"a": {"out": "first"}, "b": {"out": "second"}, "c": {"out": "second"}}


async def test_the_events_go_on_where_they_ended(new_machine: Callable[[], Any]) -> None:
    run_id = await cut_off(new_machine())
    machine = new_machine()
    assert await machine.runner.resume(run_id) == 6
    told = await machine.told(run_id)
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
    assert [(event["kind"], event.get("node"), event.get("firing")) for event in told[3:]] == [
        ("node_started", "b", 1),
        ("node_skipped", "c", None),
        ("run_interrupted", None, None),
        ("run_resumed", None, None),
        ("node_started", "b", 1),
        ("node_finished", "b", 1),
        ("node_started", "c", 1),
        ("node_finished", "c", 1),
        ("run_finished", None, None),
    ]


async def test_a_failed_run_goes_on_from_what_failed(machine: Any) -> None:
    machine.scripts |= {"a": send("first"), "b": fail}
    run = await machine.run(*CHAIN)
    machine.scripts |= {"a": fail, "b": send("mended")}
    await machine.runner.resume(run.id)
    run = await machine.runner.wait(run.id)
    assert (run.status, run.errors, run.outputs["c"]) == ("finished", [], {"out": "mended"})


async def test_what_fails_again_can_be_tried_again(machine: Any) -> None:
    machine.scripts["b"] = fail
    run = await machine.run(*CHAIN)
    for _ in range(2):
        await machine.runner.resume(run.id)
        run = await machine.runner.wait(run.id)
        assert (run.status, [error["node"] for error in run.errors]) == ("failed", ["b"])


async def test_a_cancelled_run_goes_on(machine: Any) -> None:
    machine.scripts["b"] = hang
    run_id = await machine.start(*CHAIN)
    await machine.until(run_id, "node_finished")
    await machine.runner.cancel(run_id)
    machine.scripts["b"] = send("later")
    await machine.runner.resume(run_id)
    assert (await machine.runner.wait(run_id)).outputs["c"] == {"out": "later"}


async def test_while_it_goes_on_it_is_a_run_like_any_other(machine: Any) -> None:
    machine.scripts["b"] = fail
    run = await machine.run(*CHAIN)
    machine.scripts["b"] = hang
    await machine.runner.resume(run.id)
    run = await machine.store.get(run.id)
    assert (run.status, run.errors, run.ended_at) == ("running", [], None)
    await machine.runner.cancel(run.id)
    assert (await machine.store.get(run.id)).status == "cancelled"


async def test_a_finished_run_has_nothing_to_resume(machine: Any) -> None:
    run = await machine.run(*CHAIN)
    with pytest.raises(UserError, match="has finished; there is nothing to resume") as caught:
        await machine.runner.resume(run.id)
    assert caught.value.code == "nothing_to_resume"


async def test_a_run_under_way_has_nothing_to_resume(machine: Any) -> None:
    machine.scripts["b"] = hang
    run_id = await machine.start(*CHAIN)
    with pytest.raises(UserError, match="still under way") as caught:
        await machine.runner.resume(run_id)
    assert caught.value.code == "nothing_to_resume"


async def test_there_is_no_such_run_to_resume(machine: Any) -> None:
    with pytest.raises(NotFound, match="no run 'nowhere'"):
        await machine.runner.resume("nowhere")


async def test_of_many_that_resume_a_run_one_does(machine: Any, new_machine: Callable[[], Any]) -> None:
    machine.scripts |= {"a": send("first"), "b": fail}
    run = await machine.run(*CHAIN)
    carried_out: list[str] = []
    others = [new_machine() for _ in range(4)]
    for other in others:
        other.scripts["b"] = lambda node, ctx: carried_out.append(ctx.origin.key)
    asked = await asyncio.gather(*(other.runner.resume(run.id) for other in others), return_exceptions=True)
    assert [number for number in asked if isinstance(number, int)] == [7]
    assert {error.code for error in asked if isinstance(error, UserError)} <= {"nothing_to_resume", "not_here"}
    await machine.runner.wait(run.id)
    assert carried_out == [f"{run.id}:b:1"]


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ("", "'step' is not installed any more"),
        ("2", "'step' was version 1 when this run began and is 2 now"),
    ],
)
async def test_a_node_that_has_changed_since(
    new_machine: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, types: str, said: str
) -> None:
    run_id = await cut_off(new_machine())
    machine = new_machine()
    if types:
        monkeypatch.setattr(machine.runner._registry.get("step"), "version", types)
    else:
        del machine.runner._registry._nodes["step"]
    with pytest.raises(UserError, match=said) as caught:
        await machine.runner.resume(run_id)
    assert caught.value.code == "run_outdated"
    assert (await machine.store.get(run_id)).status == "interrupted"


async def test_events_that_do_not_fit_the_workflow(machine: Any) -> None:
    """The class of c was changed, and its version was not."""
    machine.scripts["c"] = fail
    run = await machine.run(*CHAIN)
    machine.sql("""UPDATE run_events SET event = replace(event, '"node":"b"', '"node":"c"')""")
    with pytest.raises(UserError, match="do not fit its workflow at c") as caught:
        await machine.runner.resume(run.id)
    assert caught.value.code == "run_outdated"


async def test_a_run_cut_off_before_its_first_event_begins(machine: Any, workflow_of: Any) -> None:
    document = to_json(workflow_of(*CHAIN).document())
    await machine.store.add("early", "Test", document, None)
    await machine.store.end("early", "interrupted", RunFinished(0, 0))
    machine.sql("DELETE FROM run_events")
    await machine.runner.resume("early")
    assert (await machine.runner.wait("early")).status == "finished"
    assert [event["kind"] for event in await machine.told("early")][:2] == ["run_resumed", "run_started"]


async def test_what_was_remembered_and_kept_survives(new_machine: Callable[[], Any]) -> None:
    async def keep(node: Any, ctx: Any) -> Any:
        ctx.record.remember(node.again)
        await ctx.record.keep(["so far", node.again])
        if node.again == 2:
            await asyncio.Event().wait()
        return {"out": (node.again or 0) + 1}

    first = new_machine()
    first.scripts["a"] = keep
    run_id = await first.start({"a": "step"}, "a.out -> a.again")
    async for event in first.runner.events(run_id):
        if '"kind":"node_kept"' in event.data and '"so far",2' in event.data:
            break
    await first.runner.close()
    second, seen = new_machine(), []
    second.scripts["a"] = lambda node, ctx: seen.append((list(ctx.record.remembered), list(ctx.record.kept)))
    await second.runner.resume(run_id)
    await second.runner.wait(run_id)
    assert seen == [([None, 1], [["so far", 2]])]


async def test_caps_count_over_the_whole_run(machine: Any) -> None:
    machine.runner._limits = Limits(firings=2)
    machine.scripts |= {"a": send("first", 0.75), "c": send("third", 0.5)}
    run_id = (await machine.run(*CHAIN)).id
    assert "fired 2 nodes" in await tried_again(machine, run_id)
    machine.runner._limits, machine.cap = Limits(firings=3), Cap("run", setting=1_000_000_000)
    for _ in range(2):
        said = await tried_again(machine, run_id)
        assert "spent $1.25, which is more than the $1.00 in AINB_BUDGET_RUN. Raise AINB_BUDGET_RUN" in said
    assert (await machine.store.get(run_id)).cost_usd == 1.25


async def tried_again(machine: Any, run_id: str) -> str:
    """Why the run failed this time."""
    await machine.runner.resume(run_id)
    (error,) = (await machine.runner.wait(run_id)).errors
    assert error["code"] == "limit_reached"
    return str(error["error"])
