"""The `--set` option."""

import click


def split(given: str) -> tuple[str, str]:
    """Name and value of `NAME=VALUE`."""
    name, equals, value = given.partition("=")
    if not equals:
        raise unfit("write it as NAME=VALUE.")
    return name, value


def unfit(said: str) -> click.BadParameter:
    """What to raise for one that cannot be used. `said` must not repeat the value, which may be a key."""
    return click.BadParameter(said, param_hint="--set")
