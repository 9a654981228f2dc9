"""A row of the ledger.

reserved -> sent -> received -> stored
or: refused (somebody said no), failed (not charged), unknown (may have been charged)
unknown -> written_off, once a person has settled what it cost
or: reused (an earlier picture of the same wish was handed over)
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal, TypeAlias

from ai_node_builder.services.tables import images

State: TypeAlias = Literal[
    "reserved", "sent", "received", "stored", "refused", "failed", "unknown", "written_off", "reused"
]
OPEN = ("reserved", "sent", "received")
"""States that a living process still works on."""
UNSETTLED = (*OPEN, "unknown")
"""States in which the provider's answer may still matter."""
NOT_CHARGED = ("refused", "failed")
LOST = ("unknown", "written_off")
"""States of a request that was sent and brought no picture: only a person may have it bought again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One picture asked for. Costs in nano-dollars; `cost` is None while it is not known.

    `held` is the most it can cost, as long as that is not settled. `delivered_at` is when its outcome reached
    whoever asked. `replaces` and `reuses` are ids of other entries: the lost one that this one was bought for, and
    the one whose picture was handed over in place of a new one.
    """

    id: str
    key: str
    fingerprint: str
    state: State
    owner: str
    prompt: str
    model_asked: str
    model: str
    size: str
    quality: str
    run_id: str | None
    node_id: str | None
    tool: str | None
    workflow_id: str | None
    replaces: str | None
    reuses: str | None
    held: int
    cost: int | None
    filename: str | None
    width: int | None
    height: int | None
    bytes: int | None
    sha256: str | None
    favourite: bool
    error_code: str | None
    error: str | None
    created_at: datetime
    stored_at: datetime | None
    delivered_at: datetime | None
    deleted_at: datetime | None

    @property
    def first_key(self) -> str:
        """The key that this entry was booked under: it passes on to the one that replaces it."""
        return self.key.removesuffix(f"#{self.id}")


COLUMNS = [images.c[field.name] for field in fields(Entry)]
"""What to select for `Entry(*row)`."""
