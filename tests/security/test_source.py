"""What the source may not contain: code from data (17), and dependencies that are not pinned (18)."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "ai_node_builder"

LOADERS = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "yaml", "ruamel", "joblib", "torch", "xml"}
"""Modules that make objects, or worse, of what they read."""
RUN_CODE = {"eval", "exec", "compile", "__import__", "execfile"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text())


def imported(tree: ast.Module) -> set[str]:
    """The top packages that a module imports, wherever it does."""
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in plain | parts}


def called(tree: ast.Module) -> set[str]:
    """The bare names that a module calls."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


def test_nothing_is_read_by_a_loader_that_makes_objects() -> None:
    assert {name: found for name, tree in modules() if (found := imported(tree) & LOADERS)} == {}


def test_no_text_becomes_code() -> None:
    """But files of Python that the operator puts into the home folder, which importlib runs."""
    assert {name: found for name, tree in modules() if (found := called(tree) & RUN_CODE)} == {}


def test_no_program_is_started_but_mcp_servers_by_their_library() -> None:
    assert {name for name, tree in modules() if imported(tree) & {"subprocess", "pty", "multiprocessing"}} == set()
    starters = re.compile(r"shell=True|os\.system|os\.popen|os\.exec|os\.spawn|create_subprocess")
    assert [path for path in SOURCE.rglob("*.py") if starters.search(path.read_text())] == []


def test_the_walk_sees_what_it_looks_for() -> None:
    tree = ast.parse("def f():\n    from yaml.loader import x\n    import pickle\n    return eval('1')")
    assert (imported(tree), called(tree)) == ({"yaml", "pickle"}, {"eval"})


def pinned() -> list[Path]:
    return sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", pinned(), ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(path: Path) -> None:
    entries = re.split(r"\n(?=\S)", path.read_text().strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 50
    wrong = [e.splitlines()[0] for e in packages if not re.match(r"[\w.\[\],-]+==\S+", e) or "--hash=sha256:" not in e]
    assert wrong == []


def test_installing_checks_the_hashes() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


def test_the_poisoned_releases_are_excluded() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (litellm,) = [wanted for wanted in project["dependencies"] if wanted.startswith("litellm")]
    assert {"!=1.82.7", "!=1.82.8"} <= set(litellm.removeprefix("litellm").split(","))
    for path in pinned():
        assert not re.search(r"^litellm==1\.82\.[78]\b", path.read_text(), re.MULTILINE)


HOSTS = "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + "js"))  # apart, so that this file names none
REGISTRIES = re.compile(rf"https?://[\w.-]*(?:{HOSTS})")


def test_no_tracked_file_names_a_registry() -> None:
    """Packages come from whichever registry the person who installs has set up, and from no other."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    texts = {path: path.read_bytes().decode(errors="replace") for path in files if path.is_file()}
    assert [str(path) for path, text in texts.items() if REGISTRIES.search(text)] == []
