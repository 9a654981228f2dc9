"""Caps on spending, checked in the very transaction that books a picture: no two requests can share the last cent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from ai_node_builder.errors import BudgetExceeded
from ai_node_builder.services.caps import NAMES, Cap, CapName, stored_caps
from ai_node_builder.services.database import utc_now
from ai_node_builder.services.money import dollars, money
from ai_node_builder.services.tables import images
from ai_node_builder.types import JsonObject

OR: dict[CapName, str] = {
    "call": ", or choose a smaller size or a lower quality",
    "run": "",
    "day": ", or wait for the next day (UTC)",
    "month": ", or wait for the next month (UTC)",
}
"""What else helps where a cap is reached."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A cap, and what of it is gone; in nano-dollars. `spent` and `held` are None for caps of one call or run."""

    cap: Cap
    spent: int | None = None
    held: int | None = None

    def as_json(self) -> JsonObject:
        """In dollars; `left_usd` is None where there is no cap, or none that sums up."""
        cap = self.cap.amount
        gone = None if self.spent is None or self.held is None else self.spent + self.held
        left = None if cap is None or gone is None else max(cap - gone, 0)
        amounts = {"cap": cap, "setting": self.cap.setting, "stored": self.cap.stored}
        amounts |= {"spent": self.spent, "held": self.held, "left": left}
        return {f"{name}_usd": dollars(amount) for name, amount in amounts.items()} | {"source": self.cap.source}


@dataclass(frozen=True, slots=True)
class Budget:
    """Caps of the settings, in nano-dollars: of one picture, one run, one day and one month (UTC). None is no cap.

    What a person has set besides is in the database.
    """

    call: int | None = None
    run: int | None = None
    day: int | None = None
    month: int | None = None

    def caps(self, connection: Connection) -> dict[CapName, Cap]:
        """The caps in force."""
        stored = stored_caps(connection)
        return {name: Cap(name, getattr(self, name), stored.get(name)) for name in NAMES}

    def check(self, connection: Connection, held: int, run_id: str | None) -> None:
        """BudgetExceeded where a picture that can cost `held` would pass a cap. What is on its way counts too."""
        for cap in self.caps(connection).values():
            if cap.amount is None or (cap.name == "run" and run_id is None):
                continue
            spent = sum(_gone(connection, cap.name, run_id))
            if cap.passed_by(spent + held):
                raise _refusal(cap, spent, held)

    def standing(self, connection: Connection) -> dict[CapName, Standing]:
        """Where each cap stands now."""
        return {name: _standing(connection, cap) for name, cap in self.caps(connection).items()}


def _standing(connection: Connection, cap: Cap) -> Standing:
    return Standing(cap, *_gone(connection, cap.name)) if cap.name in ("day", "month") else Standing(cap)


def _gone(connection: Connection, name: CapName, run_id: str | None = None) -> tuple[int, int]:
    """What was spent of a cap, and what is held for pictures whose cost is not known."""
    match name:
        case "call":
            return 0, 0
        case "run":
            return _spent(connection, images.c.run_id == run_id)
        case "day":
            return _spent(connection, images.c.created_at >= _midnight())
        case "month":
            return _spent(connection, images.c.created_at >= _midnight().replace(day=1))


def _midnight() -> datetime:
    return utc_now().replace(hour=0, minute=0, second=0, microsecond=0)


def _spent(connection: Connection, where: ColumnElement[bool]) -> tuple[int, int]:
    sums = [func.coalesce(func.sum(column), 0) for column in (images.c.cost, images.c.held)]
    cost, held = connection.execute(select(*sums).where(where)).one()
    return int(cost), int(held)


def _refusal(cap: Cap, gone: int, held: int) -> BudgetExceeded:
    return BudgetExceeded(
        f"this picture can cost up to {money(dollars(held))}; {money(dollars(gone))} of the {cap.words} are spent or "
        f"held. Nothing was sent. {cap.remedy}{OR[cap.name]}."
    )
