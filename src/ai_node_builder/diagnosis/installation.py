"""Python, and the packages that this one needs."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

from .check import Check

if TYPE_CHECKING:
    from packaging.requirements import Requirement

DISTRIBUTION = "ai-node-builder"
OLDEST = (3, 11)
MALICIOUS = ("1.82.7", "1.82.8")
"""Uploads of litellm that stole keys. They were taken down, and may still lie in caches and mirrors."""


def python() -> Iterator[Check]:
    """The interpreter."""
    if sys.version_info >= OLDEST:
        yield Check("python", "ok", platform.python_version())
    else:
        yield Check(
            "python",
            "fail",
            f"{platform.python_version()} is too old",
            f"install Python {OLDEST[0]}.{OLDEST[1]} or newer",
        )


def dependencies() -> Iterator[Check]:
    """Every distribution that the package's metadata ask for: one finding for each that is missing or does not fit."""
    try:
        needed = _needed()
    except ModuleNotFoundError as error:
        yield Check("dependencies", "fail", f"{error.name} is not installed", f"pip install {error.name}")
    except PackageNotFoundError:
        said = f"{DISTRIBUTION} itself is not installed, so what it needs is not known"
        yield Check("dependencies", "fail", said, "pip install -e . in the folder with pyproject.toml")
    else:
        wrong = [check for check in map(_dependency, needed) if check is not None]
        yield from wrong or [Check("dependencies", "ok", f"all {len(needed)} are installed")]


def _needed() -> "list[Requirement]":
    from packaging.requirements import Requirement

    stated = [Requirement(text) for text in requires(DISTRIBUTION) or ()]
    return [one for one in stated if one.marker is None or one.marker.evaluate({"extra": ""})]


def _dependency(needed: "Requirement") -> Check | None:
    command = f'pip install "{needed.name}{needed.specifier}"'
    try:
        installed = version(needed.name)
    except PackageNotFoundError:
        return Check(needed.name, "fail", f"{needed.name} is not installed", command)
    if not needed.specifier.contains(installed, prereleases=True):
        said = f"{needed.name} {installed} is installed, and {needed.specifier} is needed"
        return Check(needed.name, "fail", said, command)
    return None


def litellm() -> Iterator[Check]:
    """Whether the litellm at hand is one of the malicious uploads; one that is missing was told of before."""
    try:
        installed = version("litellm")
    except PackageNotFoundError:
        return
    if installed in MALICIOUS:
        said = f"{installed} is a malicious upload that steals keys"
        yield Check("litellm", "fail", said, "pip uninstall litellm, then replace every key this machine has seen")
    else:
        yield Check("litellm", "ok", installed)
