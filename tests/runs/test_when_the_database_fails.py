"""Nothing goes on that cannot be written down, and no run is left "running"."""

from typing import Any

import pytest

REFUSE = "CREATE TRIGGER refuse BEFORE INSERT ON run_events WHEN {} BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
NODE_EVENTS = "NEW.event LIKE '%node_finished%'"


async def test_a_run_whose_events_cannot_be_stored_is_stopped(machine: Any) -> None:
    """It would go on for ever."""
    machine.sql(REFUSE.format(NODE_EVENTS))
    machine.scripts["a"] = lambda node, ctx: {"out": 1}
    run = await machine.run({"a": "step"}, "a.out -> a.again")
    assert (run.status, [e["code"] for e in run.errors]) == ("failed", ["events_not_stored"])
    assert "disk is full" in run.errors[0]["error"]


async def test_what_could_not_be_stored_leaves_no_gap(machine: Any) -> None:
    machine.sql(REFUSE.format(NODE_EVENTS))
    run = await machine.run({"a": "step"})
    told = await machine.told(run.id)
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
    assert told[-1]["kind"] == "run_failed"


async def test_an_end_that_cannot_be_stored_is_tried_again(machine: Any, caplog: pytest.LogCaptureFixture) -> None:
    machine.sql(REFUSE.format("NEW.event LIKE '%run_finished%'"))
    run_id = await machine.start({"a": "step"})
    while "could not be stored" not in caplog.text:
        await machine.store.newest()
    assert (await machine.store.get(run_id)).status == "running"
    machine.sql("DROP TRIGGER refuse")
    assert (await machine.runner.wait(run_id)).status == "finished"
    assert [event["seq"] for event in await machine.told(run_id)] == [1, 2, 3, 4]


async def test_close_does_not_wait_for_a_database_that_fails(
    new_machine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The next process finds the run, and marks it."""
    first = new_machine()
    first.sql(REFUSE.format("1"))
    run_id = await first.start({"a": "step"})
    while "could not be stored" not in caplog.text:
        await first.store.newest()
    await first.close()
    second = new_machine()
    second.sql("DROP TRIGGER refuse")
    await second.runner.recover()
    assert (await second.store.get(run_id)).status == "interrupted"
