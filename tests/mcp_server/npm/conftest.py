"""The clients of package.json beside, installed where they are not yet."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / ".package-lock.json"
Run: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def clients(request: pytest.FixtureRequest) -> Path:
    """The folder of the clients' commands; where they cannot be installed, the tests are skipped, and that is said."""
    if complaint := _install():
        said = f"MCP clients of npm are NOT tested: {complaint}"
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            request.config.get_terminal_writer().line(f"\n{said}", red=True)
        pytest.skip(said)
    return HERE / "node_modules" / ".bin"


@pytest.fixture
def run(clients: Path, tmp_path: Path) -> Run:
    """Runs a command of a client."""

    def carry_out(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["node", str(clients / name), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return carry_out


def _install() -> str:
    """Install what the lock names; answers why that cannot be, or nothing."""
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime:
        return ""
    if not (npm := shutil.which("npm")):
        return "there is no npm here."
    done = subprocess.run([npm, "ci"], cwd=HERE, capture_output=True, text=True, timeout=110)
    return f"npm ci failed: {done.stderr[-500:]}" if done.returncode else ""
