"""The checks one by one."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ai_node_builder.app.settings import Settings
from ai_node_builder.diagnosis import Check, configuration, provider, state
from ai_node_builder.services import room
from ai_node_builder.testing import FakeOpenAI

OFFICIAL = "https://api.openai.com/v1"


def settings_lines(settings: Settings) -> list[str]:
    return [check.message for check in configuration.settings_in_force(settings)]


def test_each_setting_says_where_it_comes_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "config.toml").write_text('run_seconds = 5\nopenai_api_key = "sk-secret"')
    monkeypatch.setenv("AINB_BUDGET_DAY", "2.5")
    lines = settings_lines(Settings.load())
    assert f"AINB_HOME = {home} (environment)" in lines
    assert "AINB_BUDGET_DAY = 2.5 (environment)" in lines
    assert "AINB_RUN_SECONDS = 5.0 (config.toml)" in lines
    assert "OPENAI_API_KEY = set (config.toml)" in lines
    assert "AINB_TOKEN = not set (default)" in lines
    assert f"AINB_DATABASE_URL = sqlite:///{home}/ai-node-builder.db (default)" in lines
    assert len(lines) == len(Settings.model_fields)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://me:pw@db:5432/x", "postgresql://me:***@db:5432/x"),
        ("postgresql://me@db/x", "postgresql://me@db/x"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("/some/path", "/some/path"),
    ],
)
def test_a_password_in_a_url_is_not_shown(given: str, shown: str) -> None:
    assert configuration.without_password(given) == shown


def test_keys_are_told_of_and_not_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-secret")
    messages = [check.message for check in configuration.keys(Settings.load(home=home))]
    assert messages[:2] == ["OPENAI_API_KEY is not set", "ANTHROPIC_API_KEY is set"]
    assert "GEMINI_API_KEY is not set" in messages
    assert "MISTRAL_API_KEY is not set" not in messages
    assert "secret" not in str(messages)


def endpoint(home: Path, base_url: str, key: str | None) -> Check:
    (check,) = provider.endpoint(Settings.load(home=home, openai_base_url=base_url, openai_api_key=key))
    return check


@pytest.mark.parametrize(
    ("key", "status", "said"),
    [
        ("sk-test", "ok", "takes the key"),
        ("sk-bad-1234", "fail", "rejects the key (HTTP 401)"),
        (None, "ok", "wants a key"),
    ],
)
def test_the_endpoint_answers(home: Path, fake: FakeOpenAI, key: str | None, status: str, said: str) -> None:
    check = endpoint(home, fake.base_url, key)
    assert (check.status, said in check.message) == (status, True)


def test_an_endpoint_without_a_list_of_models(home: Path, fake: FakeOpenAI) -> None:
    check = endpoint(home, f"{fake.base_url}/elsewhere", "sk-test")
    assert (check.status, "HTTP 404" in check.message) == ("warn", True)


@pytest.mark.parametrize(("key", "status"), [("sk-test", "fail"), (None, "warn")])
def test_an_endpoint_that_cannot_be_reached(home: Path, key: str | None, status: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    check = endpoint(home, f"http://127.0.0.1:{port}/v1", key)
    assert (check.status, "cannot be reached" in check.message) == (status, True)


@pytest.mark.parametrize("key", ["sk-\nsecret", "sk-sécret"])
@pytest.mark.parametrize("base_url", ["ftp://x", "no address", "http://127.0.0.1:9"])
def test_nonsense_is_a_finding_that_does_not_hold_the_key(home: Path, base_url: str, key: str) -> None:
    check = endpoint(home, base_url, key)
    assert check.status == "fail"
    assert "cret" not in check.message


def models(home: Path, shutdown: datetime, base_url: str = OFFICIAL) -> list[Check]:
    home.mkdir(exist_ok=True)
    row = f'provider = "openai"\nsizes = []\nqualities = []\nshutdown = {shutdown.date()}'
    (home / "models.toml").write_text(f'[models.mine]\n{row}\n[models.other]\n{row}\nsuccessor = "gpt-image-2"')
    found = provider.models(Settings.load(home=home, openai_base_url=base_url))
    return [check for check in found if check.message.startswith(("mine", "other"))]


@pytest.mark.parametrize(("days", "said"), [(-1, "was shut down on"), (0, "was shut down on"), (30, "ends on")])
def test_models_that_end(home: Path, days: int, said: str) -> None:
    mine, other = models(home, datetime.now(UTC) + timedelta(days=days))
    assert (mine.status, mine.fix) == ("warn", "choose another model")
    assert said in mine.message
    assert "gpt-image-2 draws in its place" in other.message


def test_models_that_stay_and_models_of_others_are_no_worry(home: Path) -> None:
    assert models(home, datetime.now(UTC) + timedelta(days=400)) == []
    assert models(home, datetime.now(UTC), "http://localhost:11434/v1") == []


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home, _ = state.home(Settings.load(home=tmp_path / "file"))
    assert (home.status, "cannot be written" in home.message) == ("fail", True)


def test_looking_at_a_home_does_not_make_one(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path / "deep" / "home")
    checks = [*state.home(settings), *state.nodes(settings), *state.images(settings)]
    assert {check.status for check in checks} == {"ok"}
    assert list(tmp_path.iterdir()) == []


def test_node_files_that_cannot_be_used(home: Path) -> None:
    (home / "nodes").mkdir(parents=True)
    (home / "nodes" / "bad.py").write_text("\nimport nothing_of_this_name")
    broken, total = state.nodes(Settings.load(home=home))
    assert (broken.status, total.status) == ("warn", "ok")
    assert "bad.py: line 2: ModuleNotFoundError" in broken.message


@pytest.mark.parametrize(("name", "status"), [("LITTLE", "warn"), ("ROOM", "fail")])
def test_a_disk_that_gets_full(home: Path, monkeypatch: pytest.MonkeyPatch, name: str, status: str) -> None:
    monkeypatch.setattr(room, "LITTLE", 2**62)
    monkeypatch.setattr(room, name, 2**62)
    _, disk = state.home(Settings.load(home=home))
    assert (disk.status, "no picture is bought" in disk.message) == (status, True)
    assert "ainb images prune" in disk.fix
