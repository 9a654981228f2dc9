"""Opens sessions with the MCP servers that are allowed here."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ai_node_builder.errors import ProviderUnreachable, SettingInvalid
from ai_node_builder.services.outgoing import Outgoing
from ai_node_builder.services.secrets import Key, key_for

from . import ServerIsProgram
from .servers import Reference, Server, ServerList, Value

if TYPE_CHECKING:
    from .connection import Connection
    from .transport import Way

log = logging.getLogger(__name__)


class McpServers:
    """The allowed servers. `resolve` answers the key of a name; programs start in `folder`, which stays empty.

    Servers that are added here, and not at this machine, are reached only where `outgoing` lets workflows connect.
    """

    def __init__(
        self, servers: ServerList, resolve: Callable[[str], Key], folder: Path, outgoing: Outgoing | None = None
    ) -> None:
        self._servers = servers
        self._resolve = resolve
        self._folder = folder
        self._outgoing = outgoing or Outgoing()

    def names(self) -> list[str]:
        """The names of the allowed servers; none where their file cannot be read, which shows when one is used."""
        try:
            return self._servers.names()
        except SettingInvalid as error:
            log.warning("%s", error)
            return []

    def all(self) -> dict[str, Server]:
        """The servers by name; SettingInvalid where their file cannot be read."""
        return self._servers.all()

    async def add(self, name: str, url: str, headers: Mapping[str, str]) -> Server:
        """Allow a server at a web address, in the place of an earlier one. `headers` hold the names of stored keys.

        UserError where name or address cannot be one, HostNotAllowed, ServerIsProgram where a program has the name.
        """
        with suppress(ProviderUnreachable):  # it may be down just now, or behind a proxy
            await self._outgoing.check(url)
        keys = {header: Reference(secret=key) for header, key in headers.items()}
        server = Server(url=url, headers=dict(keys), internet_only=True)
        await asyncio.to_thread(self._add, name, server)
        return server

    def _add(self, name: str, server: Server) -> None:
        if name in self._servers.names():
            self._require_address(name)
        self._servers.add(name, server)

    def remove(self, name: str) -> None:
        """Allow a server at a web address no more; ServerUnknown, ServerIsProgram."""
        self._require_address(name)
        self._servers.remove(name)

    def _require_address(self, name: str) -> None:
        if self._servers.get(name).command:
            raise ServerIsProgram(f"{name} is a program; `ainb mcp servers rm {name}` takes it off the list.")

    def connect(self, name: str, timeout: float) -> "Connection":
        """Begin a session; whoever asks for it closes it. What goes wrong shows when the session is used.

        `timeout` is in seconds, for the start and for each request.
        """
        from .connection import Connection  # imports the SDK, which takes half a second

        return Connection(name, partial(self.way, name), timeout)

    def way(self, name: str) -> "Way":
        """How to reach a server, with its keys; may wait for disk and keyring.

        ServerUnknown where it is not allowed, UserError where a key is missing or not for its address.
        """
        from .transport import Way

        server = self._servers.get(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        values = {key: self._value(server, key, value) for key, value in server.values.items()}
        return Way(server, values, self._folder, self._outgoing)

    def _value(self, server: Server, name: str, value: Value) -> str:
        if not isinstance(value, Reference):
            return value
        key = self._resolve(value.secret)
        if not server.url:
            return str(key)
        sent = key_for(key, address=server.url)
        return f"Bearer {sent}" if name.lower() == "authorization" and " " not in sent else sent
