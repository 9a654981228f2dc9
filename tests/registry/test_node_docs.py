"""Docs pages: complete for every built-in node, made for the rest, and safe to show."""

from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.node import fields
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output
from ai_node_builder.nodes import CATALOGUE
from ai_node_builder.nodes.display import Display
from ai_node_builder.registry.docs import PLACEHOLDER, docs_html, docs_page
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import SocketType


class Bare(Node):
    """Has no page of its own.

    It does nothing | slowly.
    """

    type = "bare"
    title = "Bare"
    category = "Tests"
    outputs = (Output("all", SocketType.JSON, "Everything", array=True),)

    things: Any = fields.socket(SocketType.JSON, array=True, do_not_wait=True, description="Many\nthings")
    heat: float = fields.slider(0.5, minimum=0, maximum=2, step=0.1, description="Cold | hot")
    size: str = fields.combo("big", options=("big", "small"), description="Size")
    limit: float | None = fields.number(description="Limit", minimum=1)
    loud: bool = fields.toggle(description="Loud")

    def run(self, ctx: Context) -> Outputs:
        return {}


def test_a_page_is_made_for_a_class_without_one() -> None:
    assert docs_page(Bare) == (
        "---\n"
        'title: "Bare"\n'
        'description: "Has no page of its own."\n'
        'category: "Tests"\n'
        "---\n\n"
        "# Bare\n\n"
        "## Overview\n"
        "Has no page of its own.\n\n"
        "It does nothing | slowly.\n\n"
        "## Input Sockets\n"
        "| Socket | Type | Required | Do Not Wait | Description |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `things` | JSON (array) | No | Yes | Many things |\n\n"
        "## Output Sockets\n"
        "| Socket | Type | Description |\n"
        "| --- | --- | --- |\n"
        "| `all` | JSON (array) | Everything |\n\n"
        "## Widgets\n"
        "| Widget | Kind | Default | Options | Description |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `heat` | Slider | `0.5` | at least 0, at most 2, in steps of 0.1 | Cold \\| hot |\n"
        '| `size` | Combo box | `"big"` | "big", "small" | Size |\n'
        "| `limit` | Number | none | at least 1 | Limit |\n"
        "| `loud` | Switch | `false` |  | Loud |\n"
    )


def test_the_tables_take_the_place_of_the_placeholder() -> None:
    page = docs_page(Display)
    assert PLACEHOLDER not in page
    assert "\n| `value` | ANY | Yes | No | What to show: text, a picture, any JSON value |\n" in page
    assert "## Widgets\nNone.\n" in page
    assert page.index("## Overview") < page.index("## Input Sockets") < page.index("## Examples")


@pytest.mark.parametrize("node", CATALOGUE, ids=lambda node: node.type)
def test_every_built_in_node_has_a_complete_page(node: type[Node]) -> None:
    page = docs_page(node)
    assert page.startswith("---\ntitle: ")
    assert "## Examples" in page
    assert "## Error" in page
    for name in (*node.inputs(), *node.widgets(), *(output.name for output in node.outputs)):
        assert f"\n| `{name}` |" in page


def test_a_node_in_the_home_folder_has_its_page_beside_it(tmp_path: Path) -> None:
    (tmp_path / "nodes").mkdir()
    source = "from ai_node_builder.nodes.display import Display\n\nclass Mine(Display):\n    type = 'mine'\n"
    (tmp_path / "nodes" / "several.py").write_text(source)
    (tmp_path / "nodes" / "mine.md").write_text(f"# Mine, für mich\n{PLACEHOLDER}\n", encoding="utf-8")
    page = docs_page(Registry.load(tmp_path).get("mine"))
    assert page.startswith("# Mine, für mich\n## Input Sockets\n")


def test_html_shows_tables_and_leaves_the_front_matter_out() -> None:
    html = docs_html(docs_page(Display))
    assert html.startswith("<h1>Display Node</h1>")
    assert "<td><code>value</code></td>" in html


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", "[x](javascript:alert(1))", '<img src=x onerror="alert(1)">']
)
def test_html_runs_no_script(source: str) -> None:
    html = docs_html(source)
    assert not any(opened in html for opened in ("<script", "<img", "<a "))


def test_a_class_without_a_file_has_a_page_too() -> None:
    typed = type("Typed", (Bare,), {"__module__": "__prompt__", "type": "typed", "title": "Typed"})
    assert "# Typed\n" in docs_page(typed)
