"""The docs page of a node: what its author wrote, with the tables of sockets and widgets made from the class."""

import inspect
import json
import re
from collections.abc import Iterable

from markdown_it import MarkdownIt

from ai_node_builder.node.base import Node
from ai_node_builder.node.fields import Output, Socket, Widget

from .check import node_file

PLACEHOLDER = "<!-- sockets and widgets -->"
"""The line of a page that the tables replace."""

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
KINDS = {
    "text": "Text input",
    "textarea": "Text area",
    "secret": "Key",
    "number": "Number",
    "slider": "Slider",
    "toggle": "Switch",
    "combo": "Combo box",
}


def docs_page(node: type[Node]) -> str:
    """The page in Markdown: `<type>.md` beside the class's file, or one made from the class alone."""
    return (_written(node) or _made(node)).replace(PLACEHOLDER, _tables(node))


def docs_html(markdown: str) -> str:
    """The page as an HTML fragment. HTML in the source shows as text, and links lead to no script."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    html: str = parser.render(FRONT_MATTER.sub("", markdown))
    return html


def _written(node: type[Node]) -> str:
    source = node_file(node)
    page = source.with_name(f"{node.type}.md") if source else None
    return page.read_text(encoding="utf-8") if page and page.is_file() else ""


def _made(node: type[Node]) -> str:
    front = {"title": node.title, "description": node.description(), "category": node.category}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    overview = inspect.cleandoc(node.__doc__ or node.title)
    return "\n".join(["---", *lines, "---", "", f"# {node.title}", "", "## Overview", overview, "", PLACEHOLDER, ""])


def _tables(node: type[Node]) -> str:
    return "\n\n".join(
        [
            f"## Input Sockets\n{_inputs(node.inputs())}",
            f"## Output Sockets\n{_outputs(node.outputs)}",
            f"## Widgets\n{_widgets(node.widgets())}",
        ]
    )


def _inputs(sockets: dict[str, Socket]) -> str:
    rows = (
        (f"`{name}`", _type(socket), _yes(socket.required), _yes(socket.do_not_wait), socket.description)
        for name, socket in sockets.items()
    )
    return _table(("Socket", "Type", "Required", "Do Not Wait", "Description"), rows)


def _outputs(outputs: Iterable[Output]) -> str:
    rows = ((f"`{output.name}`", _type(output), output.description) for output in outputs)
    return _table(("Socket", "Type", "Description"), rows)


def _widgets(widgets: dict[str, Widget]) -> str:
    rows = (
        (f"`{name}`", KINDS[widget.kind], _default(widget), _limits(widget), widget.description)
        for name, widget in widgets.items()
    )
    return _table(("Widget", "Kind", "Default", "Options", "Description"), rows)


def _type(socket: Socket | Output) -> str:
    return f"{socket.type} (array)" if socket.array else str(socket.type)


def _yes(flag: bool) -> str:
    return "Yes" if flag else "No"


def _default(widget: Widget) -> str:
    return "none" if widget.default is None else f"`{json.dumps(widget.default, ensure_ascii=False)}`"


def _limits(widget: Widget) -> str:
    bounds = (("at least", widget.minimum), ("at most", widget.maximum), ("in steps of", widget.step))
    return ", ".join(
        [
            *(f'"{option}"' for option in widget.options),
            *(f"{words} {value:g}" for words, value in bounds if value is not None),
        ]
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_row(cells) for cells in rows]
    return "\n".join([_row(head), _row(("---",) * len(head)), *lines]) if lines else "None."


def _row(cells: tuple[str, ...]) -> str:
    flat = (" ".join(cell.split()).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(flat)} |"
