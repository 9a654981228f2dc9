"""Keys for MCP servers: named in the list, read when a server is reached, and sent where they may go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ai_node_builder.errors import SecretNotForHost, UserError
from ai_node_builder.services.mcp_client.servers import SERVERS, Reference, Server, ServerList
from ai_node_builder.services.mcp_client.service import McpServers
from ai_node_builder.services.secrets import Binding, Key

Reach = Callable[[Server], dict[str, str]]

KEYS = {
    "NOTES": Key("nt-0123456789", Binding("NOTES", "", ("notes.example",))),
    "BASIC": Key("Basic abcdefgh", Binding("BASIC", "", ("notes.example",))),
}


def resolve(name: str) -> Key:
    if name not in KEYS:
        raise UserError(f"no key {name}", code="secret_missing")
    return KEYS[name]


@pytest.fixture
def reach(home: Path) -> Reach:
    """The variables or headers with which a server is reached."""

    def reach(server: Server) -> dict[str, str]:
        servers = ServerList(home / SERVERS)
        servers.add("it", server)
        return dict(McpServers(servers, resolve, home / "mcp").way("it").values)

    return reach


def at(url: str, **headers: str) -> Server:
    return Server(url=url, headers={name: Reference(secret=key) for name, key in headers.items()})


def test_a_key_as_bearer_token(reach: Reach) -> None:
    assert reach(at("https://notes.example/mcp", Authorization="NOTES")) == {"Authorization": "Bearer nt-0123456789"}


def test_a_key_that_names_its_scheme(reach: Reach) -> None:
    assert reach(at("https://notes.example/mcp", authorization="BASIC")) == {"authorization": "Basic abcdefgh"}


def test_a_key_in_another_header(reach: Reach) -> None:
    assert reach(at("https://notes.example/mcp", Token="NOTES")) == {"Token": "nt-0123456789"}


def test_a_key_goes_to_its_own_host_only(reach: Reach) -> None:
    with pytest.raises(SecretNotForHost, match=r"ainb secrets allow NOTES --host evil\.example"):
        reach(at("https://evil.example/mcp", Authorization="NOTES"))


def test_a_key_that_is_not_there(reach: Reach) -> None:
    with pytest.raises(UserError, match="no key MISSING"):
        reach(Server(command="some-server", env={"TOKEN": Reference(secret="MISSING")}))


def test_a_key_as_variable_beside_plain_ones(reach: Reach) -> None:
    server = Server(command="some-server", env={"TOKEN": Reference(secret="NOTES"), "CITY": "Paris"})
    assert reach(server) == {"TOKEN": "nt-0123456789", "CITY": "Paris"}
