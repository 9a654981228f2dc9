"""One thing to mend in a workflow."""

from dataclasses import asdict, dataclass

from ai_node_builder.types import JsonObject


@dataclass(frozen=True, slots=True)
class Problem:
    """`node` is an id, empty where it is the workflow itself; `socket` and `widget` are names in that node."""

    code: str
    message: str
    node: str
    socket: str | None = None
    widget: str | None = None

    def as_json(self) -> JsonObject:
        """The fields that are set."""
        return {name: value for name, value in asdict(self).items() if value is not None}
