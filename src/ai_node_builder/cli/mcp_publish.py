"""`ainb mcp tools`, `publish` and `unpublish`: what MCP clients see."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ai_node_builder.nearest import did_you_mean
from ai_node_builder.types import JsonObject

from .output import print_json, print_rows

if TYPE_CHECKING:
    from ai_node_builder.app.app import App
    from ai_node_builder.mcp.tools.store import PublishedTools

T = TypeVar("T")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything that is known, as JSON.")
def tools(as_json: bool) -> None:
    """List the tools that MCP clients see, and those that they do not."""
    from ai_node_builder.mcp.tools.store import shown

    rows = _with_store(lambda _, store: store.overview())
    if as_json:
        print_json([shown(one) for one in rows])
    else:
        print_rows(
            ("Tool", "Kind", "Made from", "Settings"),
            ((one.name, one.kind if one.enabled else "hidden", one.target, _settings(one.widgets)) for one in rows),
        )


@click.command()
@click.argument("name")
@click.option("--node", metavar="TYPE|TOOL", help="The tool node to offer; NAME itself where it is one's name.")
@click.option("--workflow", metavar="ID|FILE", help="The saved workflow to offer; a file is saved first.")
@click.option("--set", "given", multiple=True, metavar="WIDGET=VALUE", help="Set a widget of the node.")
@click.option("--input", "inputs", multiple=True, metavar="ARGUMENT=NODE.WIDGET", help="An argument of the workflow.")
@click.option("--description", default="", help="What models are told about it.")
def publish(
    name: str,
    node: str | None,
    workflow: str | None,
    given: tuple[str, ...],
    inputs: tuple[str, ...],
    description: str,
) -> None:
    """Offer a tool node, or a saved workflow, to MCP clients under NAME.

    \b
    ainb mcp publish generate_image --set quality=low
    ainb mcp publish sketch --node generate_image --set quality=low
    ainb mcp publish poster --workflow poster.workflow.json --input topic=prompt.text

    Size, quality, model and key stay as they are set here: models cannot change them. Without --input, the
    arguments of a workflow are the values of its text and JSON nodes.
    """
    if node and workflow:
        raise click.UsageError("give --node or --workflow, not both.")
    if (given and workflow) or (inputs and not workflow):
        raise click.UsageError("--set goes with a node, --input with a workflow.")
    if workflow:
        path = Path(workflow)
        document = path.read_bytes() if path.is_file() else None
        arguments = dict(map(_argument, inputs))
        _with_store(
            lambda app, store: _publish_workflow(app, store, name, document or workflow, arguments, description)
        )
    else:
        _with_store(lambda app, store: _publish_node(app, store, name, node or name, given, description))
    click.echo(f"MCP clients see {name} now.", err=True)


@click.command()
@click.argument("name")
def unpublish(name: str) -> None:
    """Hide the tool NAME from MCP clients. A tool node comes back with `ainb mcp publish NAME`."""
    _with_store(lambda _, store: store.hide(name))
    click.echo(f"MCP clients do not see {name} any more.", err=True)


def _with_store(work: "Callable[[App, PublishedTools], Awaitable[T]]") -> T:
    async def run() -> T:
        from ai_node_builder.app.app import App
        from ai_node_builder.app.settings import Settings
        from ai_node_builder.mcp.tools.store import PublishedTools

        async with App(Settings.load()) as app:
            return await work(app, PublishedTools(app.parts.database, app.parts.registry))

    return asyncio.run(run())


async def _publish_node(
    app: "App", store: "PublishedTools", name: str, node: str, given: tuple[str, ...], description: str
) -> None:
    from ai_node_builder.mcp.tools.published import Published

    from .calling import read_widgets

    found = {tool.type: tool for tool in app.parts.registry.tools().values()} | app.parts.registry.tools()
    if node not in found:
        raise click.BadParameter(f"there is no tool {node!r}{did_you_mean(node, found)}", param_hint="--node")
    tool = found[node]
    await store.save(Published(name, "node", tool.type, description, read_widgets(tool, given)))


async def _publish_workflow(
    app: "App", store: "PublishedTools", name: str, workflow: str | bytes, arguments: JsonObject, description: str
) -> None:
    from ai_node_builder.mcp.tools.published import Published
    from ai_node_builder.mcp.tools.workflow_tool import default_arguments
    from ai_node_builder.workflow.document import Workflow

    workflows = app.parts.workflows
    if isinstance(workflow, bytes):
        saved = await workflows.create(Workflow.parse(workflow))
    else:
        saved = await workflows.get(workflow)
    arguments = arguments or default_arguments(saved.document)
    await store.save(Published(name, "workflow", saved.id, description, arguments))


def _argument(given: str) -> tuple[str, JsonObject]:
    name, equals, place = given.partition("=")
    node, dot, widget = place.rpartition(".")
    if not equals or not dot:
        raise click.BadParameter("write it as ARGUMENT=NODE.WIDGET.", param_hint="--input")
    return name, {"node": node, "widget": widget}


def _settings(widgets: dict[str, Any]) -> str:
    def text(value: Any) -> str:
        return f"{value['node']}.{value['widget']}" if isinstance(value, dict) and "node" in value else str(value)

    return ", ".join(f"{name}={text(value)}" for name, value in widgets.items())
