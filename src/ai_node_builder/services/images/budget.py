"""Caps on spending, checked in the very transaction that books a picture: no two requests can share the last cent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from ai_node_builder.errors import BudgetExceeded
from ai_node_builder.services.database import utc_now
from ai_node_builder.services.money import dollars
from ai_node_builder.services.tables import images


@dataclass(frozen=True, slots=True)
class Budget:
    """Caps in nano-dollars: of one picture, one run, one day and one month (UTC). None is no cap."""

    call: int | None = None
    run: int | None = None
    day: int | None = None
    month: int | None = None

    def check(self, connection: Connection, held: int, run_id: str | None) -> None:
        """BudgetExceeded where a picture that can cost `held` would pass a cap. What is on its way counts too."""
        midnight = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
        _refuse("BUDGET_CALL", self.call, 0, held)
        if self.run is not None and run_id is not None:
            _refuse("BUDGET_RUN", self.run, _spent(connection, images.c.run_id == run_id), held)
        if self.day is not None:
            _refuse("BUDGET_DAY", self.day, _spent(connection, _since(midnight)), held)
        if self.month is not None:
            _refuse("BUDGET_MONTH", self.month, _spent(connection, _since(midnight.replace(day=1))), held)


def _since(moment: datetime) -> ColumnElement[bool]:
    return images.c.created_at >= moment


def _spent(connection: Connection, where: ColumnElement[bool]) -> int:
    """What was spent, and what is held for pictures whose cost is not known."""
    spent = select(func.coalesce(func.sum(func.coalesce(images.c.cost, 0) + images.c.held), 0)).where(where)
    return int(connection.execute(spent).scalar_one())


def _refuse(name: str, cap: int | None, spent: int, held: int) -> None:
    if cap is not None and spent + held > cap:
        raise BudgetExceeded(
            f"this picture can cost up to ${dollars(held):.4f}; ${dollars(spent):.4f} of the ${dollars(cap):.2f} in "
            f"AINB_{name} are spent or held. Nothing was sent. Raise the cap, or wait until it begins anew."
        )
