"""The server process: its address, its log lines, its end."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder import Settings
from ai_node_builder.errors import HomeNotWritable, PortInUse, SettingInvalid
from ai_node_builder.server.serve import serve
from ai_node_builder.testing import FakeOpenAI

PROGRAM = """
import sys
from ai_node_builder import Settings
from ai_node_builder.server.serve import serve
serve(Settings.load(), sys.argv[1], int(sys.argv[2]), open_browser=sys.argv[3] == "open")
"""
Start: TypeAlias = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers as processes of their own; they end with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(host: str = "127.0.0.1", port: int = 0, browser: str = "shut") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, host, str(port), browser]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    """Where the server says it is."""
    assert process.stderr
    line = process.stderr.readline()
    found = re.search(r"http://\S+:\d+", line)
    assert found, line
    return found[0]


def end(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[str, str]:
    """What the server wrote to stdout and stderr, once it has ended."""
    process.send_signal(number)
    return process.communicate(timeout=30)


def test_serves_at_the_address_it_tells(start: Start) -> None:
    process = start()
    assert httpx.get(f"{address(process)}/healthz").status_code == 200
    out, _ = end(process)
    assert (out, process.returncode) == ("", 0)


def test_servable_urls_have_the_port_it_took(start: Start) -> None:
    url = address(process := start())
    call = {"arguments": {"prompt": "a lion"}, "widgets": {"model": "demo/painter", "quality": "low"}}
    result = httpx.post(f"{url}/api/tools/generate_image", json=call, timeout=30).json()["result"]
    assert result["servable_url"].startswith(f"{url}/servable/gpt_image_")
    end(process)


def test_public_url_wins(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AINB_PUBLIC_URL", "https://draw.example.com/")
    url = address(process := start())
    call = {"arguments": {"prompt": "a lion"}, "widgets": {"model": "demo/painter", "quality": "low"}}
    result = httpx.post(f"{url}/api/tools/generate_image", json=call, timeout=30).json()["result"]
    assert result["servable_url"].startswith("https://draw.example.com/servable/")
    end(process)


def test_health_checks_leave_no_line(start: Start) -> None:
    url = address(process := start())
    httpx.get(f"{url}/healthz")
    httpx.get(f"{url}/api/tools")
    _, log = end(process)
    assert "/healthz" not in log
    assert '"GET /api/tools HTTP/1.1" 200' in log


def test_start_loads_nothing_that_a_start_does_not_need() -> None:
    heavy = {"litellm", "numpy", "alembic", "markdown_it", "jsonschema", "fastmcp", "mcp"}
    code = f"import sys; import ai_node_builder.server.serve; print({heavy!r} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_two_servers_on_one_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {port} is in use.*--port {port + 1}"):
            serve(Settings.load(), "127.0.0.1", port, open_browser=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "draw.example.com"])
@pytest.mark.parametrize("token", [None, ""])
def test_network_without_a_token(host: str, token: str | None) -> None:
    with pytest.raises(SettingInvalid, match="AINB_TOKEN"):
        serve(Settings.load(token=token), host, 0, open_browser=False)


def test_network_with_a_token(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AINB_TOKEN", "right-and-long-enough")
    url = address(process := start("0.0.0.0"))
    assert httpx.get(f"{url}/api/tools").status_code == 401
    assert httpx.get(f"{url}/healthz").status_code == 200
    end(process)


def test_address_that_is_not_ours(home: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be served"):
        serve(Settings.load(token="right-and-long-enough"), "no.such.host.invalid", 0, open_browser=False)


def test_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeNotWritable, match="AINB_HOME"):
        serve(Settings.load(home=tmp_path / "file" / "home"), "127.0.0.1", 0, open_browser=False)


def test_browser_opens(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}.part && mv {seen}.part {seen}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setenv("DISPLAY", ":0")
    url = address(process := start(browser="open"))
    while not seen.exists():
        time.sleep(0.02)
    assert seen.read_text().strip() == url
    end(process)


def test_no_browser_without_a_display(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", f"touch {tmp_path / 'seen'} %s")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    url = address(process := start(browser="open"))
    httpx.get(f"{url}/healthz")
    end(process)
    assert not (tmp_path / "seen").exists()


def test_picture_on_its_way_arrives_although_the_server_ends(
    start: Start, fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    fake.fail_next("slow", seconds=60)
    url = address(process := start())
    with ThreadPoolExecutor() as pool:
        call: dict[str, Any] = {"json": {"arguments": {"prompt": "a lion"}}, "timeout": 30}
        reply = pool.submit(httpx.post, f"{url}/api/tools/generate_image", **call)
        fake.wait_for_images(1)
        process.send_signal(signal.SIGINT)
        fake.heal()
        assert reply.result().json()["result"]["prompt_used"] == "a lion"
    assert process.wait(30) == 0


def test_end_with_an_open_event_stream(start: Start) -> None:
    url = address(process := start())
    workflow = {"version": 1, "nodes": [{"id": "a", "type": "text"}]}
    run_id = httpx.post(f"{url}/api/runs", json={"workflow": workflow}).json()["run_id"]
    with httpx.stream("GET", f"{url}/api/runs/{run_id}/events") as reply:
        reply.read()
        _, log = end(process, signal.SIGTERM)
    assert "Traceback" not in log
