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


def money(dollars: float | None) -> str:
    """Dollars for people: `$0.0527`; `unknown` where they are not known, which is never nothing."""
    if dollars is None:
        return "unknown"
    if 0 < dollars < 0.0001:
        return "under $0.0001"
    return f"${dollars:.2f}" if dollars == round(dollars, 2) else f"${dollars:.4f}".rstrip("0")
