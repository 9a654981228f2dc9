"""Which pictures go when there are too many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select, true

from ai_node_builder.services.database import utc_now
from ai_node_builder.services.tables import images

from .entry import COLUMNS, Entry
from .shelf import ON_DISK

OLDEST_FIRST = (images.c.created_at, images.c.id)


@dataclass(frozen=True, slots=True)
class Rule:
    """Pictures go, the oldest first, while one is older than `older_than`, or all together take more than `max_bytes`,
    or more than `keep` are left that may go. None is no limit.

    Favourites may go only without `keep_favourites`; nothing may that is younger than `spare`. What people uploaded
    is in no ledger, and never goes by a rule.
    """

    older_than: timedelta | None = None
    max_bytes: int | None = None
    keep: int | None = None
    keep_favourites: bool = True
    spare: timedelta = timedelta()

    @property
    def idle(self) -> bool:
        """Whether nothing can ever go."""
        return self.older_than is None and self.max_bytes is None and self.keep is None

    def chosen(self, connection: Connection) -> Iterator[Entry]:
        """The entries of the pictures that go."""
        if self.idle:
            return
        may_go = images.c.favourite.is_(False) if self.keep_favourites else true()
        sums = select(func.coalesce(func.sum(images.c.bytes), 0), func.count().filter(may_go)).where(*ON_DISK)
        taken, count = connection.execute(sums).one()
        query = select(*COLUMNS).where(*ON_DISK, may_go, images.c.created_at <= utc_now() - self.spare)
        with connection.execute(query.order_by(*OLDEST_FIRST)) as rows:
            for entry in (Entry(*row) for row in rows):
                if not self._too_much(entry, taken, count):
                    return
                yield entry
                taken -= entry.bytes or 0
                count -= 1

    def _too_much(self, oldest: Entry, taken: int, count: int) -> bool:
        return (
            (self.older_than is not None and utc_now() - oldest.created_at > self.older_than)
            or (self.max_bytes is not None and taken > self.max_bytes)
            or (self.keep is not None and count > self.keep)
        )
