"""Settings come from the environment and from config.toml, and what is wrong with one is said."""

from pathlib import Path

import pytest

from ai_node_builder import Settings
from ai_node_builder.errors import SettingInvalid


def test_the_environment_wins_over_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "config.toml").write_text("budget_day = 5.0\nrun_seconds = 60\n")
    monkeypatch.setenv("AINB_BUDGET_DAY", "1.5")
    settings = Settings.load()
    assert (settings.home, settings.budget_day, settings.run_seconds) == (home, 1.5, 60)


@pytest.mark.parametrize(
    ("name", "value"), [("AINB_BUDGET_DAY", "-1"), ("AINB_BUDGET_DAY", "inf"), ("AINB_RUN_SECONDS", "soon")]
)
def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid, match=name.removeprefix("AINB_").lower()):
        Settings.load()


def test_an_unknown_setting_in_the_file_is_refused(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("budget_dya = 5.0\n")
    with pytest.raises(SettingInvalid, match="budget_dya"):
        Settings.load()


def test_an_unknown_variable_is_told(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("AINB_BUDGET_DYA", "5.0")
    Settings.load()
    assert "no setting AINB_BUDGET_DYA; did you mean 'AINB_BUDGET_DAY'" in caplog.text


def test_keys_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-canary")
    assert "canary" not in repr(Settings.load())
