"""`ainb costs`: what pictures have cost."""

import click


@click.command()
@click.option("--json", "spelling", flag_value="json", help="Print it as JSON.")
@click.option("--csv", "spelling", flag_value="csv", help="Print it as CSV.")
def costs(spelling: str | None) -> None:
    """What pictures have cost, by day (UTC) and model, in dollars.

    What a picture may have cost whose outcome is not known is shown beside it, and never counted as nothing.
    """
    from .accounts import print_costs

    print_costs(spelling)
