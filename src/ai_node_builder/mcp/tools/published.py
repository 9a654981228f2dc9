"""What a person decided to publish."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ai_node_builder.types import JsonObject

Kind: TypeAlias = Literal["node", "workflow"]

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What every client and every model takes as the name of a tool."""


@dataclass(frozen=True, slots=True)
class Published:
    """A tool that clients see, or, with `enabled` off, one that they do not.

    `target` is the type of a tool node, or the id of a saved workflow, whose text is `document`. `widgets` are the
    settings of the node; of a workflow they are its arguments, each `{"node", "widget"}` and maybe a
    `"description"`. An empty `description` leaves the tool its own.
    """

    name: str
    kind: Kind
    target: str
    description: str
    widgets: JsonObject
    enabled: bool = True
    document: str | None = None
