"""`ainb doctor`: what is wrong with this installation, and what to do about it."""

import click

from ai_node_builder.diagnosis import Check, checkup

from .output import echo, one_line, print_json

LABELS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command()
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
@click.option("--files", "every_file", is_flag=True, help="Read every picture, and compare it with the ledger.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, offline: bool, every_file: bool, as_json: bool) -> None:
    """Check the installation: dependencies, home folder, settings, keys, the image service.

    Sends nothing that costs. Of keys and tokens only whether they are set is shown.
    """
    checks = []
    for check in checkup(offline=offline, every_file=every_file):
        checks.append(check)
        if not as_json:
            _print(check)
    if as_json:
        print_json([check.as_json() for check in checks])
    ctx.exit(1 if any(check.status == "fail" for check in checks) else 0)


def _print(check: Check) -> None:
    label, colour = LABELS[check.status]
    fix = f" -> {check.fix}" if check.fix else ""
    echo(f"{click.style(label, fg=colour)}  {check.name:<12}  {one_line(check.message + fix)}")
