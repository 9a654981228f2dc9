"""What was spent."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.services.money import NANO

router = APIRouter(tags=["images"])


class ModelCosts(BaseModel):
    """One model on one day (UTC). `held_usd` is reserved for what is under way or of unknown outcome; `unpriced`
    counts requests whose cost is not known and which are therefore in no sum."""

    day: date
    model: str
    requests: int
    pictures: int
    cost_usd: float
    held_usd: float
    unpriced: int


class Costs(BaseModel):
    """The sums of everything, and the parts they are made of, newest day first."""

    cost_usd: float
    held_usd: float
    unpriced: int
    days: list[ModelCosts]


@router.get("/api/costs")
async def get_costs(app: OpenApp) -> Costs:
    """Spending by day and model, in dollars."""
    totals = await app.parts.services.images.ledger.totals()
    return Costs(
        cost_usd=sum(row["cost"] for row in totals) / NANO,
        held_usd=sum(row["held"] for row in totals) / NANO,
        unpriced=sum(row["unpriced"] for row in totals),
        days=[ModelCosts(**row, cost_usd=row["cost"] / NANO, held_usd=row["held"] / NANO) for row in totals],
    )
