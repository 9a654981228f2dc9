"""A client over stdio that writes its own lines, good and bad."""

import json
import subprocess
from typing import Any

from mcp.client.stdio import StdioServerParameters

HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}


class Pipe:
    """Raw lines to and from a server."""

    def __init__(self, parameters: StdioServerParameters) -> None:
        self._process = subprocess.Popen(
            [parameters.command, *parameters.args],
            env=parameters.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> "Pipe":
        self.send(HELLO)
        assert self.receive()["id"] == 0
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def send(self, message: Any) -> None:
        assert self._process.stdin is not None
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def receive(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def stop_reading(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.close()

    def wait(self) -> int:
        """Until the process that the client knows has ended."""
        return self._process.wait(60)

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    def rest(self) -> tuple[bytes, bytes]:
        """What is still on stdout and stderr once the client has gone."""
        return self._process.communicate(timeout=60)
