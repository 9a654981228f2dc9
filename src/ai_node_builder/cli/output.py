"""What goes to stdout: JSON, tables, money and times, safe for any terminal and any pipe."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from ai_node_builder.redaction import redact

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tab and new line. Written by a model or a provider, they could command the terminal."""


def print_json(value: Any) -> None:
    """One JSON document; in ASCII where stdout cannot carry all its characters."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=str)
    click.echo(redact(text))


def print_text(text: str) -> None:
    """Text as it is; on a terminal without control characters."""
    echo(harmless(text) if sys.stdout.isatty() else text)


def echo(text: str) -> None:
    """A line; what stdout cannot carry is written as a backslash and a number."""
    encoding = sys.stdout.encoding
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding))


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal; elsewhere one line a row, tabs between the fields, no headings."""
    if sys.stdout.isatty():
        _print_table(headings, rows)
    else:
        for row in rows:
            print_text("\t".join(one_line(field) for field in row))


def _print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"  # a file name that is cut off is of no use
    for row in rows:
        table.add_row(*(Text(one_line(field)) for field in row))
    Console().print(table)


def harmless(text: str) -> str:
    """The text without control characters but tab and new line."""
    return CONTROLS.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return harmless(" ".join(text.split()))


def local_time(moment: datetime) -> str:
    """A moment of the ledger, which is in UTC, by the clock on the wall."""
    return moment.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
