"""`ainb mcp install`: put the server into a client's configuration."""

import os
import sys
from pathlib import Path

import click

from .output import print_text

CLIENTS = ("claude", "claude-code", "vscode", "cursor", "codex")


@click.command()
@click.argument("client", type=click.Choice(CLIENTS))
@click.option("--print", "only_print", is_flag=True, help="Print the entry, and change nothing.")
@click.option("--name", default="ai-node-builder", show_default=True, help="What the client calls the server.")
def install(client: str, only_print: bool, name: str) -> None:
    """Let CLIENT use the tools: it starts `ainb mcp` by itself from then on.

    Other entries of its configuration stay as they are, and the file as it was is kept beside it. Keys are not
    written there: set OPENAI_API_KEY for the client, or store the key with `ainb secrets`. AINB_HOME is passed on.
    """
    from ai_node_builder.mcp.install.clients import places
    from ai_node_builder.mcp.install.configuration import spelled, write

    place = places()[client]
    entry = place.entry(_executable(), {name: os.environ[name] for name in ("AINB_HOME",) if name in os.environ})
    if only_print:
        print_text(spelled(place, name, entry).rstrip())
        return
    backup = write(place, name, entry)
    kept = f" As it was before, it is in {backup}." if backup else ""
    click.echo(f"{place.file} names {name} now.{kept} Start {client} again, and ask it for a picture.", err=True)
    click.echo("Your OpenAI key is stored with `ainb secrets set OPENAI_API_KEY`: clients pass none on.", err=True)


def _executable() -> str:
    """The absolute path of this very command: clients are started with another PATH than a shell."""
    beside = Path(sys.executable).with_name("ainb.exe" if os.name == "nt" else "ainb")
    return str(beside if beside.exists() else Path(sys.argv[0]).absolute())
