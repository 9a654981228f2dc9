"""`ainb mcp servers`: the MCP servers whose tools workflows may use."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import print_rows, print_text

if TYPE_CHECKING:
    from ai_node_builder.services.mcp_client.servers import Server, ServerList


@click.group()
def servers() -> None:
    """Allow MCP servers, by name, for the MCP Tools node. A workflow can use none but these."""


@servers.command()
@click.argument("name")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.option("--url", default="", help="Address of a server that runs already.")
@click.option("--env", "variables", multiple=True, metavar="NAME=VALUE", help="A variable for the program.")
@click.option("--secret", "secrets", multiple=True, metavar="NAME=KEY", help="A variable that holds a stored key.")
@click.option("--header", "headers", multiple=True, metavar="NAME=KEY", help="A header for the URL: a stored key.")
def add(
    name: str,
    command: tuple[str, ...],
    url: str,
    variables: tuple[str, ...],
    secrets: tuple[str, ...],
    headers: tuple[str, ...],
) -> None:
    """Allow a server: a program that speaks MCP on its stdin and stdout, or a URL.

    \b
    ainb mcp servers add files -- npx -y @modelcontextprotocol/server-filesystem ~/Documents
    ainb mcp servers add notes --url https://notes.example/mcp
    """
    if bool(command) == bool(url):
        raise click.UsageError("give either `-- COMMAND ARGUMENT...` or --url.")
    if (url and (variables or secrets)) or (command and headers):
        raise click.UsageError("--env and --secret go with a command, --header with --url.")
    entry = {
        "command": _found(command[0]) if command else "",
        "args": command[1:],
        "url": url,
        "env": dict(map(_split, variables)) | _references(secrets),
        "headers": _references(headers),
    }
    server = _server(entry)
    _servers().add(name, server)
    print_text(f"{name}: {server.target}")


@servers.command("list")
def list_servers() -> None:
    """Show the allowed servers, and what each runs or reaches."""
    print_rows(("Server", "What it runs or reaches"), ((name, one.target) for name, one in _servers().all().items()))


@servers.command()
@click.argument("name")
def rm(name: str) -> None:
    """Allow a server no more."""
    _servers().remove(name)


@servers.command()
@click.argument("name")
@click.option("--timeout", default=60.0, show_default=True, help="Seconds to wait for it.")
def tools(name: str, timeout: float) -> None:
    """Start a server, and list the tools that it offers."""
    print_rows(("Tool", "What it does"), asyncio.run(_tools(name, timeout)))


async def _tools(name: str, patience: float) -> list[tuple[str, str]]:
    from ai_node_builder.app.app import App
    from ai_node_builder.app.settings import Settings

    async with App(Settings.load()) as app:
        connection = app.parts.services.mcp.connect(name, patience)
        try:
            return [(tool.name, tool.description or "") for tool in await connection.tools()]
        finally:
            await connection.close()


def _servers() -> "ServerList":
    from ai_node_builder.app.settings import Settings
    from ai_node_builder.services.mcp_client.servers import SERVERS, ServerList

    return ServerList(Settings.load().home / SERVERS)


def _server(entry: Mapping[str, object]) -> "Server":
    from pydantic import ValidationError

    from ai_node_builder.services.mcp_client.servers import Server

    try:
        return Server.model_validate(entry)
    except ValidationError as error:
        said = (one["msg"].removeprefix("Value error, ") for one in error.errors())
        raise click.UsageError("; ".join(said)) from error


def _found(command: str) -> str:
    """The program as an absolute path, so that no later change of PATH puts another in its place."""
    found = shutil.which(command)
    if found is None:
        raise click.BadParameter(f"there is no program {command!r}; install it first.", param_hint="COMMAND")
    return str(Path(found).absolute())


def _references(given: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {name: {"secret": key} for name, key in map(_split, given)}


def _split(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not (equals and name):
        said = f"{given!r} is not NAME=VALUE, as in --env CITY=Paris or --header Authorization=NOTES_KEY."
        raise click.UsageError(said)
    return name, value
