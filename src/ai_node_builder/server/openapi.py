"""What /openapi.json says beyond what FastAPI finds out itself."""

from fastapi import FastAPI

from ai_node_builder.types import JsonObject


def add_problems(api: FastAPI) -> None:
    """Name the media type of problem documents, and the bearer token."""
    described = api.openapi

    def openapi() -> JsonObject:
        if api.openapi_schema is None:
            _correct(described())
        return described()

    api.openapi = openapi  # type: ignore[method-assign]


def _correct(document: JsonObject) -> None:
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"]["default"]["content"] = problem
            if path.startswith("/api/"):
                operation["security"] = [{"token": []}, {}]
