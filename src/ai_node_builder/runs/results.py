"""Results of runs that later runs may use again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

import msgspec
from sqlalchemy import Connection, delete, insert, select

from ai_node_builder.engine import Result
from ai_node_builder.services.database import Database, utc_now
from ai_node_builder.services.tables import results
from ai_node_builder.workflow.answer import pictures_in

KEPT = 10_000
"""So many of the newest results are kept."""
AT_ONCE = 500
"""Signatures in one query: databases bound them."""

_read = msgspec.json.Decoder(Result).decode


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result, under the signature of the firing that it came of; `result` is its JSON text."""

    signature: str
    run_id: str
    node_id: str
    result: str


class ResultStore:
    """Finds earlier results. `holds` tells whether a picture's file is there."""

    def __init__(self, database: Database, holds: Callable[[str], bool]) -> None:
        self._database = database
        self._holds = holds

    async def find(self, signatures: Sequence[str]) -> dict[str, Result]:
        """Those of the signatures that there is a result for, all of whose pictures are there."""
        return await self._database.read(lambda connection: dict(self._find(connection, signatures)))

    def _find(self, connection: Connection, signatures: Sequence[str]) -> Iterator[tuple[str, Result]]:
        left = iter(signatures)
        while some := list(islice(left, AT_ONCE)):
            query = select(results.c.signature, results.c.result).where(results.c.signature.in_(some))
            for signature, text in connection.execute(query):
                result = _read(text)
                if all(self._holds(filename) for filename, _ in pictures_in(msgspec.to_builtins(result))):
                    yield signature, result


def write_results(connection: Connection, rows: Sequence[ResultRow]) -> None:
    """Put results in the place of earlier ones under the same signatures, and drop the oldest beyond `KEPT`."""
    if not rows:
        return
    newest = {row.signature: asdict(row) | {"created_at": utc_now()} for row in rows}
    connection.execute(delete(results).where(results.c.signature.in_(list(newest))))
    connection.execute(insert(results), list(newest.values()))
    last = select(results.c.created_at).order_by(results.c.created_at.desc()).offset(KEPT).limit(1)
    connection.execute(delete(results).where(results.c.created_at <= last.scalar_subquery()))
