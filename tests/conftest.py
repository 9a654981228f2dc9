"""What every test starts from: a clean environment, a home folder of its own, and no way to the network.

pytest-socket lets this process reach loopback only; `guard/` does the same in every Python process that a
test starts.
"""

import contextlib
import os
import signal
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

import httpx
import pytest

from ai_node_builder import App, Settings
from ai_node_builder.server.serve import Server
from ai_node_builder.services import litellm
from ai_node_builder.testing import FakeOpenAI

# A server loads litellm in a thread, while pytest changes the warning filters under it between two tests: an import
# that is broken off by a warning leaves litellm in pieces. So it is there before the first test.
litellm.load()

# A shell that starts the suite in the background lets it ignore Ctrl-C, and all processes that tests start as well.
signal.signal(signal.SIGINT, signal.default_int_handler)

GUARD = Path(__file__).parent / "guard"
COUNTS = pytest.StashKey[list[str]]()
KEYS = ("AINB_", "OPENAI_", "ANTHROPIC_", "GEMINI_", "OPENWEATHERMAP_", "LITELLM_")


@pytest.fixture
def counts(request: pytest.FixtureRequest) -> list[str]:
    """Lines for the end of the report: what was counted and measured on the way."""
    return request.config.stash.setdefault(COUNTS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(COUNTS, []):
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no key of the person who runs the tests reaches them; child processes are guarded too."""
    for name in [name for name in os.environ if name.startswith(KEYS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AINB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(GUARD))
    monkeypatch.setenv("AINB_KEYRING", "off")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home folder of this test."""
    return tmp_path / "home"


@pytest.fixture
def fake() -> Iterator[FakeOpenAI]:
    """A fake OpenAI server on loopback."""
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
def fake_settings(home: Path, fake: FakeOpenAI) -> Settings:
    """Settings of an App whose OpenAI is the fake one."""
    return Settings.load(home=home, openai_base_url=fake.base_url, openai_api_key="sk-test")


@pytest.fixture
async def app(home: Path) -> AsyncIterator[App]:
    """An open App without any key."""
    async with App(Settings.load(home=home)) as opened:
        yield opened


@pytest.fixture
async def fake_app(fake_settings: Settings) -> AsyncIterator[App]:
    """An open App whose OpenAI is the fake one."""
    async with App(fake_settings) as opened:
        yield opened


Serve: TypeAlias = Callable[..., httpx.Client]


@contextlib.contextmanager
def serving(**given: Any) -> Iterator[httpx.Client]:
    """A client of a server with these settings; both end with the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        server = Server(App(Settings.load(**{"public_url": url, **given})), url, open_browser=False)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the server did not start"
        try:
            with httpx.Client(base_url=url, timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def serve_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers that the tests of a file share."""
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        for name in [name for name in os.environ if name.startswith(("AINB_", "OPENAI_"))]:
            patch.delenv(name)
        patch.setenv("AINB_KEYRING", "off")
        yield lambda **given: stack.enter_context(serving(home=tmp_path_factory.mktemp("server"), **given))


@pytest.fixture(scope="module")
def shared(serve_module: Serve) -> httpx.Client:
    """A server that the tests of a file share, without any key."""
    return serve_module()


@pytest.fixture
def serve(home: Path) -> Iterator[Serve]:
    """Starts servers on the home folder of this test; they end with it."""
    with contextlib.ExitStack() as stack:
        yield lambda **given: stack.enter_context(serving(**{"home": home, **given}))


@pytest.fixture
def server(serve: Serve) -> httpx.Client:
    """A server of this test's own, without any key."""
    return serve()


@pytest.fixture
def paying(serve: Serve, fake: FakeOpenAI) -> httpx.Client:
    """A server whose OpenAI is the fake one."""
    return serve(openai_base_url=fake.base_url, openai_api_key="sk-test")


@pytest.fixture(scope="session")
def png() -> bytes:
    """The smallest picture there is."""
    header, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixel) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
