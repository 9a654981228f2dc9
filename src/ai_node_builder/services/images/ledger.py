"""The one record of every picture asked for: request, state, cost, file, run.

Each step in the life of a picture is one transaction, on disk before the next thing happens.
"""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, insert, select, update

from ai_node_builder.errors import KeyReused
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import images

from .budget import Budget
from .entry import COLUMNS, NOT_CHARGED, OPEN, Entry, State
from .records import Records

__all__ = ["Entry", "Ledger", "Order", "State"]


@dataclass(frozen=True, slots=True)
class Order:
    """A wish for a picture, ready to be booked. `held` is the most it can cost, in nano-dollars.

    Two orders of the same `fingerprint` wish for the same thing.
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


# Made once: putting a statement together costs as much as carrying it out.
BOOK = insert(images).returning(*COLUMNS)
CHANGE = update(images).where(images.c.id == bindparam("entry"))
CHANGED = CHANGE.returning(*COLUMNS)
ADOPT = CHANGE.where(images.c.owner == bindparam("last_owner"), images.c.state == bindparam("last_state"))
DELIVER = CHANGE.where(images.c.state.in_(("stored", "unknown")), images.c.delivered_at.is_(None))
WITH_KEY = select(*COLUMNS).where(images.c.key == bindparam("key"))
UNDELIVERED = (
    select(*COLUMNS)
    .where(
        images.c.fingerprint == bindparam("fingerprint"),
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
        reached its asker. BudgetExceeded where the picture would pass a cap.
        """
        return self._database.write_now(lambda connection: self._claim(connection, order))

    def adopt(self, entry: Entry) -> bool:
        """Take over an entry whose owner is gone; False where somebody was faster."""
        last = {"last_owner": entry.owner, "last_state": entry.state}
        return self._change(ADOPT, entry.id, owner=self.owner, **last) == 1

    def sent(self, id: str) -> None:
        """The request is about to leave."""
        self._change(CHANGE, id, state="sent", sent_at=utc_now())

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

    def _claim(self, connection: Connection, order: Order) -> tuple[Entry, bool]:
        found = _first(connection, WITH_KEY if order.key else UNDELIVERED, order)
        if found is not None and found.fingerprint != order.fingerprint:
            raise KeyReused("this idempotency key was used for another picture; send a new key with a new request.")
        if found is not None and found.state not in NOT_CHARGED:
            return found, False
        self._budget.check(connection, order.held, order.run_id)
        if found is None:
            id = uuid.uuid4().hex
            row = connection.execute(BOOK, self._opening(order) | {"id": id, "key": order.key or id})
        else:
            row = connection.execute(CHANGED, self._opening(order) | {"entry": found.id})
        return Entry(*row.one()), True

    def _opening(self, order: Order) -> dict[str, Any]:
        wish = asdict(order)
        del wish["key"]
        blank = {"sent_at": None, "error": None, "error_code": None}
        return wish | blank | {"state": "reserved", "owner": self.owner, "created_at": utc_now()}

    def _change(self, change: Update, id: str, **values: Any) -> int:
        """Change a row, in a transaction of its own; answers how many there were to change."""
        values["entry"] = id
        return self._database.write_now(lambda connection: connection.execute(change, values).rowcount)


def _first(connection: Connection, query: Select[Any], order: Order) -> Entry | None:
    row = connection.execute(query, {"key": order.key, "fingerprint": order.fingerprint}).first()
    return None if row is None else Entry(*row)
