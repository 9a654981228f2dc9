"""What every test starts from: a clean environment, a home folder of its own, and no way to the network.

pytest-socket lets this process reach loopback only; `guard/` does the same in every Python process that a
test starts.
"""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ai_node_builder import App, Settings
from ai_node_builder.services import litellm
from ai_node_builder.testing import FakeOpenAI

# A server loads litellm in a thread, while pytest changes the warning filters under it between two tests: an import
# that is broken off by a warning leaves litellm in pieces. So it is there before the first test.
litellm.load()

# A shell that starts the suite in the background lets it ignore Ctrl-C, and all processes that tests start as well.
signal.signal(signal.SIGINT, signal.default_int_handler)

GUARD = Path(__file__).parent / "guard"
KEYS = ("AINB_", "OPENAI_", "ANTHROPIC_", "GEMINI_", "OPENWEATHERMAP_", "LITELLM_")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no key of the person who runs the tests reaches them; child processes are guarded too."""
    for name in [name for name in os.environ if name.startswith(KEYS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AINB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(GUARD))


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
