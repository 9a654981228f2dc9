"""Caps on spending: those of the settings, and those that a person has set in the product. The lower one counts.

Each is read in the transaction that needs it, so a change holds at once, in every process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from sqlalchemy import Connection, delete, insert, select

from .database import utc_now
from .money import dollars, money
from .tables import caps

CapName: TypeAlias = Literal["call", "run", "day", "month"]
NAMES: tuple[CapName, ...] = get_args(CapName)
OF: Mapping[CapName, str] = {"call": "a picture", "run": "a run", "day": "a day", "month": "a month"}
"""What each is the cap of."""
MOST = 1_000_000
"""Dollars; a larger cap is a slip of the finger."""

STORED = select(caps.c.name, caps.c.amount)


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap in nano-dollars: the one of the settings, which no door can raise, and the one that a person has set."""

    name: CapName
    setting: int | None = None
    stored: int | None = None

    @property
    def amount(self) -> int | None:
        """The one that counts; None where there is none."""
        return min((one for one in (self.setting, self.stored) if one is not None), default=None)

    @property
    def source(self) -> Literal["setting", "stored"] | None:
        """Where the one that counts comes from."""
        if self.amount is None:
            return None
        return "setting" if self.amount == self.setting else "stored"

    def passed_by(self, amount: int) -> bool:
        return self.amount is not None and amount > self.amount

    @property
    def words(self) -> str:
        """The amount, and where it stands."""
        where = f"in {self.variable}" if self.source == "setting" else f"set as the cap of {OF[self.name]}"
        return f"{money(dollars(self.amount))} {where}"

    @property
    def remedy(self) -> str:
        """How it is raised."""
        if self.source == "setting":
            return f"Raise {self.variable}"
        return f"Raise it on the Costs page, or with `ainb costs cap {self.name}`"

    @property
    def variable(self) -> str:
        """The setting, as the environment names it."""
        return f"AINB_BUDGET_{self.name.upper()}"


def stored_caps(connection: Connection) -> dict[str, int]:
    """Those that a person has set, in nano-dollars, by name."""
    return {row.name: row.amount for row in connection.execute(STORED)}


def store_cap(connection: Connection, name: CapName, amount: int | None) -> None:
    """Set a cap, in nano-dollars, in the place of an earlier one; None clears it."""
    connection.execute(delete(caps).where(caps.c.name == name))
    if amount is not None:
        connection.execute(insert(caps).values(name=name, amount=amount, updated_at=utc_now()))
