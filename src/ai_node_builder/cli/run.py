"""`ainb run`: carry out a workflow file."""

from pathlib import Path

import click


@click.command()
@click.argument("file", metavar="WORKFLOW.json", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--set", "given", multiple=True, metavar="NODE.WIDGET=VALUE", help="Set a widget for this run.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole run as JSON.")
@click.pass_context
def run(ctx: click.Context, file: Path, given: tuple[str, ...], as_json: bool) -> None:
    """Run a workflow and print what its display nodes show.

    Without a display node, what comes out of its last nodes is printed. Ctrl-C cancels the run; pictures
    that are paid for are still waited for.
    """
    try:
        document = file.read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{file} cannot be read: {error.strerror}.", param_hint="WORKFLOW.json") from error
    from .running import run_workflow

    ctx.exit(0 if run_workflow(document, given, as_json=as_json) else 1)
