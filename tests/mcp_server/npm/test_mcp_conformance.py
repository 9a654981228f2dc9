"""The conformance tests of the MCP project: the scenarios that need no tool, prompt or resource of the suite's own."""

import subprocess
from collections.abc import Callable

import httpx
import pytest


@pytest.mark.parametrize(
    ("scenario", "checks"),
    [
        ("server-initialize", 1),
        ("ping", 1),
        ("tools-list", 1),
        ("resources-list", 1),
        ("dns-rebinding-protection", 2),
        ("server-sse-multiple-streams", 2),
    ],
)
def test_every_check_passes(
    run: Callable[..., subprocess.CompletedProcess[str]], shared: httpx.Client, scenario: str, checks: int
) -> None:
    done = run("conformance", "server", "--url", str(shared.base_url.join("/mcp")), "--scenario", scenario)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Passed: {checks}/{checks}, 0 failed, 0 warnings" in done.stdout
