"""All checks in order. One that cannot be made is a finding too."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ai_node_builder.diagnosis import configuration, files, installation, provider, state, stored_keys

from .check import Check

if TYPE_CHECKING:
    from ai_node_builder.app.settings import Settings


def checkup(*, offline: bool = False, every_file: bool = False) -> Iterator[Check]:
    """Every finding, as it is made; `offline` leaves out what needs the network, `every_file` reads all pictures."""
    yield from _guarded("python", installation.python)
    yield from _guarded("dependencies", installation.dependencies)
    yield from _guarded("litellm", installation.litellm)
    settings = None
    try:
        settings = configuration.load()
    except Exception as error:
        yield _cannot("settings", error)
    if settings is not None:
        yield from _with_settings(settings, offline=offline)
        if every_file:
            yield from _guarded("files", lambda: files.files(settings))


def _with_settings(settings: "Settings", *, offline: bool) -> Iterator[Check]:
    yield from _guarded("home", lambda: state.home(settings))
    yield from _guarded("settings", lambda: configuration.settings_in_force(settings))
    yield from _guarded("keys", lambda: configuration.keys(settings))
    yield from _guarded("stored keys", lambda: stored_keys.stored_keys(settings))
    if not offline:
        yield from _guarded("endpoint", lambda: provider.endpoint(settings))
    yield from _guarded("image models", lambda: provider.models(settings))
    yield from _guarded("nodes", lambda: state.nodes(settings))
    yield from _guarded("images", lambda: state.images(settings))


def _guarded(name: str, make: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from make()
    except Exception as error:
        yield _cannot(name, error)


def _cannot(name: str, error: Exception) -> Check:
    from ai_node_builder.errors import AINodeBuilderError

    if isinstance(error, ModuleNotFoundError):
        return Check(name, "fail", f"cannot be checked: {error.name} is missing", "install the dependencies above")
    said = str(error) if isinstance(error, AINodeBuilderError) else f"{type(error).__name__}: {error}"
    return Check(name, "fail", f"cannot be checked: {said}")
