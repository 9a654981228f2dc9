"""The command group: each command is loaded when it is called, so that a small one starts at once."""

from importlib import import_module
from typing import Any

import click

from ai_node_builder import __version__
from ai_node_builder.errors import AINodeBuilderError, WorkflowInvalid
from ai_node_builder.redaction import redact, traceback_of

COMMANDS = ("serve", "run", "tool", "images", "costs", "secrets", "mcp", "doctor")


class LazyGroup(click.Group):
    """Finds the command `x` in the module `x` beside this one, and tells of failures in one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{cmd_name}", __package__), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                click.echo(traceback_of(error), err=True)
                ctx.exit(1)
            raise click.ClickException(sentence(error)) from error


def sentence(error: Exception) -> str:
    """What to show of an error: ours speak for themselves, others get a hint at the traceback."""
    if isinstance(error, WorkflowInvalid):
        count = len(error.problems)
        lines = [f"the workflow has {count} problem{'s' * (count > 1)}:", *(p["message"] for p in error.problems)]
        return "\n  ".join(lines)
    if isinstance(error, AINodeBuilderError):
        return error.text()
    if isinstance(error, ModuleNotFoundError):
        return f"{error}. `ainb doctor` says what to install."
    return f"{type(error).__name__}: {redact(str(error))}. For the traceback run it again as `ainb --debug ...`."


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="ainb %(version)s")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens, to stderr.")
@click.option("--debug", is_flag=True, help="Log everything, and show the traceback of a failure.")
def commands(verbose: bool, debug: bool) -> None:
    """AI Node Builder: LLM workflows made of nodes."""
    import logging

    from .logs import set_up

    set_up(logging.DEBUG if debug else logging.INFO if verbose else logging.WARNING)
