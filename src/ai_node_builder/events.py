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
    """The run began; `nodes` are the ids of its nodes in file order, `versions` the version of each type of node.

    A `fresh` run uses no results of earlier ones.
    """

    nodes: list[str]
    versions: dict[str, str] = {}
    fresh: bool = False


class RunResumed(Event, frozen=True, tag="run_resumed"):
    """The run goes on. What was under way begins again, with a second `node_started` of the same firing."""


class NodeStarted(Event, frozen=True, tag="node_started"):
    """A node fired. `firing` counts this node's firings from 1.

    Where a node called it as its tool, `call` is the tool call, and `caller` and `caller_firing` are who called.
    """

    node: str
    firing: int
    call: JsonObject | None = None
    caller: str | None = None
    caller_firing: int | None = None


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


class NodeKept(Event, frozen=True, tag="node_kept"):
    """A firing put a value on record, to go on from if the run is cut off; `cost_usd` is what it has spent so far."""

    node: str
    firing: int
    value: Any
    cost_usd: float | None = 0.0


class NodeRemembered(Event, frozen=True, tag="node_remembered"):
    """A firing leaves a value to the later firings of its node."""

    node: str
    firing: int
    value: Any


class NodeFinished(Event, frozen=True, tag="node_finished"):
    """A firing ended well. `outputs` maps output names to values; `cost_usd` is what it spent, None if unknown.

    `cached` is set where nothing was done, because an earlier run did the same.
    """

    node: str
    firing: int
    outputs: dict[str, Any]
    seconds: float
    cost_usd: float | None = 0.0
    cached: bool = False


class NodeFailed(Event, frozen=True, tag="node_failed"):
    """A firing failed. The error has the form of a tool error; `cost_usd` is what was spent all the same."""

    node: str
    firing: int
    error: JsonObject
    seconds: float
    cost_usd: float | None = 0.0


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
    | RunResumed
    | NodeStarted
    | NodeProgress
    | NodeText
    | NodeKept
    | NodeRemembered
    | NodeFinished
    | NodeFailed
    | NodeSkipped
    | RunFinished
    | RunFailed
    | RunCancelled
    | RunInterrupted
)

read_event = msgspec.json.Decoder(AnyEvent).decode
"""An event, from its JSON text."""
