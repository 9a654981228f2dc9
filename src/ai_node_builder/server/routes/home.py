"""The start page, until the canvas takes its place."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parent.parent / "static"


@router.get("/")
def get_home() -> FileResponse:
    return _static("home.html", "text/html")


@router.get("/home.css")
def get_style() -> FileResponse:
    return _static("home.css", "text/css")


@router.get("/home.js")
def get_script() -> FileResponse:
    return _static("home.js", "text/javascript")


@router.get("/favicon.svg")
def get_icon() -> FileResponse:
    return _static("favicon.svg", "image/svg+xml")


def _static(name: str, media_type: str) -> FileResponse:
    return FileResponse(STATIC / name, media_type=media_type, headers={"cache-control": "no-cache"})
