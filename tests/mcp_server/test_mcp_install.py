"""`ainb mcp install`: one entry in a client's configuration, and nothing else in it changes."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

AINB = str(Path(sys.executable).parent / "ainb")
FILES = {
    "claude": ".config/Claude/claude_desktop_config.json",
    "claude-code": ".claude.json",
    "vscode": ".config/Code/User/mcp.json",
    "cursor": ".cursor/mcp.json",
    "codex": ".codex/config.toml",
}
KEYS = {"vscode": "servers", "codex": "mcp_servers"}
CODEX = """model = "o9"  # mine

[mcp_servers.other]
command = "other"

[mcp_servers.ai-node-builder]
command = "old"

[mcp_servers.ai-node-builder.env]
A = "B"

[tui]
theme = "dark"
"""


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder, with nothing in it."""
    home = tmp_path / "person"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "CODEX_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


def install(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([AINB, "mcp", "install", *arguments], capture_output=True, text=True)


def read(file: Path) -> Any:
    return tomllib.loads(file.read_text()) if file.suffix == ".toml" else json.loads(file.read_text())


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the paths are those of Linux")


@pytest.mark.parametrize("client", FILES)
def test_a_client_without_a_configuration(person: Path, home: Path, client: str) -> None:
    assert install(client).returncode == 0
    entry = read(person / FILES[client])[KEYS.get(client, "mcpServers")]["ai-node-builder"]
    assert (entry["command"], entry["args"]) == (AINB, ["mcp"])
    assert entry["env"] == {"AINB_HOME": str(home)}


@pytest.mark.parametrize("client", [client for client in FILES if client != "codex"])
def test_other_entries_stay(person: Path, client: str) -> None:
    key = KEYS.get(client, "mcpServers")
    file = person / FILES[client]
    file.parent.mkdir(parents=True, exist_ok=True)
    before = {"theme": "dark", key: {"other": {"command": "other"}, "ainb": {"command": "old"}}}
    file.write_text(json.dumps(before))
    file.chmod(0o600)
    assert install(client, "--name", "ainb").returncode == 0
    after = read(file)
    assert after[key].pop("ainb")["command"] == AINB
    del before[key]["ainb"]  # type: ignore[attr-defined]
    assert after == before
    assert file.stat().st_mode & 0o777 == 0o600
    assert "old" in file.with_name(f"{file.name}.before-ainb").read_text()


def test_toml_keeps_its_comments_and_other_tables(person: Path) -> None:
    file = person / FILES["codex"]
    file.parent.mkdir()
    file.write_text(CODEX)
    assert install("codex").returncode == 0
    after = tomllib.loads(file.read_text())
    assert "# mine" in file.read_text()
    assert (after["tui"], after["mcp_servers"]["other"]) == ({"theme": "dark"}, {"command": "other"})
    assert after["mcp_servers"]["ai-node-builder"]["command"] == AINB
    assert "A" not in after["mcp_servers"]["ai-node-builder"]["env"]


@pytest.mark.parametrize("client", FILES)
def test_twice_is_once(person: Path, client: str) -> None:
    file = person / FILES[client]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(before := "# mine" if client == "codex" else '{"mine": 1}')
    install(client)
    first = file.read_text()
    install(client)
    assert file.read_text() == first
    assert file.with_name(f"{file.name}.before-ainb").read_text() == before


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("vscode", '{"servers": {} // mine\n}'),
        ("cursor", "[]"),
        ("cursor", '{"mcpServers": 7}'),
        ("codex", "= broken"),
        ("codex", 'mcp_servers = { other = { command = "other" } }'),
        ("codex", '[mcp_servers]\nai-node-builder = { command = "old" }'),
    ],
)
def test_what_cannot_be_read_is_left_alone(person: Path, client: str, text: str) -> None:
    file = person / FILES[client]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    done = install(client)
    assert (done.returncode, file.read_text()) == (1, text)
    assert AINB in done.stderr
    assert "by hand" in done.stderr


@pytest.mark.parametrize("client", FILES)
def test_print_changes_nothing(person: Path, client: str) -> None:
    done = install(client, "--print", "--name", "my tools")
    parsed = tomllib.loads(done.stdout) if client == "codex" else json.loads(done.stdout)
    assert parsed[KEYS.get(client, "mcpServers")]["my tools"]["command"] == AINB
    assert list(person.iterdir()) == []
