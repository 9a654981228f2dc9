"""What happens in a run, in order. Canvas, command line and MCP are readers of this list.

msgspec structs rather than dataclasses: a run makes two for each firing, and these are made in a ninth of
the time and written as JSON without a detour. Each is tagged with `kind`.
"""

from typing import Any, TypeAlias

import msgspec

from .types import JsonObject


class Event(msgspec.Struct, frozen=True, gc=False, tag_field="kind"):
    """Base of all events. They hold JSON values, which make no cycles, so the collector need not look at them."""


class RunStarted(Event, frozen=True, tag="run_started"):
    """The run began; `nodes` are the ids of its nodes in file order."""

    nodes: list[str]


class NodeStarted(Event, frozen=True, tag="node_started"):
    """A node fired. `firing` counts this node's firings from 1; `call` is the tool call, if one caused it."""

    node: str
    firing: int
    call: JsonObject | None = None
    caller: str | None = None


class NodeProgress(Event, frozen=True, tag="node_progress"):
    """A node says what it is doing. `fraction` is 0 to 1, or None where it is not known."""

    node: str
    firing: int
    message: str
    fraction: float | None = None


class NodeText(Event, frozen=True, tag="node_text"):
    """A piece of streamed text."""

    node: str
    firing: int
    text: str


class NodeFinished(Event, frozen=True, tag="node_finished"):
    """A firing ended well. `outputs` maps output names to values; `cost_usd` is what it spent, None if unknown."""

    node: str
    firing: int
    outputs: dict[str, Any]
    seconds: float
    cost_usd: float | None = 0.0


class NodeFailed(Event, frozen=True, tag="node_failed"):
    """A firing failed. The error has the form of a tool error."""

    node: str
    firing: int
    error: JsonObject
    seconds: float


class NodeSkipped(Event, frozen=True, tag="node_skipped"):
    """A node never fired: something it waits for failed or never came."""

    node: str
    reason: str


class RunFinished(Event, frozen=True, tag="run_finished"):
    """Every node that could fire has fired, and none failed. `cost_usd` is None where a part is not known."""

    seconds: float
    cost_usd: float | None


class RunFailed(Event, frozen=True, tag="run_failed"):
    """At least one node failed, or a cap was reached; `errors` names every one."""

    errors: list[JsonObject]
    seconds: float
    cost_usd: float | None


class RunCancelled(Event, frozen=True, tag="run_cancelled"):
    """Someone stopped the run."""

    seconds: float
    cost_usd: float | None


class RunInterrupted(Event, frozen=True, tag="run_interrupted"):
    """The process that ran it ended before the run did."""


AnyEvent: TypeAlias = (
    RunStarted
    | NodeStarted
    | NodeProgress
    | NodeText
    | NodeFinished
    | NodeFailed
    | NodeSkipped
    | RunFinished
    | RunFailed
    | RunCancelled
    | RunInterrupted
)
