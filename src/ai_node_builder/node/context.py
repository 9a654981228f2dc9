"""All that a node may touch while it runs."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ai_node_builder.messages import ToolCall
from ai_node_builder.types import Json, JsonObject, Origin

if TYPE_CHECKING:
    from ai_node_builder.services.chat import ChatModel
    from ai_node_builder.services.files import ServableFileManager
    from ai_node_builder.services.images import ImageMaker
    from ai_node_builder.services.mcp_client.service import McpServers
    from ai_node_builder.services.weather import WeatherClient


class Services(Protocol):
    """The outside world, as nodes see it."""

    @property
    def chat(self) -> "ChatModel": ...

    @property
    def images(self) -> "ImageMaker": ...

    @property
    def files(self) -> "ServableFileManager": ...

    @property
    def weather(self) -> "WeatherClient": ...

    @property
    def mcp(self) -> "McpServers": ...


class Reporter(Protocol):
    """Where a firing tells what it is doing."""

    def progress(self, message: str, fraction: float | None = None) -> None:
        """Say in a few words what is happening; `fraction` is 0 to 1, or None where it is not known."""

    def text(self, piece: str) -> None:
        """Pass on a piece of streamed text."""

    def spend(self, cost_usd: float | None) -> None:
        """Add to the cost of this firing; None says that money may have gone, and how much is not known."""


class Record(Protocol):
    """What a firing puts on record, so that a run that is cut off goes on from there."""

    @property
    def kept(self) -> Sequence[Any]:
        """What this firing kept before the run was cut off, oldest first."""

    @property
    def remembered(self) -> Sequence[Any]:
        """What earlier firings of this node remembered in this run, oldest first."""

    async def keep(self, value: Json) -> None:
        """Keep a JSON value in case the run is cut off; it is on disk when this returns."""

    def remember(self, value: Json) -> None:
        """Leave a JSON value to later firings of this node in this run, once this one has ended well."""


class NoRecord:
    """The record of a node outside of any run."""

    kept: Sequence[Any] = ()
    remembered: Sequence[Any] = ()

    async def keep(self, value: Json) -> None:
        """There is nothing to go on with later."""

    def remember(self, value: Json) -> None:
        """There is no later firing."""


@dataclass(frozen=True, slots=True)
class Context:
    """A node's window on the world."""

    services: Services
    report: Reporter
    call_tool: Callable[[ToolCall], Awaitable[JsonObject]]
    """Call a tool that is wired to this node; answers a tool result, also for a tool that is not there."""
    origin: Origin = field(default_factory=Origin)
    memory: dict[str, Any] = field(default_factory=dict)
    """What this node holds from one firing to the next in this process, such as a connection."""
    at_end: AsyncExitStack = field(default_factory=AsyncExitStack)
    """What to let go of when the run ends; for a node outside of any run, when its call ends."""
    record: Record = field(default_factory=NoRecord)
