"""`ainb images`: the gallery."""

import math
import re
from datetime import timedelta

import click

STATES = ("stored", "unknown", "reserved", "sent", "received", "refused", "failed", "written_off", "reused")
AGE = re.compile(r"(\d{1,5})([hdw]?)")
UNITS = {"h": "hours", "d": "days", "w": "weeks", "": "days"}


class ListsByDefault(click.Group):
    """`ainb images` and `ainb images --json` stand for `ainb images list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        wants_list = not args or (args[0].startswith("-") and args[0] not in ("-h", "--help"))
        return super().parse_args(ctx, ["list", *args] if wants_list else args)


def read_age(ctx: click.Context, param: click.Parameter, value: str | None) -> timedelta | None:
    """The span of time that a text such as 30, 12h, 30d or 8w stands for; days where it says no more."""
    if value is None:
        return None
    found = AGE.fullmatch(value)
    if not found:
        raise click.BadParameter(f"{value!r} is no age; write it as 30, 12h, 30d or 8w.", ctx, param)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def read_size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The bytes that a text such as 500MB, 20GB or 1.5TiB stands for."""
    if value is None:
        return None
    from pydantic import ByteSize, TypeAdapter, ValidationError

    try:
        return TypeAdapter(ByteSize).validate_python(value)
    except ValidationError:
        raise click.BadParameter(f"{value!r} is no size; write it as 500MB, 20GB or 1.5TiB.", ctx, param) from None


def read_cost(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """The number; `nan` is one to Python, and no cost."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("write it as a number of dollars, as in 0.05.", ctx, param)
    return value


@click.group(cls=ListsByDefault)
def images() -> None:
    """Pictures: list them, look at one, delete some; settle what was lost."""


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


@images.command("buy-again")
@click.argument("id")
def buy_again(id: str) -> None:
    """Buy a picture once more whose outcome is not known. Asked twice, it is bought once.

    The lost request is written off at what is held for it; where you know better, write it off first.
    """
    from .settling import buy_again

    buy_again(id)


@images.command("write-off")
@click.argument("id")
@click.option(
    "--cost",
    type=click.FloatRange(0, 1_000_000),
    callback=read_cost,
    metavar="DOLLARS",
    help="What the provider's usage page says.",
)
def write_off(id: str, cost: float | None) -> None:
    """Settle what a request of unknown outcome cost: all that is held for it, or as you say."""
    from .settling import write_off

    write_off(id, cost)


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
@click.argument("filename")
@click.option("--off", is_flag=True, help="Take it from the favourites.")
def favourite(filename: str, off: bool) -> None:
    """Put a picture among the favourites, which no rule deletes."""
    from .gallery import set_favourite

    set_favourite(filename, not off)


@images.command()
@click.option("--older-than", callback=read_age, metavar="AGE", help="Delete what is older than this: days, as in 30.")
@click.option("--max-bytes", callback=read_size, metavar="SIZE", help="Delete the oldest until all fit, as in 20GB.")
@click.option("--keep", type=click.IntRange(min=0), help="Delete all but so many of the newest.")
@click.option("--keep-favourites/--all", default=True, show_default=True, help="Whether favourites stay.")
@click.option("--dry-run", is_flag=True, help="Only list what would be deleted.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def prune(
    older_than: timedelta | None,
    max_bytes: int | None,
    keep: int | None,
    keep_favourites: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Delete old pictures for good, the oldest first. What they cost stays on the books.

    What people uploaded always stays.
    """
    from ai_node_builder.services.images.pruning import Rule

    from .pruning import prune_images

    rule = Rule(older_than, max_bytes, keep, keep_favourites)
    if rule.idle:
        raise click.UsageError("say --older-than, --max-bytes or --keep.")
    prune_images(rule, dry_run=dry_run, ask=not yes)
