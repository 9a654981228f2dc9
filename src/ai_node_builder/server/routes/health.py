"""Whether the server is up."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from ai_node_builder import __version__

router = APIRouter(tags=["server"])


class Health(BaseModel):
    status: Literal["ok"] = "ok"
    version: str = __version__


@router.get("/healthz")
async def get_health() -> Health:
    """Answers as soon as the server takes requests."""
    return Health()
