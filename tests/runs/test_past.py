"""What is read from the events of a run that was cut off."""

from ai_node_builder.events import Event, NodeText, RunInterrupted, RunResumed, RunStarted
from ai_node_builder.runs.past import past_of
from ai_node_builder.runs.store import RunEvent
from ai_node_builder.services.to_json import to_json


def seconds(*events: tuple[float, Event]) -> float:
    return past_of([RunEvent(seq, at, to_json(event)) for seq, (at, event) in enumerate(events, 1)]).seconds


def test_a_run_cut_off_before_its_first_event_was_stored_has_taken_no_time() -> None:
    assert seconds((5.0, RunInterrupted())) == 0


def test_each_part_counts_and_the_time_in_between_does_not() -> None:
    first = [(0.0, RunStarted(["a"])), (3.0, NodeText("a", 1, "x")), (60.0, RunInterrupted())]
    assert seconds(*first, (90.0, RunResumed()), (94.0, NodeText("a", 1, "y"))) == 7.0
