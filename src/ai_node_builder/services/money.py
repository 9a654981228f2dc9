"""Money as whole nano-dollars (10**-9): sums are exact, and a thousandth of a token's price still counts."""

NANO = 1_000_000_000


def dollars(nano: int | None) -> float | None:
    """Nano-dollars as dollars, for showing; None stays None."""
    return None if nano is None else nano / NANO


def nano_dollars(dollars: float | None) -> int | None:
    """Dollars as nano-dollars, for keeping; None stays None."""
    return None if dollars is None else round(dollars * NANO)


def plus(total: float | None, cost: float | None) -> float | None:
    """The sum; None where a part of it is not known."""
    return None if total is None or cost is None else total + cost
