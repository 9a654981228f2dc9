"""Where other people's nodes come from: installed packages and the home folder."""

import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from inspect import isabstract
from pathlib import Path
from types import ModuleType

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.node.base import Node

GROUP = "ai_node_builder.nodes"
"""The entry point group in which a package names a node class, or a module that defines some."""

Found = tuple[str, Callable[[], object]]
"""What to call a source in messages, and how to import it."""


def entry_points() -> Iterator[Found]:
    """The entry points of installed packages."""
    from importlib.metadata import entry_points  # takes longer than all built-in nodes together

    for point in entry_points(group=GROUP):
        package = point.dist.name if point.dist else "unknown package"
        yield f"{package}: {point.name} = {point.value}", point.load


def node_files(home: Path | None) -> Iterator[Found]:
    """The files `<home>/nodes/*.py` in order of name; those that begin with `_` are left alone."""
    if home is None:
        return
    for path in sorted((home / "nodes").absolute().glob("[!_]*.py")):
        yield str(path), partial(import_file, path)


def import_file(path: Path) -> ModuleType:
    """Run a file as a module of its own."""
    name = f"ai_node_builder_home_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be read as Python.")
    module = module_from_spec(spec)
    # Type hints of a class are looked up through its module's name, so the module must be findable.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def nodes_of(found: object) -> list[type[Node]]:
    """The node classes that an entry point or file offers: the class itself, or all that the module defines."""
    if isinstance(found, type) and issubclass(found, Node):
        return [found]
    if not isinstance(found, ModuleType):
        raise TypeError(f"expected a node class or a module, found {found!r}")
    members = [value for value in vars(found).values() if isinstance(value, type) and issubclass(value, Node)]
    return [node for node in members if node.__module__ == found.__name__ and not isabstract(node)]


def describe(error: BaseException, source: str) -> str:
    """What went wrong, and in which line of the file `source` if the error came through it."""
    text = str(error) if isinstance(error, AINodeBuilderError) else f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError):
        return text
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == source]
    return f"line {lines[-1]}: {text}" if lines else text
