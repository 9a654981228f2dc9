"""Opens sessions with the MCP servers that are allowed here."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ai_node_builder.errors import SettingInvalid
from ai_node_builder.services.secrets import Key, key_for

from .servers import Reference, Server, ServerList, Value

if TYPE_CHECKING:
    from .connection import Connection
    from .transport import Way

log = logging.getLogger(__name__)


class McpServers:
    """The allowed servers. `resolve` answers the key of a name; programs start in `folder`, which stays empty."""

    def __init__(self, servers: ServerList, resolve: Callable[[str], Key], folder: Path) -> None:
        self._servers = servers
        self._resolve = resolve
        self._folder = folder

    def names(self) -> list[str]:
        """The names of the allowed servers; none where their file cannot be read, which shows when one is used."""
        try:
            return self._servers.names()
        except SettingInvalid as error:
            log.warning("%s", error)
            return []

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
        return Way(server, values, self._folder)

    def _value(self, server: Server, name: str, value: Value) -> str:
        if not isinstance(value, Reference):
            return value
        key = self._resolve(value.secret)
        if not server.url:
            return str(key)
        sent = key_for(key, address=server.url)
        return f"Bearer {sent}" if name.lower() == "authorization" and " " not in sent else sent
