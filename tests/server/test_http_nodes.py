"""Node types, their docs, the image models."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from ai_node_builder.nodes.gpt_image_tool import GPTImageTool
from ai_node_builder.registry.docs import docs_page
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.mcp_client.servers import SERVERS, Server, ServerList


def widget(spec: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(widget for widget in spec["widgets"] if widget["name"] == name)
    return found


def test_every_node_type_is_listed(shared: httpx.Client) -> None:
    types = [spec["type"] for spec in shared.get("/api/nodes").json()]
    assert types == [node.type for node in Registry.builtin()]


def test_spec_of_the_flagship(shared: httpx.Client) -> None:
    spec = shared.get("/api/nodes/gpt_image_tool").json()
    assert spec["sockets"]["inputs"][0]["name"] == "tool_call"
    assert spec["sockets"]["inputs"][0]["do_not_wait"] is True
    assert widget(spec, "size")["options"] == ["1024x1024", "1024x1536", "1536x1024"]
    assert "minimum" not in widget(spec, "size")


def test_image_models_are_offered_as_they_stand_in_the_table(shared: httpx.Client) -> None:
    options = widget(shared.get("/api/nodes/gpt_image_tool").json(), "model")["options"]
    assert options == [model["name"] for model in shared.get("/api/models").json()]
    assert "demo/painter" in options


def test_list_and_single_spec_agree(shared: httpx.Client) -> None:
    for spec in shared.get("/api/nodes").json():
        assert shared.get(f"/api/nodes/{spec['type']}").json() == spec


def test_unknown_type_names_the_nearest(shared: httpx.Client) -> None:
    reply = shared.get("/api/nodes/gpt_image_tol")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert "gpt_image_tool" in reply.json()["detail"]


@pytest.mark.parametrize("accept", ["*/*", "text/markdown", "text/markdown, text/html"])
def test_docs_as_markdown(shared: httpx.Client, accept: str) -> None:
    reply = shared.get("/api/nodes/gpt_image_tool/docs", headers={"accept": accept})
    assert reply.headers["content-type"] == "text/markdown; charset=utf-8"
    assert reply.text == docs_page(GPTImageTool)


def test_docs_as_a_page(shared: httpx.Client) -> None:
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    reply = shared.get("/api/nodes/gpt_image_tool/docs", headers={"accept": browser})
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>GPT Image Tool" in reply.text
    assert "<td><code>tool_call</code></td>" in reply.text


def test_docs_of_an_unknown_type(shared: httpx.Client) -> None:
    assert shared.get("/api/nodes/nope/docs").status_code == 404


def test_models(shared: httpx.Client) -> None:
    models = {model["name"]: model for model in shared.get("/api/models").json()}
    first = models["gpt-image-1"]
    assert (first["shutdown"], first["retired"]) == ("2026-10-23", True)
    assert first["price_usd"]["1024x1024"]["low"] == pytest.approx(272 * 40e-6)
    assert models[first["successor"]]["retired"] is False
    assert models["demo/painter"]["price_usd"]["1024x1024"]["high"] == 0


def test_the_servers_to_choose_from_are_those_that_are_allowed(server: httpx.Client, home: Path) -> None:
    ServerList(home / SERVERS).add("notes", Server(url="https://notes.example/mcp"))
    assert widget(server.get("/api/nodes/mcp_tools").json(), "server")["options"] == ["notes"]


def test_a_list_of_servers_that_cannot_be_read_spoils_nothing_else(server: httpx.Client, home: Path) -> None:
    (home / SERVERS).write_text("{")
    assert widget(server.get("/api/nodes/mcp_tools").json(), "server")["options"] == []
