"""`ainb costs`: what pictures have cost, and the caps on spending."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from ai_node_builder.services.caps import CapName
    from ai_node_builder.services.images.costs import By


def read_cap(ctx: click.Context, param: click.Parameter, value: str) -> float | None:
    """Dollars; None for the word none."""
    from ai_node_builder.services.caps import MOST

    if value == "none":
        return None
    try:
        amount = float(value)
    except ValueError:
        amount = -1.0
    if 0 <= amount <= MOST:
        return amount
    raise click.BadParameter(f"{value!r} is no cap; write dollars from 0 to {MOST:,}, or none.", ctx, param)


@click.group(invoke_without_command=True)
@click.option("--by", type=click.Choice(("day", "model", "workflow", "tool")), default="day", show_default=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Count from this day (UTC) on.")
@click.option("--json", "spelling", flag_value="json", help="Print it as JSON.")
@click.option("--csv", "spelling", flag_value="csv", help="Print it as CSV.")
@click.pass_context
def costs(ctx: click.Context, by: str, since: datetime | None, spelling: str | None) -> None:
    """What pictures have cost, by day (UTC), model, workflow or tool, in dollars, and what the caps leave.

    What a picture may have cost whose outcome is not known is shown beside it, and never counted as nothing.
    Language models are not in these sums; by workflow, what its runs cost in all stands beside them.
    """
    if ctx.invoked_subcommand is None:
        from .accounts import print_costs

        print_costs(cast("By", by), since and since.date(), spelling)


@costs.command()
@click.argument("name", type=click.Choice(("call", "run", "day", "month")))
@click.argument("dollars", callback=read_cap, metavar="DOLLARS|none")
def cap(name: str, dollars: float | None) -> None:
    """Set the cap of a picture (call), a run, a day or a month (UTC), or clear it with none.

    It holds at once, also for a server that is running. A lower cap in the settings, AINB_BUDGET_DAY and the like,
    goes before.

    \b
    ainb costs cap day 5
    ainb costs cap day none
    """
    from .accounts import set_cap

    set_cap(cast("CapName", name), dollars)
