"""One finding."""

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from ai_node_builder.types import JsonObject

Status: TypeAlias = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do about it (empty where nothing)."""

    name: str
    status: Status
    message: str
    fix: str = ""

    def as_json(self) -> JsonObject:
        return asdict(self)
