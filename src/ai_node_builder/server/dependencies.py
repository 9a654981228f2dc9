"""What routes ask for."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator

from ai_node_builder.app.app import App


async def _app(request: Request) -> App:
    app: App = request.app.state.app
    return app


OpenApp = Annotated[App, Depends(_app)]

Limit = Annotated[int, Query(ge=1, le=500, description="How many to answer at most")]


def _with_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_with_zone)]
"""A time of the database, which keeps UTC without saying so."""
