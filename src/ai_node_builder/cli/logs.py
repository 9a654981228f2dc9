"""Logging for people, on stderr."""

import logging

import click

from ai_node_builder.redaction import Redacted

TOLD = (
    "ai_node_builder.node.callable",
    "ai_node_builder.services.images.service",
    "ai_node_builder.services.images.buyer",
)
"""What these warn of, a command tells anyway, as its progress or its error; it should not stand there twice."""


class Stderr(logging.Handler):
    """Writes to what is stderr at that moment: a live display puts its own in place, to draw below the lines."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


def set_up(level: int) -> None:
    """Show our records from `level` on, and warnings of everybody else."""
    handler = Stderr()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("ai_node_builder").setLevel(level)
    for name in TOLD:
        logging.getLogger(name).setLevel(logging.ERROR if level == logging.WARNING else logging.NOTSET)
