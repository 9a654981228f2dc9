"""`ainb images`: the gallery."""

import re
from datetime import timedelta

import click

STATES = ("stored", "unknown", "reserved", "sent", "received", "refused", "failed")
AGE = re.compile(r"(\d{1,5})([hdw])")
UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class ListsByDefault(click.Group):
    """`ainb images` and `ainb images --json` stand for `ainb images list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        wants_list = not args or (args[0].startswith("-") and args[0] not in ("-h", "--help"))
        return super().parse_args(ctx, ["list", *args] if wants_list else args)


def read_age(ctx: click.Context, param: click.Parameter, value: str | None) -> timedelta | None:
    """The span of time that a text such as 12h, 30d or 8w stands for."""
    if value is None:
        return None
    found = AGE.fullmatch(value)
    if not found:
        raise click.BadParameter(f"{value!r} is no age; write it as 12h, 30d or 8w.", ctx, param)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


@click.group(cls=ListsByDefault)
def images() -> None:
    """Pictures: list them, look at one, delete some."""


@images.command("list")
@click.option("--state", type=click.Choice(STATES), default="stored", show_default=True, help="How far it came.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(state: str, limit: int, as_json: bool) -> None:
    """The newest pictures.

    `--state unknown` lists requests that were sent and never answered: each may have been charged.
    """
    from .gallery import list_images

    list_images(state, limit, as_json=as_json)


@images.command()
@click.argument("filename")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(filename: str, as_json: bool) -> None:
    """All that is known of a picture, and the picture where the terminal can show it."""
    from .gallery import show_image

    show_image(filename, as_json=as_json)


@images.command()
@click.argument("filenames", nargs=-1, required=True, metavar="FILENAME...")
@click.option("--yes", is_flag=True, help="Do not ask.")
def rm(filenames: tuple[str, ...], yes: bool) -> None:
    """Delete pictures for good. What they cost stays on the books."""
    from .gallery import remove

    remove(filenames, ask=not yes)


@images.command()
@click.option("--older-than", callback=read_age, metavar="AGE", help="Delete what is older than this, as in 30d.")
@click.option("--keep", type=click.IntRange(min=0), help="Delete all but so many of the newest.")
@click.option("--dry-run", is_flag=True, help="Only list what would be deleted.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def prune(older_than: timedelta | None, keep: int | None, dry_run: bool, yes: bool) -> None:
    """Delete old pictures for good. What they cost stays on the books."""
    if (older_than is None) == (keep is None):
        raise click.UsageError("say either --older-than or --keep.")
    from .gallery import remove_old

    remove_old(older_than, keep, dry_run=dry_run, ask=not yes)
