"""Which commands may be allowed at all: those that show in the list what they run.

The list of allowed servers is the fence, and commands are started without a shell. These rules keep text that
is program code, and variables that load code into other programs, out of the list.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from . import CommandRefused

SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "fish", "cmd", "powershell", "pwsh", "env", "xargs"})
"""Programs that run what their arguments say."""

CODE_OPTIONS = {
    "npx": ("-c", "--call"),
    "npm": ("-c", "--call"),
    "pnpm": ("-c", "--shell-mode"),
    "python": ("-c",),
    "pypy": ("-c",),
    "node": ("-e", "--eval", "-p", "--print", "-r", "--require", "--import"),
    "bun": ("-e", "--eval", "-p", "--print", "-r", "--preload"),
    "deno": ("eval",),
    "perl": ("-e", "-E"),
    "ruby": ("-e", "-r"),
    "php": ("-r",),
}
"""The arguments with which a program takes code as text, or loads more of it."""

VARIABLES = frozenset(
    (
        *("BASH_ENV", "ENV"),
        *("NODE_OPTIONS", "NODE_PATH", "NPM_CONFIG_CALL", "NPM_CONFIG_NODE_OPTIONS", "NPM_CONFIG_SCRIPT_SHELL"),
        *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT"),
        *("PERL5OPT", "PERL5LIB", "RUBYOPT", "RUBYLIB", "JAVA_TOOL_OPTIONS"),
    )
)
"""They make an allowed program run other code."""
VARIABLE_PREFIXES = ("LD_", "DYLD_")


def check_command(command: str, arguments: Sequence[str], variables: Iterable[str]) -> None:
    """CommandRefused where a command does not show what it runs, or a variable changes it."""
    program = _program(command)
    if program in SHELLS:
        raise _refused(f"{program} runs whatever its arguments say")
    options = CODE_OPTIONS.get(program, ())
    for argument in arguments:
        if any(_is(argument, option) for option in options):
            raise _refused(f"{program} {argument.partition('=')[0]} takes code in an argument")
    for name in variables:
        if name.upper() in VARIABLES or name.upper().startswith(VARIABLE_PREFIXES):
            raise _refused(f"the variable {name} loads code into the program")


def _program(command: str) -> str:
    """The name of a program without folder, ending and version: `/usr/bin/python3.11` is python."""
    name = PurePath(command.replace("\\", "/")).name.lower()
    return re.sub(r"[\d.]*(\.(exe|cmd|bat|ps1))?$", "", name)


def _is(argument: str, option: str) -> bool:
    if option.startswith("--") or not option.startswith("-"):
        return argument.partition("=")[0] == option
    # Short options come bundled, as in -yc, or with their value, as in -c'print(1)'.
    bundle = re.match(r"-([A-Za-z]+)", argument)
    return bundle is not None and option[1] in bundle[1]


def _refused(why: str) -> CommandRefused:
    return CommandRefused(f"{why}; put what it is to do into a program of its own and allow that.")
