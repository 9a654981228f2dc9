"""What there is to build with: node types, their docs, and the image models."""

import html
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from ai_node_builder.app.app import App
from ai_node_builder.node.base import node_spec
from ai_node_builder.node.fields import WidgetKind
from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.images.models import ImageModel
from ai_node_builder.services.images.pricing import estimate
from ai_node_builder.services.money import dollars
from ai_node_builder.types import JsonObject, SocketType

router = APIRouter(tags=["nodes"])

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<p><a href="/">AI Node Builder</a></p>
<main>
{body}
</main>
</body>
</html>
"""


class InputSpec(BaseModel):
    name: str
    type: SocketType
    description: str
    required: bool
    do_not_wait: bool
    array: bool


class OutputSpec(BaseModel):
    name: str
    type: SocketType
    description: str
    array: bool
    calls: bool


class Sockets(BaseModel):
    inputs: list[InputSpec]
    outputs: list[OutputSpec]


class WidgetSpec(BaseModel):
    """A widget. What follows the description is there only where it says something."""

    name: str
    kind: WidgetKind
    default: Any
    description: str
    options: list[str] = []
    source: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    placeholder: str = ""


class NodeSpec(BaseModel):
    """All there is to know of a node type. `docs` is the path of its docs page."""

    type: str
    title: str
    category: str
    description: str
    version: str
    paid: bool
    sockets: Sockets
    widgets: list[WidgetSpec]
    docs: str


class ImageModelRow(BaseModel):
    """An image model. `price_usd` maps size, then quality, to the most that a picture costs without its prompt,
    in dollars; null where that is not known. A model past its `shutdown` is `retired`: its successor draws."""

    name: str
    provider: str
    sizes: list[str]
    qualities: list[str]
    any_size: bool
    price_usd: dict[str, dict[str, float | None]]
    shutdown: date | None
    successor: str | None
    retired: bool


@router.get("/api/nodes", response_model=list[NodeSpec], response_model_exclude_unset=True)
async def list_nodes(app: OpenApp) -> list[JsonObject]:
    """Every node type, in the order in which the canvas offers them."""
    return [_with_options(spec, app) for spec in app.parts.registry.specs()]


@router.get("/api/nodes/{type}", response_model=NodeSpec, response_model_exclude_unset=True)
async def get_node(type: str, app: OpenApp) -> JsonObject:
    """One node type."""
    return _with_options(node_spec(app.parts.registry.get(type)), app)


def _with_options(spec: JsonObject, app: App) -> JsonObject:
    """The spec with the choices that there are today."""
    for widget in spec["widgets"]:
        match widget.get("source"):
            case "image_models":
                widget["options"] = list(app.parts.services.images.models.models)
            case "mcp_servers":
                widget["options"] = app.parts.services.mcp.names()
    return spec


@router.get("/api/nodes/{type}/docs", responses={200: {"content": {"text/markdown": {}, "text/html": {}}}})
def get_node_docs(type: str, app: OpenApp, accept: Annotated[str, Header()] = "") -> Response:
    """The docs page of a node type: Markdown, or HTML for those who prefer it."""
    from ai_node_builder.registry.docs import docs_html, docs_page  # loads a Markdown parser, which nothing else needs

    node = app.parts.registry.get(type)
    markdown = docs_page(node)
    if not _prefers_html(accept):
        return Response(markdown, media_type="text/markdown", headers={"vary": "accept"})
    page = PAGE.format(title=html.escape(f"{node.title} - AI Node Builder"), body=docs_html(markdown))
    return HTMLResponse(page, headers={"vary": "accept"})


def _prefers_html(accept: str) -> bool:
    kinds = [kind.partition(";")[0].strip() for kind in accept.split(",")]
    return "text/html" in kinds and "text/markdown" not in kinds[: kinds.index("text/html")]


@router.get("/api/models")
async def list_image_models(app: OpenApp) -> list[ImageModelRow]:
    """The image models, with what they offer and cost."""
    today = datetime.now(UTC).date()
    return [_row(model, today) for model in app.parts.services.images.models.models.values()]


def _row(model: ImageModel, today: date) -> ImageModelRow:
    return ImageModelRow(
        **model.model_dump(include={"name", "provider", "sizes", "qualities", "any_size", "shutdown", "successor"}),
        price_usd={size: _prices(model, size) for size in model.sizes},
        retired=model.retired(today),
    )


def _prices(model: ImageModel, size: str) -> dict[str, float | None]:
    return {quality: dollars(estimate(model, size, quality, "")) for quality in model.qualities}
