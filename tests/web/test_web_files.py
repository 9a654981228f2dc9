"""Workflows as files: opened, dropped, exported, with all that is in them."""

import json
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.web.hands import drop, node, saved

ODD: dict[str, Any] = {
    "version": 1,
    "name": "Odd",
    "nodes": [
        {"id": "odd", "type": "from_elsewhere", "widgets": {"x": 1}, "colour": "red", "position": {"x": 0.0, "y": 0.0}},
        {"id": "b", "type": "display", "position": {"x": 360.0, "y": 0.0}},
    ],
    "links": [{"from": ["odd", "out"], "to": ["b", "value"]}],
}


def export(page: Page) -> dict[str, Any]:
    """What the exported file holds."""
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Export").click()
    expect(page.get_by_role("dialog")).to_contain_text("Contains 0 secrets")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".workflow.json")
    workflow: dict[str, Any] = json.loads(download.value.path().read_text())
    return workflow


def runs(url: str) -> list[Any]:
    found: list[Any] = httpx.get(f"{url}/api/runs").json()["runs"]
    return found


def test_export_is_what_was_saved(drawing: Page) -> None:
    assert export(drawing) == saved(drawing)


def test_a_file_that_is_opened_is_a_workflow_of_its_own(drawing: Page, tmp_path: Path) -> None:
    (tmp_path / "mine.workflow.json").write_text(json.dumps(ODD | {"name": "Mine"}))
    before = drawing.url
    drawing.locator('input[type="file"][accept*="json"]').set_input_files(tmp_path / "mine.workflow.json")
    expect(drawing.get_by_label("Name of the workflow")).to_have_value("Mine")
    assert drawing.url != before


def test_a_file_that_is_dropped_opens_as_its_own_and_runs_nothing(drawing: Page, url: str) -> None:
    before = saved(drawing)
    address = drawing.url
    drop(drawing, "odd.workflow.json", "application/json", json.dumps(ODD).encode())
    expect(drawing.get_by_label("Name of the workflow")).to_have_value("Odd")
    assert saved(drawing) == ODD
    assert runs(url) == []
    drawing.goto(address)
    assert saved(drawing) == before


def test_a_file_that_is_no_workflow_is_refused(drawing: Page) -> None:
    address = drawing.url
    drop(drawing, "list.json", "application/json", b"[1, 2]")
    expect(drawing.get_by_role("alert")).to_contain_text("There is no workflow in list.json")
    assert drawing.url == address


def test_a_node_that_is_not_installed_is_kept(page: Page, url: str) -> None:
    made = httpx.post(f"{url}/api/workflows", json=ODD).json()
    page.goto(f"{url}/workflows/{made['id']}")
    expect(node(page, "odd")).to_contain_text("No node type “from_elsewhere” is installed.")
    page.get_by_label("Name of the workflow").fill("Odd still")
    expected = ODD | {"name": "Odd still"}
    assert saved(page) == expected
    assert export(page) == expected


def test_a_node_that_is_not_installed_is_moved_like_any_other(page: Page, url: str) -> None:
    made = httpx.post(f"{url}/api/workflows", json=ODD).json()
    page.goto(f"{url}/workflows/{made['id']}")
    node(page, "odd").locator("header").click()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    moved = saved(page)
    assert moved["nodes"][0]["position"]["x"] > 0
    moved["nodes"][0]["position"]["x"] = 0.0
    assert moved == ODD
