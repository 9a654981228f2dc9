"""A node that fails stops what depends on it, and nothing else; everything is named."""

import asyncio
import logging
from typing import Any

import pytest

from ai_node_builder.errors import OutcomeUnknown, RateLimited, UserError
from ai_node_builder.events import NodeFailed, NodeFinished, NodeSkipped, NodeStarted, RunStarted

KINDS = ("async", "instant", "thread")


def fail(error: BaseException) -> Any:
    def script(node: Any, ctx: Any) -> Any:
        raise error

    return script


@pytest.mark.parametrize("kind", KINDS)
async def test_a_failure_stops_dependents_and_not_siblings(lab: Any, kind: str) -> None:
    lab.scripts["a"] = fail(UserError("choose another file."))
    links = ("a.out -> b.x", "b.out -> c.x", "s.out -> t.x")
    outcome = await lab.run({"a": kind, "b": "async", "c": "async", "s": "async", "t": "async"}, *links)
    assert (outcome.status, set(outcome.outputs)) == ("failed", {"s", "t"})
    assert [(e.node, e.reason) for e in lab.told(NodeSkipped)] == [
        ("b", "nothing came to x from a, which failed"),
        ("c", "nothing came to x from b, which was skipped"),
    ]


async def test_all_errors_are_named(lab: Any) -> None:
    lab.scripts |= {"a": fail(UserError("first.")), "b": fail(RateLimited("second."))}
    outcome = await lab.run({"a": "instant", "b": "thread", "c": "async"})
    assert [(e["node"], e["error"], e["code"]) for e in outcome.errors] == [
        ("a", "first.", "wrong_usage"),
        ("b", "second.", "rate_limited"),
    ]


async def test_the_event_of_a_failure_has_the_form_of_a_tool_error(lab: Any) -> None:
    lab.scripts["a"] = fail(RateLimited("wait a minute."))
    await lab.run({"a": "async"})
    [told] = lab.told(NodeFailed)
    assert told.error == {"error": "wait a minute.", "code": "rate_limited", "charged": "no", "retryable": True}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), SystemExit(3), StopIteration()])
async def test_a_bug_is_an_internal_error_with_its_traceback_in_the_log(
    lab: Any, kind: str, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    lab.scripts["a"] = fail(error)
    outcome = await lab.run({"a": kind})
    assert [(e["node"], e["code"], e["charged"]) for e in outcome.errors] == [("a", "internal_error", "no")]
    assert "Traceback" in caplog.text
    assert f"{type(error).__name__}" in caplog.text


async def test_a_bug_of_a_node_that_costs_money_may_have_cost_some(lab: Any) -> None:
    lab.scripts["a"] = fail(ZeroDivisionError())
    outcome = await lab.run({"a": "paid"})
    assert (outcome.errors[0]["charged"], outcome.cost_usd) == ("unknown", None)


async def test_a_failure_of_unknown_charge_makes_the_cost_unknown(lab: Any) -> None:
    lab.scripts["a"] = fail(OutcomeUnknown("the connection broke."))
    assert (await lab.run({"a": "paid", "b": "async"})).cost_usd is None


async def test_a_failure_without_charge_costs_nothing(lab: Any) -> None:
    lab.scripts["a"] = fail(UserError("nothing was sent."))
    assert (await lab.run({"a": "paid"})).cost_usd == 0.0


async def test_a_node_may_fail_once_and_go_on_with_the_next_value(lab: Any) -> None:
    values = [1, 2]

    def second_only(node: Any, ctx: Any) -> Any:
        if node.x == 1:
            raise UserError("not this one.")
        return {"out": node.x}

    lab.scripts |= {"a": lambda node, ctx: {"out": values.pop(0)} if values else {}, "b": second_only}
    outcome = await lab.run(
        {"a": "async", "b": "async", "c": "async"}, "a.out -> a.again", "a.out -> b.x", "b.out -> c.x"
    )
    assert (outcome.status, lab.values("c", "x")) == ("failed", [2])


async def test_a_join_names_a_few_of_what_it_lacks(lab: Any) -> None:
    ids = [f"n{i}" for i in range(5)]
    lab.scripts |= dict.fromkeys(ids, lambda node, ctx: {})
    await lab.run({**dict.fromkeys(ids, "instant"), "z": "async"}, *(f"{id}.out -> z.many" for id in ids))
    [told] = lab.told(NodeSkipped)
    assert told.reason.count("which sent nothing there") == 3
    assert told.reason.endswith("; and 2 more")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (7, "run must answer {output name: value}, got int"),
        ("text", "run must answer {output name: value}, got str"),
        ([("out", 1)], "run must answer {output name: value}, got list"),
        ({"undeclared": 1}, "run answered 'undeclared', which is none of its outputs (out, other, calls)"),
    ],
)
async def test_an_answer_of_the_wrong_form_fails_the_node(lab: Any, kind: str, answer: Any, complaint: str) -> None:
    lab.scripts["a"] = lambda node, ctx: answer
    outcome = await lab.run({"a": kind, "b": "async"}, "a.out -> b.x")
    assert [(e["node"], e["code"]) for e in outcome.errors] == [("a", "internal_error")]
    assert f"TypeError: {complaint}" in outcome.errors[0]["error"]


async def test_what_emit_raises_is_the_failure_of_that_node(lab: Any) -> None:
    """An event that cannot be written down is one that must not have happened."""

    def emit(event: Any) -> None:
        if isinstance(event, NodeFinished) and event.node == "a":
            raise TypeError("JSON cannot carry it")
        lab.events.append(event)

    lab.emit = emit
    outcome = await lab.run({"a": "async", "b": "async"}, "a.out -> b.x")
    assert [type(e) for e in lab.events if getattr(e, "node", "") == "a"] == [NodeStarted, NodeFailed]
    assert (outcome.status, lab.fired["b"]) == ("failed", [])


async def test_a_fault_of_the_engine_ends_the_run_as_failed(lab: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The event of a failure is one that nothing can be done about if it is refused."""
    lab.scripts |= {"a": fail(UserError("fails.")), "b": lambda node, ctx: asyncio.Event().wait()}
    lab.emit = lambda event: 1 / 0 if isinstance(event, NodeFailed) else None
    outcome = await lab.run({"a": "async", "b": "async"})
    assert (outcome.status, outcome.errors[-1]["code"]) == ("failed", "internal_error")
    assert outcome.errors[-1]["error"].startswith("the run failed unexpectedly (ZeroDivisionError")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_run_whose_first_event_is_refused_fails(lab: Any) -> None:
    lab.emit = lambda event: 1 / 0 if isinstance(event, RunStarted) else None
    outcome = await lab.run({"a": "async"})
    assert (outcome.status, lab.fired) == ("failed", {})
