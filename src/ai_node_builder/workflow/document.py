"""The saved document: nodes, their widget values, and links. Nothing that a file says is lost on the way."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails

from ai_node_builder.errors import WorkflowInvalid
from ai_node_builder.types import Json, JsonObject

MAX_BYTES = 10_000_000
MAX_DEPTH = 100
MAX_NODES = 20_000
MAX_LINKS = 40_000
"""No workflow made by people comes near these; they keep a hostile file from filling the memory."""

MAX_PROBLEMS = 100
"""So many are told at once: a file with more was not written by hand, and the answer is not to grow with it."""

SHAPES = {
    "missing": "is missing",
    "model_type": "must be an object",
    "mapping_type": "must be an object",
    "tuple_type": "must be a list",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "must not be longer than 200 characters",
    "too_long": "has too many items",
    "literal_error": "must be 1, the only version there is",
    "value_error": "must be a number",
}
"""What is said of a wrong shape, by the type that pydantic gives the error."""

NESTING = (dict, list, tuple)

Name = Annotated[str, Field(min_length=1, max_length=200)]
End = tuple[Name, Name]
"""One end of a link: the node's id and the socket's name."""


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return value


class _Item(BaseModel):
    """Keeps the keys that it does not know."""

    model_config = ConfigDict(extra="allow", frozen=True)


Number = Annotated[float, PlainValidator(_number, json_schema_input_type=float)]


class Position(_Item):
    """Where a node stands on the canvas, in pixels."""

    x: Number = 0
    y: Number = 0


class NodeItem(_Item):
    """A node. `type` may be one that is not installed: then the node is kept as a placeholder. `title` is a name
    that a person gave it."""

    id: Name
    type: Name
    title: str = ""
    widgets: Mapping[str, Any] = {}
    position: Position = Position()


class Link(_Item):
    """A wire from an output socket to an input socket."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: End = Field(validation_alias="from", serialization_alias="from")
    to: End


class Note(_Item):
    """A text that stands on the canvas, in pixels. It takes no part in a run."""

    id: Name
    text: str = ""
    position: Position = Position()
    width: Number = 240
    height: Number = 120


class Group(_Item):
    """A titled frame around nodes and notes, by their ids. An id of neither is passed over."""

    id: Name
    title: str = ""
    members: tuple[Name, ...] = Field(default=(), max_length=MAX_NODES)


class View(_Item):
    """What people put on the canvas to find their way. It takes no part in a run."""

    notes: tuple[Note, ...] = Field(default=(), max_length=MAX_NODES)
    groups: tuple[Group, ...] = Field(default=(), max_length=MAX_NODES)


class Workflow(_Item):
    """A whole workflow. `description` says in a sentence what it is for."""

    version: Literal[1]
    name: str = ""
    description: str = ""
    nodes: tuple[NodeItem, ...] = Field(default=(), max_length=MAX_NODES)
    links: tuple[Link, ...] = Field(default=(), max_length=MAX_LINKS)
    view: View = View()

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Read a workflow file.

        WorkflowInvalid names line and column where the text is not JSON, and otherwise every place whose
        shape is wrong, each as `{"where": "nodes[2].widgets", "code", "message"}` plus `node` if it has an id.
        """
        return cls.read(_json(text))

    @classmethod
    def read(cls, document: Json) -> Self:
        """The same for a document that is already read, such as the body of a request."""
        _measure(document)
        try:
            return cls.model_validate(document, by_alias=True, by_name=False)
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False, include_input=False)
            problems = [_problem(detail, document) for detail in details]
            raise invalid(problems, "the workflow file has the wrong shape") from None

    def document(self) -> JsonObject:
        """The workflow as JSON values: what was read, and nothing that was not."""
        return self.model_dump(by_alias=True, exclude_unset=True)

    def dump(self) -> str:
        """The text of the file, short things on one line. Equal workflows give equal text."""
        return _spread(self.document(), levels=4, width=0) + "\n"


def invalid(problems: list[JsonObject], what: str) -> WorkflowInvalid:
    """The error that carries the first of `problems`; its message spells three of them."""
    more = f" And {len(problems) - 3} more." if len(problems) > 3 else ""
    first = " ".join(problem["message"] for problem in problems[:3])
    return WorkflowInvalid(f"{what}: {first}{more}", problems[:MAX_PROBLEMS])


def _json(text: str | bytes) -> Json:
    if len(text) > MAX_BYTES:
        raise _unreadable("too_large", f"it is larger than {MAX_BYTES // 1_000_000} MB; split it.")
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
        document: Json = json.loads(decoded.removeprefix("\ufeff"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise _unreadable("not_json", f"byte {error.start} is not UTF-8; save it as UTF-8 text.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _unreadable("not_json", f"it is not JSON: {error.msg} at {where}; correct it there.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise _unreadable("not_json", "it holds a number with thousands of digits; write it as a text.") from None
    return document


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _unreadable("not_json", f"the key {twice!r} stands twice in one object; remove one.")
    return made


def _measure(document: Json) -> None:
    # Before the shape is looked at: of half a million nodes each may be wrong in several ways.
    for name, most in (("nodes", MAX_NODES), ("links", MAX_LINKS)):
        items = document.get(name) if isinstance(document, dict) else None
        if isinstance(items, NESTING) and len(items) > most:
            problem = {"where": name, "code": "wrong_shape", "message": f"{name} {SHAPES['too_long']}."}
            raise invalid([problem], "the workflow file has the wrong shape")
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [child for value in level for child in _children(value) if isinstance(child, NESTING)]
    if level:
        raise _too_deep()
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise _unreadable("not_json", f"it holds something that JSON cannot carry ({error}).") from None


def _children(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, NESTING) else ()


def _unreadable(code: str, message: str) -> WorkflowInvalid:
    return invalid([{"where": "", "code": code, "message": message}], "the workflow file cannot be read")


def _too_deep() -> WorkflowInvalid:
    return _unreadable("too_deep", f"it is nested more than {MAX_DEPTH} levels deep; make it flatter.")


def _problem(detail: ErrorDetails, document: Json) -> JsonObject:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    code = "field_missing" if detail["type"] == "missing" else "wrong_shape"
    said = SHAPES.get(detail["type"], detail["msg"])
    problem: JsonObject = {"where": where, "code": code, "message": f"{where or 'the file'} {said}."}
    match detail["loc"]:
        case ("nodes", int(index), *_) if isinstance(document, dict):
            node = document["nodes"][index]
            if isinstance(node, dict) and isinstance(node.get("id"), str):
                problem["node"] = node["id"][:200]
    return problem


def _spread(value: Any, levels: int, width: int = 100, margin: str = "\n") -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) <= width or levels == 0 or not value or not isinstance(value, NESTING):
        return flat
    inner = margin + "  "
    if not isinstance(value, dict):
        return f"[{inner}{f',{inner}'.join(_spread(child, levels - 1, margin=inner) for child in value)}{margin}]"
    lines = (f"{json.dumps(key)}: {_spread(child, levels - 1, margin=inner)}" for key, child in value.items())
    return f"{{{inner}{f',{inner}'.join(lines)}{margin}}}"
