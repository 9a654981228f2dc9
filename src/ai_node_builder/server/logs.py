"""What the server writes to stderr: short lines, nothing about health checks."""

import logging

from ai_node_builder.redaction import Redacted

FORMAT = "%(asctime)s %(levelname)s %(message)s"


def set_up() -> None:
    """Tell of our own work and of requests; of others only what went wrong. An existing handler is used."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted(FORMAT, "%H:%M:%S"))
    logging.basicConfig(handlers=[handler])
    ours = logging.getLogger("ai_node_builder")
    ours.setLevel(min(ours.getEffectiveLevel(), logging.INFO))
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    access = logging.getLogger("uvicorn.access")
    access.setLevel(logging.INFO)
    access.addFilter(_worth_a_line)


def _worth_a_line(record: logging.LogRecord) -> bool:
    return "GET /healthz" not in record.getMessage()
