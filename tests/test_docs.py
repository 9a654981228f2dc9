"""Every code block in README and docs is run: shell, Python, JSON and TOML. Only ```text is prose."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_node_builder.testing import FakeOpenAI

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LONG_RUNNING = {
    r"^(make \w+)$": r"\1 --dry-run",
    r"^(.*ainb serve)\b.*$": r"\1 --help",
    r"^(.*-m ai_node_builder.testing)\b.*$": r"\1 --help",
}
"""Commands that never end, or that this suite is run by: what is checked is that they are there."""


def blocks(page: Path, *languages: str) -> list[str]:
    return [body for language, body in BLOCK.findall(page.read_text()) if language in languages]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def environment(fake: FakeOpenAI, tmp_path: Path) -> dict[str, str]:
    """The environment of a reader who has a key: the provider is the fake one. Their own folder is empty."""
    (person := tmp_path / "person").mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    openai = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": fake.base_url, "OPENAI_AGENTS_DISABLE_TRACING": "1"}
    claude = {"ANTHROPIC_API_KEY": "sk-test", "ANTHROPIC_BASE_URL": fake.base_url.removesuffix("/v1")}
    return os.environ | openai | claude | {"PATH": path, "HOME": str(person)}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A place to run commands in, with the files that the docs name."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements", "examples", "web", ".venv"):
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture
def server(environment: dict[str, str], checkout: Path) -> Iterator[str]:
    """A server as the docs start it, on a free port; answers `localhost:PORT`."""
    command = ["ainb", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(command, env=environment, cwd=checkout, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield next(found[0] for line in process.stderr if (found := re.findall(r"localhost:\d+", line)))
        finally:
            process.terminate()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_block_says_its_language(page: Path) -> None:
    languages = {language for language, _ in BLOCK.findall(page.read_text())}
    assert languages <= {"sh", "python", "json", "toml", "text"}


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")], ids=named)
def test_shell(page: Path, environment: dict[str, str], checkout: Path, server: str) -> None:
    script = "\n".join(blocks(page, "sh")).replace("localhost:8000", server)
    for command, stand_in in LONG_RUNNING.items():
        script = re.sub(command, stand_in, script, flags=re.MULTILINE)
    bash = shutil.which("bash")
    assert bash is not None
    result = subprocess.run(
        [bash, "-euo", "pipefail", "-c", script], env=environment, cwd=checkout, capture_output=True, text=True
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=named)
def test_python(page: Path, environment: dict[str, str], checkout: Path) -> None:
    program = "\n".join(blocks(page, "python"))
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], env=environment, cwd=checkout, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_data(page: Path) -> None:
    for body in blocks(page, "json"):
        json.loads(body)
    for body in blocks(page, "toml"):
        tomllib.loads(body)
