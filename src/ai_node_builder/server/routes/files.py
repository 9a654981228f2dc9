"""Servable files and their previews, for everyone who has the URL."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.files import media_type

router = APIRouter(tags=["files"])

HEADERS = {
    # A name is never given twice, and the bytes under it never change.
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
}


@router.get("/servable/{filename:path}", response_class=FileResponse)
@router.head("/servable/{filename:path}", response_class=FileResponse, include_in_schema=False)
def get_servable(filename: str, app: OpenApp, request: Request) -> Response:
    """The file, whole or the range asked for."""
    return _file(request, app.parts.services.files.path(filename), media_type(filename))


@router.get("/previews/{width:int}/{filename:path}", response_class=FileResponse)
@router.head("/previews/{width:int}/{filename:path}", response_class=FileResponse, include_in_schema=False)
async def get_preview(width: int, filename: str, app: OpenApp, request: Request) -> Response:
    """A small copy of a picture, 256 or 640 pixels wide, as WebP."""
    return _file(request, await app.parts.previews.path(filename, width), "image/webp")


def _file(request: Request, path: Path, kind: str) -> Response:
    response = FileResponse(path, headers=HEADERS, media_type=kind, stat_result=path.stat())
    etag = response.headers["etag"]
    if _knows(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=HEADERS | {"etag": etag})
    return response


def _knows(tags: str, etag: str) -> bool:
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags.split(","))
