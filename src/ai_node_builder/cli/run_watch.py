"""The events of a run, as people follow them."""

from collections.abc import AsyncIterator
from typing import TypeAlias

from ai_node_builder.events import (
    AnyEvent,
    NodeFailed,
    NodeFinished,
    NodeKept,
    NodeProgress,
    NodeRemembered,
    NodeSkipped,
    NodeStarted,
    NodeText,
    RunCancelled,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunResumed,
    RunStarted,
    read_event,
)
from ai_node_builder.runs import RunEvent
from ai_node_builder.services.money import money
from ai_node_builder.workflow.answer import pictures_in

from .progress import LONGEST, Watch

OfNode: TypeAlias = NodeStarted | NodeProgress | NodeText | NodeFinished | NodeFailed
Ended: TypeAlias = RunFinished | RunFailed | RunCancelled

INSTANT = 0.05
"""Seconds below which a time is no news."""


class RunWatch:
    """Shows a run's events on a Watch. `seen` is the last one's number, `pictures` the files that came of them."""

    def __init__(self, watch: Watch, seen: int = 0) -> None:
        self.seen = seen
        self.pictures: dict[str, None] = {}
        self._watch = watch
        self._written: dict[str, str] = {}

    async def follow(self, events: AsyncIterator[RunEvent]) -> None:
        """Show events until there are no more."""
        async for event in events:
            self.seen = event.seq
            self._show(read_event(event.data))

    def _show(self, event: AnyEvent) -> None:
        match event:
            case NodeStarted():
                self._started(event)
            case NodeProgress():
                self._watch.tell(_name(event), event.message, event.fraction)
            case NodeText():
                self._wrote(event)
            case NodeFinished():
                self._finished(event)
            case NodeFailed():
                self._end(event, f"failed after {event.seconds:.1f} s: {event.error['error']}", "red")
            case NodeSkipped():
                self._watch.say(f"{event.node}: not run, {event.reason}", "yellow")
            case RunFinished() | RunFailed() | RunCancelled():
                self._ended(event)
            case RunResumed():
                self._watch.say("the run goes on", "bold")
            case RunStarted() | RunInterrupted() | NodeKept() | NodeRemembered():
                pass  # no news for people; the second is written after the process that would show it has ended

    def _started(self, event: NodeStarted) -> None:
        name = _name(event)
        self._watch.begin(name, name)
        if event.caller is not None:
            self._watch.say(f"{name}: called by {event.caller}", "dim")

    def _wrote(self, event: NodeText) -> None:
        name = _name(event)
        self._written[name] = (self._written.get(name, "") + event.text)[-LONGEST:]
        self._watch.change(name, f"{name}: {self._written[name]}")

    def _finished(self, event: NodeFinished) -> None:
        self.pictures |= dict.fromkeys(filename for filename, _ in pictures_in(event.outputs))
        time = f" in {event.seconds:.1f} s" if event.seconds >= INSTANT else ""
        cost = f", cost {money(event.cost_usd)}" if event.cost_usd != 0 else ""
        self._end(event, "cached, nothing has changed" if event.cached else f"done{time}{cost}")

    def _end(self, event: NodeFinished | NodeFailed, said: str, style: str = "") -> None:
        name = _name(event)
        self._watch.end(name)
        self._watch.say(f"{name}: {said}", style)

    def _ended(self, event: Ended) -> None:
        for error in event.errors if isinstance(event, RunFailed) else ():
            if "node" not in error:  # those of a node were shown when they happened
                self._watch.say(error["error"], "red")
        status = {RunFinished: "finished", RunFailed: "failed", RunCancelled: "cancelled"}[type(event)]
        cost = f"cost {money(event.cost_usd)}" if event.cost_usd != 0 else "no cost"
        self._watch.say(f"run {status} after {event.seconds:.1f} s, {cost}", "bold")


def _name(event: OfNode) -> str:
    return event.node if event.firing == 1 else f"{event.node} ({event.firing})"
