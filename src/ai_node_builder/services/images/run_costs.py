"""What a run cost: of pictures what the ledger has, also where that was settled after the run; of the rest what its
nodes told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, case, exists, func, null, select

from ai_node_builder.services.money import nano_dollars
from ai_node_builder.services.tables import images, runs

from .entry import COLUMNS, LOST, NOT_CHARGED, Entry

_OF_THE_RUN = images.c.run_id == runs.c.id
_PICTURES = select(func.coalesce(func.sum(images.c.cost), 0)).where(_OF_THE_RUN).scalar_subquery()
_UNPRICED = exists().where(_OF_THE_RUN, images.c.cost.is_(None), images.c.state.notin_(NOT_CHARGED))

RUN_COST = case((runs.c.rest.is_(None), runs.c.cost), (_UNPRICED, null()), else_=runs.c.rest + _PICTURES)
"""For queries of runs: nano-dollars, NULL while a part is not known."""


def besides_pictures(connection: Connection, run_id: str, costs: Mapping[str, float | None]) -> int | None:
    """What a run cost besides its pictures, in nano-dollars, by what its firings told in dollars; None if not known."""
    pictures = _pictures(connection, run_id)
    rest = [_besides(nano_dollars(cost), pictures[f"{run_id}:{firing}"]) for firing, cost in costs.items()]
    return None if None in rest else sum(filter(None, rest))


def _pictures(connection: Connection, run_id: str) -> defaultdict[str, list[Entry]]:
    """The entries of a run by the key that each was booked under, which is that of a firing."""
    entries = defaultdict(list)
    for row in connection.execute(select(*COLUMNS).where(images.c.run_id == run_id)):
        entry = Entry(*row)
        entries[entry.first_key].append(entry)
    return entries


def _besides(told: int | None, pictures: Iterable[Entry]) -> int | None:
    """What a firing cost besides its pictures. Where it did not know, that is laid to a picture of unknown cost."""
    if told is not None:
        return max(told - sum(one.cost or 0 for one in pictures), 0)
    return 0 if any(_unsettled(one) for one in pictures) else None


def _unsettled(picture: Entry) -> bool:
    """Whether its cost was not known when the firing ended, or had to be settled."""
    return picture.state in LOST or (picture.cost is None and picture.state not in NOT_CHARGED)
