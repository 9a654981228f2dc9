"""Icons of tools, as data: a client that speaks over a pipe has no address to fetch them from."""

import base64
from pathlib import Path

import mcp_types as types


def _icon(name: str) -> types.Icon:
    content = base64.b64encode((Path(__file__).parent / f"{name}.png").read_bytes()).decode()
    return types.Icon(src=f"data:image/png;base64,{content}", mime_type="image/png", sizes=["48x48"])


PICTURE, TOOL, WORKFLOW = map(_icon, ("picture", "tool", "workflow"))
