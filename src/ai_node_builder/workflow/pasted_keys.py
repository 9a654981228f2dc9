"""Keys that were pasted where everyone who gets the workflow can read them."""

from collections.abc import Collection, Iterator
from typing import Any

from ai_node_builder.services.secrets.looks import holds, masked, whose_key

from .document import Workflow, invalid
from .problem import Problem

CODE = "looks_like_key"
ADVICE = "take it out, store it (ainb secrets set NAME) and name it in a key's widget. If others saw it, replace it"


def pasted_keys(workflow: Workflow, known: Collection[str] = ()) -> Iterator[Problem]:
    """Whatever looks like a provider's key, or is one of the `known` keys; each place once."""
    for item in workflow.nodes:
        for name, value in item.widgets.items():
            if what := _found((name, value), known):
                yield _problem(f"{item.id}: the widget {name}", what, item.id, name)
        if what := _found(item.model_dump(exclude={"widgets"}), known):
            yield _problem(f"the node {item.id}", what, item.id)
    if what := _found(workflow.model_dump(exclude={"nodes"}), known):
        yield _problem("the workflow", what, "")


def refuse_pasted_keys(workflow: Workflow, known: Collection[str]) -> None:
    """WorkflowInvalid, naming each place, where a key stands in a workflow."""
    if problems := [problem.as_json() for problem in pasted_keys(workflow, known)]:
        raise invalid(problems, "a workflow holds no keys")


def _found(value: Any, known: Collection[str]) -> str:
    """What the key is that stands in a value; empty where none does."""
    for text in _texts(value):
        if title := whose_key(text):
            return f"a key of {title}"
        if known and holds(text, known):
            return "a key that is stored here"
    return ""


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, child in value.items():
                yield name
                yield from _texts(child)
        case list() | tuple():
            for child in value:
                yield from _texts(child)


def _problem(where: str, what: str, node: str, widget: str | None = None) -> Problem:
    return Problem(CODE, f"{masked(where)} holds what looks like {what}; {ADVICE}.", node, widget=widget)
