"""What a run may cost, before it begins."""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel

from ai_node_builder.server.dependencies import OpenApp

from .workflows import WorkflowBody

router = APIRouter(prefix="/api/estimate", tags=["runs"])


class RunEstimate(BaseModel):
    """In dollars. `nodes` has the most that one firing of each node can cost, null where that is not known.

    `known_usd` adds up what is known, each node counted once. `cost_usd` is the most that the run can cost; null
    where a price is not known, or where a node that costs money may fire more than once, as a tool that a model calls.
    """

    cost_usd: float | None
    known_usd: float
    nodes: dict[str, float | None]


@router.post("")
async def estimate_run(workflow: WorkflowBody, app: OpenApp) -> RunEstimate:
    """What a run may cost. Nothing is kept, and nothing runs; results of earlier runs may make it cost less."""
    estimate = await asyncio.to_thread(app.estimate, workflow)
    return RunEstimate.model_validate(estimate, from_attributes=True)
