"""The MCP servers that someone at this machine has allowed, by name: `mcp_servers.json` in the home folder.

The file has the form that other MCP clients use, so that an entry can be copied. A workflow holds only a name.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ai_node_builder.errors import AINodeBuilderError, SettingInvalid, UserError
from ai_node_builder.nearest import did_you_mean

from . import ServerUnknown
from .commands import check_command

SERVERS = "mcp_servers.json"
"""The file in the home folder."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
ADD = "`ainb mcp servers add NAME -- COMMAND` allows one, Settings in the canvas one at a web address"


class Reference(BaseModel):
    """Stands for a stored key: `{"secret": "GITHUB_TOKEN"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secret: str = Field(min_length=1)


Value: TypeAlias = str | Reference


class Server(BaseModel):
    """How to reach a server: a program to start, or the URL of one that runs. Either `command` or `url` is set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["stdio", "http", "streamable-http"] | None = None
    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, Value] = {}
    cwd: Path | None = None
    url: str = ""
    headers: dict[str, Value] = {}
    internet_only: bool = False
    """Whether it is reached only where workflows may connect to: it was added over HTTP, not at this machine."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either a command or a url")
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("the url must begin with http:// or https://")
        if self.command:
            check_command(self.command, self.args, self.env)
        return self

    @property
    def target(self) -> str:
        """What is run or reached, in one line."""
        return self.url or " ".join((self.command, *self.args))

    @property
    def values(self) -> Mapping[str, Value]:
        """What it is given: environment variables of a program, headers of a URL."""
        return self.headers if self.url else self.env


class ServerList:
    """Reads the file anew each time, so that a change shows at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = Lock()

    def all(self) -> dict[str, Server]:
        """The servers by name; SettingInvalid where the file cannot be used."""
        return {name: self._read(name, entry) for name, entry in self._entries().items()}

    def names(self) -> list[str]:
        return sorted(self._entries())

    def get(self, name: str) -> Server:
        """The server of a name; ServerUnknown, with the nearest names, where none is allowed."""
        entries = self._entries()
        if name not in entries:
            hint = did_you_mean(name, entries) if entries else "."
            raise ServerUnknown(f"no MCP server {name[:80]!r} is allowed on this machine{hint} {ADD}.")
        return self._read(name, entries[name])

    def add(self, name: str, server: Server) -> None:
        """Allow a server, in place of one of the same name; UserError where the name cannot be one."""
        if not NAME.fullmatch(name):
            raise UserError("name the server with up to 64 letters, digits, dots, dashes and underscores.")
        with self._writing:
            self._write(self._entries() | {name: server.model_dump(mode="json", exclude_defaults=True)})

    def remove(self, name: str) -> None:
        """Allow a server no more; ServerUnknown where it was not allowed."""
        with self._writing:
            entries = self._entries()
            if entries.pop(name, None) is None:
                hint = did_you_mean(name, entries)
                raise ServerUnknown(f"no MCP server {name[:80]!r} is allowed on this machine{hint}")
            self._write(entries)

    def _entries(self) -> dict[str, object]:
        try:
            content = json.loads(self.path.read_bytes())
            entries = content["mcpServers"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
            said = f"{self.path} cannot be read ({type(error).__name__}: {error})"
            raise SettingInvalid(f'{said}; it must hold {{"mcpServers": {{…}}}}.') from error
        if not isinstance(entries, dict):
            raise SettingInvalid(f"{self.path}: mcpServers must be an object of servers by name.")
        return entries

    def _read(self, name: str, entry: object) -> Server:
        try:
            return Server.model_validate(entry)
        except ValidationError as error:
            told = "; ".join(f"{'.'.join(map(str, one['loc'])) or name}: {one['msg']}" for one in error.errors())
            raise SettingInvalid(f"{self.path}: the server {name} cannot be used: {told}.") from None
        except AINodeBuilderError as error:
            raise type(error)(f"{self.path}: the server {name}: {error.message}") from None

    def _write(self, entries: Mapping[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        # Variables may hold what nobody else should read.
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump({"mcpServers": entries}, file, indent=2, ensure_ascii=False)
        partial.replace(self.path)
