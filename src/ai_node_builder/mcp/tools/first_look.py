"""The published tools before the App is open: opening it takes longer than a client's first list of tools should."""

import json
import sqlite3

from ai_node_builder.app.settings import Settings

from .published import Published

ALL = """
SELECT name, kind, target, description, widgets, enabled,
       (SELECT document FROM workflows WHERE published_tools.kind = 'workflow' AND workflows.id = target)
FROM published_tools ORDER BY name
"""


def look(settings: Settings) -> list[Published] | None:
    """What is published; None where only an open App can tell: in a database elsewhere, or of an older version."""
    path = settings.home / "ai-node-builder.db"
    if settings.database_url:
        return None
    if not path.exists():
        return []
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return [_published(*row) for row in connection.execute(ALL)]
        finally:
            connection.close()
    except sqlite3.Error:
        return None


def _published(
    name: str, kind: str, target: str, description: str, widgets: str, enabled: int, document: str | None
) -> Published:
    assert kind in ("node", "workflow")
    return Published(
        name,
        "node" if kind == "node" else "workflow",
        target,
        description,
        json.loads(widgets),
        bool(enabled),
        document,
    )
