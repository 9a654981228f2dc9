"""`ainb run`: carry out a workflow file."""

from pathlib import Path

import click


@click.command()
@click.argument(
    "file",
    metavar="WORKFLOW.json",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=False,
)
@click.option("--set", "given", multiple=True, metavar="NODE.WIDGET=VALUE", help="Set a widget for this run.")
@click.option("--fresh", is_flag=True, help="Use no results of earlier runs again.")
@click.option("--resume", "run_id", metavar="RUN_ID", help="Go on with a run that was cut off, cancelled or failed.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole run as JSON.")
@click.pass_context
def run(
    ctx: click.Context, file: Path | None, given: tuple[str, ...], fresh: bool, run_id: str | None, as_json: bool
) -> None:
    """Run a workflow and print what its display nodes show.

    Without a display node, what comes out of its last nodes is printed. Ctrl-C cancels the run; pictures
    that are paid for are still waited for.
    """
    from .running import resume_run, run_workflow

    if file is None:
        if run_id is None:
            raise click.UsageError("give a WORKFLOW.json, or --resume RUN_ID.")
        if given or fresh:
            raise click.UsageError("--resume goes on with the run as it was; leave out --set and --fresh.")
        finished = resume_run(run_id, as_json=as_json)
    elif run_id is not None:
        raise click.UsageError("--resume knows its workflow; leave out WORKFLOW.json.")
    else:
        finished = run_workflow(_content(file), given, fresh=fresh, as_json=as_json)
    ctx.exit(0 if finished else 1)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{file} cannot be read: {error.strerror}.", param_hint="WORKFLOW.json") from error
