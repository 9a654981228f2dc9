"""The one record of every picture asked for: request, state, cost, file, run.

Each step in the life of a picture is one transaction, on disk before the next thing happens.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, func, insert, select, update

from ai_node_builder.errors import KeyReused
from ai_node_builder.services.caps import Cap, CapName, store_cap
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import images

from .budget import Budget, Standing
from .costs import By, Report, report
from .entry import COLUMNS, LOST, NOT_CHARGED, OPEN, Entry, State
from .records import Records, no_entry, outcome_known

__all__ = ["Entry", "Ledger", "Order", "State"]


@dataclass(frozen=True, slots=True)
class Order:
    """A wish for a picture, ready to be booked. `held` is the most it can cost, in nano-dollars.

    Two orders of the same `fingerprint` wish for the same thing; `payer` stands for the account that pays.
    `replaces` is the id of a lost entry to buy again, `reuses` that of an entry whose picture will do.
    """

    key: str | None
    fingerprint: str
    prompt: str
    model_asked: str
    model: str
    size: str
    quality: str
    endpoint: str
    run_id: str | None
    node_id: str | None
    held: int
    tool: str | None = None
    workflow_id: str | None = None
    payer: str = ""
    replaces: str | None = None
    reuses: str | None = None


# Made once: putting a statement together costs as much as carrying it out.
BOOK = insert(images).returning(*COLUMNS)
CHANGE = update(images).where(images.c.id == bindparam("entry"))
CHANGED = CHANGE.returning(*COLUMNS)
ADOPT = CHANGE.where(images.c.owner == bindparam("last_owner"), images.c.state == bindparam("last_state"))
DELIVER = CHANGE.where(images.c.state.in_(("stored", "unknown")), images.c.delivered_at.is_(None))
WRITE_OFF = (
    CHANGE.where(images.c.state.in_(LOST))
    .values(state="written_off", held=0, cost=func.coalesce(bindparam("told"), images.c.cost, images.c.held))
    .returning(*COLUMNS)
)
"""What was held counts as spent, unless somebody knows better."""
WITH_KEY = select(*COLUMNS).where(images.c.key == bindparam("key"))
UNDELIVERED = (
    select(*COLUMNS)
    .where(
        images.c.fingerprint == bindparam("fingerprint"),
        images.c.payer == bindparam("payer"),
        images.c.key == images.c.id,
        images.c.state.in_((*OPEN, "stored", "unknown")),
        images.c.delivered_at.is_(None),
        images.c.deleted_at.is_(None),
    )
    .order_by(images.c.created_at.desc())
    .limit(1)
)
"""The outcome of a wish made without a key that reached nobody; one that is under way too."""


class Ledger(Records):
    """Books pictures. `owner` names this process, so that a later one can tell whose work was cut off.

    The steps wait for the disk: call them in a thread.
    """

    def __init__(self, database: Database, owner: str, budget: Budget | None = None) -> None:
        super().__init__(database)
        self.owner = owner
        self._budget = budget or Budget()

    def claim(self, order: Order) -> tuple[Entry, bool]:
        """Book an order; answers its entry, and whether there is a picture to buy for it.

        The same key gives the same entry, and KeyReused if it came with another wish; an entry that ended
        without a charge is opened again. Without a key, the outcome of the same wish is handed over that never
        reached its asker. BudgetExceeded where the picture would pass a cap. An entry that the order replaces is
        written off, and its key passes on, in the same transaction that books the new one.
        """
        return self._database.write_now(lambda connection: self._claim(connection, order))

    async def costs(self, by: By, since: date | None = None) -> Report:
        """What pictures cost, and where the caps stand."""
        return await self._database.read(lambda connection: report(connection, self._budget, by, since))

    async def cap(self, name: CapName) -> Cap:
        """A cap as it is now."""
        return await self._database.read(lambda connection: self._budget.caps(connection)[name])

    async def set_cap(self, name: CapName, amount: int | None) -> Standing:
        """Set a cap in nano-dollars, or clear it with None; answers where it stands. The settings' caps hold still.

        It holds from the next booking on, in every process.
        """
        return await self._database.write(lambda connection: self._set_cap(connection, name, amount))

    def adopt(self, entry: Entry) -> bool:
        """Take over an entry whose owner is gone; False where somebody was faster."""
        last = {"last_owner": entry.owner, "last_state": entry.state}
        return self._change(ADOPT, entry.id, owner=self.owner, **last) == 1

    def sent(self, id: str) -> None:
        """The request is about to leave."""
        self._change(CHANGE, id, state="sent", sent_at=utc_now())

    def unsent(self, id: str) -> None:
        """The request came back without a charge, and waits to leave again."""
        self._change(CHANGE, id, state="reserved", sent_at=None)

    def received(self, id: str, filename: str, **facts: Any) -> None:
        """The picture's bytes are here and its file name is settled; `facts` are columns of the row.

        What was held stays held where the cost is not known: a cap must not take it for nothing.
        """
        held = {} if facts.get("cost") is None else {"held": 0}
        self._change(CHANGE, id, state="received", received_at=utc_now(), filename=filename, **held, **facts)

    def stored(self, id: str) -> Entry:
        """The file is on disk under its name."""
        values = {"entry": id, "state": "stored", "stored_at": utc_now(), "error": None, "error_code": None}
        return self._database.write_now(lambda connection: Entry(*connection.execute(CHANGED, values).one()))

    def ended(self, id: str, state: State, code: str, error: str, **facts: Any) -> None:
        """No picture; `facts` are columns of the row. What was held is given back, but for an unknown outcome."""
        held = {} if state == "unknown" else {"held": 0}
        self._change(CHANGE, id, state=state, error_code=code, error=error, **held, **facts)

    def delivered(self, id: str) -> None:
        """The outcome reached whoever asked: the same wish again is a wish for another picture."""
        self._change(DELIVER, id, delivered_at=utc_now())

    def undelivered(self, id: str) -> None:
        """It did not, after all."""
        self._change(CHANGE, id, delivered_at=None)

    def write_off(self, id: str, cost: int | None = None) -> Entry:
        """A person settles what a lost picture cost, in nano-dollars; without a cost, all that was held.

        NotFound where there is no such entry, UserError where its outcome is known.
        """
        return self._database.write_now(lambda connection: _write_off(connection, id, cost))

    def _set_cap(self, connection: Connection, name: CapName, amount: int | None) -> Standing:
        store_cap(connection, name, amount)
        return self._budget.standing(connection)[name]

    def _claim(self, connection: Connection, order: Order) -> tuple[Entry, bool]:
        found = _first(connection, WITH_KEY if order.key else UNDELIVERED, order)
        if found is not None and found.fingerprint != order.fingerprint:
            raise KeyReused("this idempotency key was used for another picture; send a new key with a new request.")
        if found is not None and found.state in LOST and found.id == order.replaces:
            _write_off(connection, found.id)
            connection.execute(CHANGE, {"entry": found.id, "key": f"{found.key}#{found.id}"})
            found = None
        if found is not None and found.state not in NOT_CHARGED:
            return found, False
        if order.reuses is None:
            self._budget.check(connection, order.held, order.run_id)
        return self._book(connection, order, found), order.reuses is None

    def _book(self, connection: Connection, order: Order, found: Entry | None) -> Entry:
        """The order on the books: in a row of its own, or in the row found, which ended without a charge."""
        values = self._opening(order)
        if found is None:
            id = uuid.uuid4().hex
            return Entry(*connection.execute(BOOK, values | {"id": id, "key": order.key or id}).one())
        return Entry(*connection.execute(CHANGED, values | {"entry": found.id, "replaces": found.replaces}).one())

    def _opening(self, order: Order) -> dict[str, Any]:
        wish = asdict(order)
        del wish["key"]
        blank = {"sent_at": None, "error": None, "error_code": None}
        begin = {"state": "reserved"} if order.reuses is None else {"state": "reused", "held": 0, "cost": 0}
        return wish | blank | begin | {"owner": self.owner, "created_at": utc_now()}

    def _change(self, change: Update, id: str, **values: Any) -> int:
        """Change a row, in a transaction of its own; answers how many there were to change."""
        values["entry"] = id
        return self._database.write_now(lambda connection: connection.execute(change, values).rowcount)


def _first(connection: Connection, query: Select[Any], order: Order) -> Entry | None:
    wanted = {"key": order.key, "fingerprint": order.fingerprint, "payer": order.payer}
    row = connection.execute(query, wanted).first()
    return None if row is None else Entry(*row)


def _write_off(connection: Connection, id: str, cost: int | None = None) -> Entry:
    row = connection.execute(WRITE_OFF, {"entry": id, "told": cost}).first()
    if row is not None:
        return Entry(*row)
    state = connection.execute(select(images.c.state).where(images.c.id == id)).scalar()
    raise no_entry(id) if state is None else outcome_known(id, state)
