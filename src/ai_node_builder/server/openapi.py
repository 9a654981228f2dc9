"""What /openapi.json says beyond what FastAPI finds out itself."""

import msgspec
from fastapi import FastAPI

from ai_node_builder.events import AnyEvent
from ai_node_builder.types import JsonObject

REF = "#/components/schemas/{name}"


def complete_openapi(api: FastAPI) -> None:
    """Add the events of a run, the media type of problem documents, and the bearer token."""
    described = api.openapi

    def openapi() -> JsonObject:
        if api.openapi_schema is None:
            _complete(described())
        return described()

    api.openapi = openapi  # type: ignore[method-assign]


def _complete(document: JsonObject) -> None:
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["components"]["schemas"] |= _events()
    stream = document["paths"]["/api/runs/{run_id}/events"]["get"]["responses"]["200"]["content"]["text/event-stream"]
    event = {"type": "string", "contentMediaType": "application/json", "contentSchema": _ref("RunEvent")}
    stream["itemSchema"]["properties"]["data"] = event
    for path, operations in document["paths"].items():
        for operation in operations.values():
            problem = {"application/problem+json": {"schema": _ref("Problem")}}
            operation["responses"]["default"]["content"] = problem
            for status in {"4XX", "5XX"} & operation["responses"].keys():
                operation["responses"][status]["content"] |= problem
            if path.startswith("/api/"):
                operation["security"] = [{"token": []}, {}]


def _events() -> JsonObject:
    (event,), schemas = msgspec.json.schema_components([AnyEvent], ref_template=REF)
    number = {"properties": {"seq": {"type": "integer"}, "at": {"type": "number"}}, "required": ["seq", "at"]}
    return schemas | {"RunEvent": {"allOf": [number, event]}}


def _ref(name: str) -> JsonObject:
    return {"$ref": REF.format(name=name)}
