"""`ainb costs`: what pictures have cost."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from ai_node_builder.services.images.costs import By


@click.command()
@click.option("--by", type=click.Choice(("day", "model", "workflow", "tool")), default="day", show_default=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Count from this day (UTC) on.")
@click.option("--json", "spelling", flag_value="json", help="Print it as JSON.")
@click.option("--csv", "spelling", flag_value="csv", help="Print it as CSV.")
def costs(by: str, since: datetime | None, spelling: str | None) -> None:
    """What pictures have cost, by day (UTC), model, workflow or tool, in dollars, and what the caps leave.

    What a picture may have cost whose outcome is not known is shown beside it, and never counted as nothing.
    Language models are not in these sums; by workflow, what its runs cost in all stands beside them.
    """
    from .accounts import print_costs

    print_costs(cast("By", by), since and since.date(), spelling)
