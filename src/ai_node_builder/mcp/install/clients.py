"""Where MCP clients keep their lists of servers, and how each writes an entry."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ai_node_builder.types import JsonObject


@dataclass(frozen=True, slots=True)
class Place:
    """A client's configuration: its file, and the key under which it lists servers. `typed` clients want to be told
    that a server speaks over stdio."""

    file: Path
    key: str
    format: Literal["json", "toml"] = "json"
    typed: bool = False

    def entry(self, command: str, environment: Mapping[str, str]) -> JsonObject:
        """A server that is started by `command mcp`."""
        said: JsonObject = {"type": "stdio"} if self.typed else {}
        said |= {"command": command, "args": ["mcp"]}
        return said | ({"env": dict(environment)} if environment else {})


def places() -> dict[str, Place]:
    """The clients by name, with the files of this person on this system."""
    home, data = Path.home(), _data()
    codex = Path(os.environ.get("CODEX_HOME") or home / ".codex")
    return {
        "claude": Place(data / "Claude" / "claude_desktop_config.json", "mcpServers"),
        "claude-code": Place(home / ".claude.json", "mcpServers", typed=True),
        "vscode": Place(data / "Code" / "User" / "mcp.json", "servers", typed=True),
        "cursor": Place(home / ".cursor" / "mcp.json", "mcpServers"),
        "codex": Place(codex / "config.toml", "mcp_servers", format="toml"),
    }


def _data() -> Path:
    """Where programs keep their settings: by the system's own rules."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
