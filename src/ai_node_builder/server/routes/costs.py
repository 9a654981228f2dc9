"""What was spent, and the caps on it."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.caps import MOST, CapName
from ai_node_builder.services.images.costs import By, as_csv, as_json
from ai_node_builder.services.money import nano_dollars

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
    """A cap and what is left of it; null where it is not set, or counts anew for each call or run.

    `cap_usd` is the one that counts: the lower of `setting_usd`, from the server's settings, and `stored_usd`, which a
    person has set. `source` says which of them it is."""

    cap_usd: float | None
    setting_usd: float | None
    stored_usd: float | None
    source: Literal["setting", "stored"] | None
    spent_usd: float | None
    held_usd: float | None
    left_usd: float | None


class Costs(BaseModel):
    """What pictures cost. `caps` are those of a call, a run, the present day and the present month (UTC)."""

    by: By
    since: date | None
    rows: list[Row]
    total: Sums
    caps: dict[CapName, Cap]


class NewCap(BaseModel):
    """A cap in dollars; null clears it."""

    model_config = ConfigDict(extra="forbid")

    cap_usd: float | None = Field(ge=0, le=MOST, strict=True, allow_inf_nan=False)


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


@router.put("/api/caps/{name}")
async def set_cap(name: CapName, new: NewCap, app: OpenApp) -> Cap:
    """Set a cap, or clear it. It holds from the next picture on; a lower one in the server's settings holds still."""
    standing = await app.parts.services.images.ledger.set_cap(name, nano_dollars(new.cap_usd))
    return Cap.model_validate(standing.as_json())
