"""The canvas: one page for all its addresses, and the files it is made of."""

import re
import secrets
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from ai_node_builder.server.headers import SECURITY

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parent.parent / "static"
BUILT = STATIC / "app"
ASSET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}")
"""What the name of a built file looks like; anything else, a path above all, names none."""
NONCE = "CSP_NONCE"
"""Stands in the built page where each reply puts a number of its own, which lets the page add style sheets."""


@router.get("/")
@router.get("/workflows/{path:path}")
@router.get("/gallery")
@router.get("/runs")
@router.get("/runs/{path:path}")
@router.get("/costs")
@router.get("/settings")
@router.get("/settings/{path:path}")
def get_canvas(path: str = "") -> Response:
    """The page that shows itself by its address; one that says how to build it where it is not built."""
    page = BUILT / "index.html"
    if not page.is_file():
        return _static("unbuilt.html", "text/html")
    nonce = secrets.token_urlsafe(16)
    policy = f"{SECURITY['content-security-policy']}; style-src 'self' 'nonce-{nonce}'"
    headers = {"content-security-policy": policy, "cache-control": "no-cache"}
    return HTMLResponse(page.read_text("utf-8").replace(NONCE, nonce), headers=headers)


@router.get("/assets/{name}")
def get_asset(name: str) -> FileResponse:
    """A built file. Its name holds a hash of its content."""
    path = BUILT / "assets" / name
    if not ASSET.fullmatch(name) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, headers={"cache-control": "public, max-age=31536000, immutable"})


@router.get("/page.css")
def get_style() -> FileResponse:
    return _static("page.css", "text/css")


@router.get("/favicon.svg")
def get_icon() -> FileResponse:
    return _static("favicon.svg", "image/svg+xml")


def _static(name: str, media_type: str) -> FileResponse:
    return FileResponse(STATIC / name, media_type=media_type, headers={"cache-control": "no-cache"})
