"""The fields of a node class: widgets that a human sets, and input sockets that wires feed.

A field may be both: then the widget holds the value wherever no wire is attached.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ai_node_builder.types import JsonObject, SocketType

WidgetKind: TypeAlias = Literal["text", "textarea", "secret", "number", "slider", "toggle", "combo"]


@dataclass(frozen=True, slots=True)
class Widget:
    """How a human sets a field.

    `options` are a combo's choices; with `source` set they follow live data (a model table, the stored
    keys), so a value outside `options` is checked when the node runs. `minimum` and `maximum` are inclusive.
    """

    kind: WidgetKind
    default: Any
    description: str
    options: tuple[str, ...] = ()
    source: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Socket:
    """Where wires enter. `required` sockets need a wire or a widget's value; a `do_not_wait` socket never
    holds the node back, and each value that arrives there fires it once more; an `array` takes many wires."""

    type: SocketType
    description: str
    required: bool = False
    do_not_wait: bool = False
    array: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """Where wires leave. An output with `calls` set says which tools may be called and carries them no values."""

    name: str
    type: SocketType
    description: str
    array: bool = False
    calls: bool = False


def socket(
    type: SocketType,
    *,
    description: str,
    required: bool = False,
    do_not_wait: bool = False,
    array: bool = False,
) -> Any:
    """An input that only a wire can fill; `None` (an empty list for an array) where there is none."""
    made = Socket(type, description, required, do_not_wait, array)
    if array:
        return dataclasses.field(default_factory=list, metadata={"socket": made})
    return dataclasses.field(default=None, metadata={"socket": made})


def text(
    default: str = "",
    *,
    description: str,
    placeholder: str = "",
    socket: SocketType | None = None,
    required: bool = False,
    source: str = "",
) -> Any:
    """One line of text; with `source` "images" it names a picture of the store."""
    widget = Widget("text", default, description, placeholder=placeholder, source=source)
    return _field(widget, socket, required)


def textarea(
    default: str = "",
    *,
    description: str,
    placeholder: str = "",
    socket: SocketType | None = None,
    required: bool = False,
) -> Any:
    """Several lines of text."""
    widget = Widget("textarea", default, description, placeholder=placeholder)
    return _field(widget, socket, required)


def secret(default: str = "", *, description: str) -> Any:
    """A key. Saved workflows hold only its name, as `{"secret": NAME}`; it never shows in a repr."""
    return _field(Widget("secret", default, description, source="secrets"), hidden=True)


def number(
    default: float | None = None,
    *,
    description: str,
    minimum: float | None = None,
    maximum: float | None = None,
    step: float | None = None,
    placeholder: str = "",
) -> Any:
    """A number; `None` leaves the choice to whoever reads it."""
    return _field(
        Widget(
            "number",
            default,
            description,
            minimum=minimum,
            maximum=maximum,
            step=step,
            placeholder=placeholder,
        )
    )


def slider(default: float, *, description: str, minimum: float, maximum: float, step: float) -> Any:
    """A number between two bounds."""
    return _field(Widget("slider", default, description, minimum=minimum, maximum=maximum, step=step))


def toggle(default: bool = False, *, description: str) -> Any:
    """On or off."""
    return _field(Widget("toggle", default, description))


def combo(default: str, *, options: Sequence[str] = (), description: str, source: str = "") -> Any:
    """One of several choices."""
    return _field(Widget("combo", default, description, options=tuple(options), source=source))


def _field(widget: Widget, socket: SocketType | None = None, required: bool = False, hidden: bool = False) -> Any:
    metadata: JsonObject = {"widget": widget}
    if socket is not None:
        metadata["socket"] = Socket(socket, widget.description, required)
    return dataclasses.field(default=widget.default, metadata=metadata, repr=not hidden)
