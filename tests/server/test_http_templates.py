"""Templates: what the first screen offers."""

import io

import httpx
import pytest
from PIL import Image


def test_the_first_draws(shared: httpx.Client) -> None:
    first = shared.get("/api/templates").json()[0]
    assert (first["name"], first["title"], first["needs"]) == ("draw", "An LLM that draws", [])
    assert shared.post("/api/workflows/check", json=first["workflow"]).json() == {"problems": [], "keys": 0}


def test_all_have_words_and_a_small_picture(shared: httpx.Client) -> None:
    for template in shared.get("/api/templates").json():
        assert template["description"], template["name"]
        content = shared.get(template["picture"]).content
        assert len(content) < 40_000
        assert Image.open(io.BytesIO(content)).size == (480, 320)


@pytest.mark.parametrize("name", ["nothing", "..", "draw.workflow.json"])
def test_no_such_picture(shared: httpx.Client, name: str) -> None:
    assert shared.get(f"/templates/{name}.webp").status_code == 404
