"""Caps on spending, checked in the very transaction that books a picture: no two requests can share the last cent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from ai_node_builder.errors import BudgetExceeded
from ai_node_builder.services.database import utc_now
from ai_node_builder.services.money import dollars, money
from ai_node_builder.services.tables import images
from ai_node_builder.types import JsonObject

OR = {
    "BUDGET_CALL": ", or choose a smaller size or a lower quality",
    "BUDGET_RUN": "",
    "BUDGET_DAY": ", or wait for the next day (UTC)",
    "BUDGET_MONTH": ", or wait for the next month (UTC)",
}
"""What else helps where a cap is reached."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A cap, and what of it is gone; in nano-dollars. `spent` and `held` are None for caps of one call or run."""

    cap: int | None
    spent: int | None = None
    held: int | None = None

    def as_json(self) -> JsonObject:
        """In dollars; `left_usd` is None where there is no cap, or none that sums up."""
        gone = None if self.spent is None or self.held is None else self.spent + self.held
        left = None if self.cap is None or gone is None else max(self.cap - gone, 0)
        amounts = {"cap": self.cap, "spent": self.spent, "held": self.held, "left": left}
        return {f"{name}_usd": dollars(amount) for name, amount in amounts.items()}


@dataclass(frozen=True, slots=True)
class Budget:
    """Caps in nano-dollars: of one picture, one run, one day and one month (UTC). None is no cap."""

    call: int | None = None
    run: int | None = None
    day: int | None = None
    month: int | None = None

    def check(self, connection: Connection, held: int, run_id: str | None) -> None:
        """BudgetExceeded where a picture that can cost `held` would pass a cap. What is on its way counts too."""
        _refuse("BUDGET_CALL", self.call, (0, 0), held)
        if self.run is not None and run_id is not None:
            _refuse("BUDGET_RUN", self.run, _spent(connection, images.c.run_id == run_id), held)
        if self.day is not None:
            _refuse("BUDGET_DAY", self.day, _spent(connection, _today()), held)
        if self.month is not None:
            _refuse("BUDGET_MONTH", self.month, _spent(connection, _this_month()), held)

    def standing(self, connection: Connection) -> dict[str, Standing]:
        """Where each cap stands now."""
        return {
            "call": Standing(self.call),
            "run": Standing(self.run),
            "day": Standing(self.day, *_spent(connection, _today())),
            "month": Standing(self.month, *_spent(connection, _this_month())),
        }


def _today() -> ColumnElement[bool]:
    return images.c.created_at >= _midnight()


def _this_month() -> ColumnElement[bool]:
    return images.c.created_at >= _midnight().replace(day=1)


def _midnight() -> datetime:
    return utc_now().replace(hour=0, minute=0, second=0, microsecond=0)


def _spent(connection: Connection, where: ColumnElement[bool]) -> tuple[int, int]:
    """What was spent, and what is held for pictures whose cost is not known."""
    sums = [func.coalesce(func.sum(column), 0) for column in (images.c.cost, images.c.held)]
    cost, held = connection.execute(select(*sums).where(where)).one()
    return int(cost), int(held)


def _refuse(name: str, cap: int | None, gone: tuple[int, int], held: int) -> None:
    if cap is not None and sum(gone) + held > cap:
        raise BudgetExceeded(
            f"this picture can cost up to {money(dollars(held))}; {money(dollars(sum(gone)))} of the "
            f"{money(dollars(cap))} in AINB_{name} are spent or held. Nothing was sent. Raise the cap{OR[name]}."
        )
