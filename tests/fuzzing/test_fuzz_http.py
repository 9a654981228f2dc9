"""Requests that fit the OpenAPI document, and some that do not, sent to every route: no fault, no surprise."""

from pathlib import Path
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ai_node_builder import App, Settings
from ai_node_builder.server import create_app

document = create_app(App(Settings.load(home=Path("nowhere")))).openapi()
schema = schemathesis.openapi.from_dict(document)

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@schema.parametrize()
@settings(settings.get_profile("fuzzing"))
def test_every_route(case: schemathesis.Case[Any], shared: httpx.Client) -> None:
    with requests.Session() as session:
        reply = case.call_and_validate(base_url=str(shared.base_url), session=session, checks=CHECKS, timeout=30)
    assert "Traceback" not in reply.text
    assert 'File "' not in reply.text


def test_every_route_is_in_the_document() -> None:
    assert len(list(schema.get_all_operations())) > 25
