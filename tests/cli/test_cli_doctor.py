"""`ainb doctor`: it must speak above all where something is missing."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.testing import FakeOpenAI

Ainb = Callable[..., Any]
Install = Callable[[str, str], str]


@pytest.fixture
def shadow(tmp_path: Path) -> Install:
    """`shadow(file, content)` puts a file where Python looks before it looks at what is installed."""
    folder = tmp_path / "shadow"

    def write(file: str, content: str) -> str:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(content)
        return os.pathsep.join([str(folder), os.environ["PYTHONPATH"]])

    return write


def by_name(ran: Any, name: str) -> list[dict[str, str]]:
    return [check for check in ran.json if check["name"] == name]


def test_a_sound_installation(ainb: Ainb, fake: FakeOpenAI, home: Path) -> None:
    ran = ainb("doctor", OPENAI_BASE_URL=fake.base_url, OPENAI_API_KEY="sk-test")
    assert "FAIL" not in ran.out
    assert "ok    endpoint" in ran.out
    assert "sk-test" not in ran.out
    assert (ran.code, ran.err) == (0, "")
    assert not home.exists()


def test_as_json(ainb: Ainb) -> None:
    ran = ainb("doctor", "--offline", "--json")
    assert all(check.keys() == {"name", "status", "message", "fix"} for check in ran.json)
    assert {check["status"] for check in ran.json} <= {"ok", "warn"}
    assert not by_name(ran, "endpoint")


def test_a_distribution_that_is_missing_or_too_old(ainb: Ainb, shadow: Install) -> None:
    needs = ("not-there>=1.2", "click>=99", "rich", "no; extra == 'x'")
    metadata = ["Metadata-Version: 2.1", "Name: ai-node-builder", "Version: 9", *(f"Requires-Dist: {n}" for n in needs)]
    path = shadow("ai_node_builder-9.dist-info/METADATA", "\n".join(metadata))
    ran = ainb("doctor", "--offline", "--json", PYTHONPATH=path)
    assert [check["fix"] for check in by_name(ran, "not-there")] == ['pip install "not-there>=1.2"']
    assert [check["fix"] for check in by_name(ran, "click")] == ['pip install "click>=99"']
    assert not by_name(ran, "rich")
    assert not by_name(ran, "no")
    assert ran.code == 1


@pytest.mark.parametrize("version", ["1.82.7", "1.82.8"])
def test_a_malicious_litellm(ainb: Ainb, shadow: Install, version: str) -> None:
    metadata = f"Metadata-Version: 2.1\nName: litellm\nVersion: {version}\n"
    ran = ainb("doctor", "--offline", "--json", PYTHONPATH=shadow("litellm-1.dist-info/METADATA", metadata))
    assert "malicious" in by_name(ran, "litellm")[-1]["message"]
    assert "replace every key" in by_name(ran, "litellm")[-1]["fix"]
    assert ran.code == 1


@pytest.mark.parametrize("module", ["packaging", "pydantic_settings", "sqlalchemy", "httpx", "rich", "litellm"])
def test_a_module_that_is_missing_does_not_silence_the_rest(ainb: Ainb, shadow: Install, module: str) -> None:
    path = shadow(f"{module}.py", f"raise ModuleNotFoundError('No module named {module}', name='{module}')")
    ran = ainb("doctor", "--json", OPENAI_BASE_URL="http://127.0.0.1:9", PYTHONPATH=path)
    assert by_name(ran, "python")
    assert by_name(ran, "dependencies")
    failed = [check for check in ran.json if check["status"] == "fail"]
    assert any(module in check["message"] for check in failed) == (module not in ("rich", "litellm"))
    assert "Traceback" not in ran.err


def test_another_command_names_the_module_that_is_missing(ainb: Ainb, shadow: Install) -> None:
    path = shadow("sqlalchemy.py", "raise ModuleNotFoundError('No module named sqlalchemy', name='sqlalchemy')")
    ran = ainb("costs", PYTHONPATH=path)
    assert ran.err == "Error: No module named sqlalchemy. `ainb doctor` says what to install.\n"
    assert ran.code == 1


def test_without_click_there_is_a_sentence_too(ainb: Ainb, shadow: Install) -> None:
    path = shadow("click.py", "raise ModuleNotFoundError('No module named click', name='click')")
    ran = ainb("doctor", PYTHONPATH=path)
    assert ran.err == "Error: click is not installed; run: pip install click\n"
    assert ran.code == 1


def test_settings_that_cannot_be_read(ainb: Ainb, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("run_seconds = soon")
    ran = ainb("doctor", "--offline", "--json")
    assert "config.toml" in by_name(ran, "settings")[0]["message"]
    assert ran.code == 1


def test_every_file(ainb: Ainb, home: Path) -> None:
    call = ("--set", "model=demo/painter", "--set", "size=1024x640", "--call", '{"arguments": {"prompt": "a lion"}}')
    filename = ainb("tool", "generate_image", *call).json["result"]["filename"]
    sound = ainb("doctor", "--offline", "--files")
    assert (sound.code, "the ledger, the pictures, the previews and the spool agree" in sound.out) == (0, True)
    (home / "servable" / filename).unlink()
    ran = ainb("doctor", "--offline", "--files", "--json")
    assert (ran.code, by_name(ran, "files")[0]["fix"].endswith(f"ainb images rm {filename}")) == (1, True)
    assert not by_name(ainb("doctor", "--offline", "--json"), "files")


def test_every_file_where_there_is_none(ainb: Ainb, home: Path) -> None:
    assert ainb("doctor", "--offline", "--files").code == 0
    assert not home.exists()
