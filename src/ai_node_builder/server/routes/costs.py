"""What was spent."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.images.costs import By, as_csv, as_json

router = APIRouter(tags=["images"])


class Sums(BaseModel):
    """Requests for pictures, in dollars. `held_usd` is reserved for what is under way or of unknown outcome;
    `unpriced` counts requests whose cost is not known: of them, only what is held is in a sum. `runs_usd` is what runs
    cost in all, language models included, where rows are workflows; `runs_unpriced` of them cost more than is known."""

    requests: int
    pictures: int
    unpriced: int
    cost_usd: float
    held_usd: float
    runs_usd: float | None = None
    runs_unpriced: int | None = None


class Row(Sums):
    """The sums of one day (UTC), model, workflow or tool; `key` is the workflow's id, null outside of one."""

    key: str | None
    name: str


class Cap(BaseModel):
    """A cap and what is left of it; null where it is not set, or counts anew for each call or run."""

    cap_usd: float | None
    spent_usd: float | None
    held_usd: float | None
    left_usd: float | None


class Costs(BaseModel):
    """What pictures cost. `caps` are those of a call, a run, the present day and the present month (UTC)."""

    by: By
    since: date | None
    rows: list[Row]
    total: Sums
    caps: dict[Literal["call", "run", "day", "month"], Cap]


@router.get("/api/costs", response_model=Costs, responses={200: {"content": {"text/csv": {}}}})
async def get_costs(
    app: OpenApp,
    by: By = "day",
    since: Annotated[date | None, Query(description="The first day to count (UTC), as in 2026-11-01")] = None,
    format: Literal["json", "csv"] = "json",
) -> Costs | Response:
    """What pictures cost, by day, model, workflow or tool. The rows as CSV end with the total."""
    report = await app.parts.services.images.ledger.costs(by, since)
    if format == "csv":
        disposition = {"content-disposition": f'attachment; filename="costs-by-{by}.csv"'}
        return Response(as_csv(report), media_type="text/csv", headers=disposition)
    return Costs.model_validate(as_json(report))
