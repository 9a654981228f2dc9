"""The list of models, with the day each one ends."""

from .replies import JsonObject

# From OpenAI's deprecations page, November 2026.
_SHUTDOWN_DATES = {
    "gpt-image-1-mini": "2026-12-01",
    "gpt-image-1.5": "2026-12-01",
    "chatgpt-image-latest": "2026-12-01",
    "gpt-image-2": None,
    "gpt-image-2.5-flare": None,
    "gpt-image-2.5-sunburst": None,
    "gpt-image-2.6-flare": None,
    "gpt-image-2.6-sunburst": None,
}


def models_payload() -> JsonObject:
    """OpenAI's answer to GET /v1/models; `shutdown_date` is null where none is announced."""
    models = [
        {"id": name, "object": "model", "created": 1, "owned_by": "system", "shutdown_date": date}
        for name, date in _SHUTDOWN_DATES.items()
    ]
    return {"object": "list", "data": models}
