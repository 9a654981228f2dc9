"""Where pictures are bought: whether it answers, and which models are about to end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from .check import Check
from .configuration import without_password

if TYPE_CHECKING:
    from ai_node_builder.app.settings import Settings
    from ai_node_builder.services.images.models import ImageModel

PATIENCE = 5.0
"""Seconds."""
NOTICE = timedelta(days=60)
"""How long before its shutdown a model is spoken of; OpenAI gives about three months' notice."""


def endpoint(settings: "Settings") -> Iterator[Check]:
    """Ask for the list of models, which costs nothing."""
    import httpx

    url = f"{settings.openai_base_url.rstrip('/')}/models"
    key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
    try:
        reply = httpx.get(url, headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=PATIENCE)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        # Other errors than these may quote the header with the key.
        reason = str(error) if isinstance(error, httpx.NetworkError) else type(error).__name__
        yield _unreachable(without_password(url), reason, wanted=bool(key))
    else:
        yield _answered(without_password(url), reply.status_code, with_key=bool(key))


def _unreachable(url: str, reason: str, *, wanted: bool) -> Check:
    said = f"{url} cannot be reached ({reason})"
    fix = "check OPENAI_BASE_URL, the network and the proxy; --offline leaves this out"
    return Check("endpoint", "fail" if wanted else "warn", said, fix)


def _answered(url: str, status: int, *, with_key: bool) -> Check:
    if status == 200:
        return Check("endpoint", "ok", f"{url} answers" + (" and takes the key" if with_key else ""))
    if status in (401, 403) and with_key:
        return Check(
            "endpoint", "fail", f"{url} rejects the key (HTTP {status})", "check OPENAI_API_KEY, or make another"
        )
    if status in (401, 403):
        return Check("endpoint", "ok", f"{url} answers, and wants a key")
    fix = "compatible servers may lack this list; if pictures fail, check OPENAI_BASE_URL"
    return Check("endpoint", "warn", f"{url} answers with HTTP {status}", fix)


def models(settings: "Settings") -> Iterator[Check]:
    """Models that OpenAI has shut down or soon will; another endpoint has rules of its own."""
    from ai_node_builder.services.images.models import ModelTable
    from ai_node_builder.services.images.service import Endpoint

    table = ModelTable.load(settings.home / "models.toml")
    if not Endpoint(settings.openai_base_url).official:
        yield Check("image models", "ok", f"{len(table.models)} are known; what the endpoint serves is its own affair")
        return
    today = datetime.now(UTC).date()
    ending = [row for row in table.models.values() if row.shutdown and row.shutdown <= today + NOTICE]
    for row in ending:
        yield _ending(row, today)
    if not ending:
        yield Check("image models", "ok", f"none of {len(table.models)} ends within {NOTICE.days} days")


def _ending(row: "ImageModel", today: date) -> Check:
    assert row.shutdown
    when = f"was shut down on {row.shutdown}" if row.retired(today) else f"ends on {row.shutdown}"
    if row.successor is None:
        return Check("image model", "warn", f"{row.name} {when}", "choose another model")
    return Check("image model", "warn", f"{row.name} {when}; {row.successor} draws in its place from then on")
