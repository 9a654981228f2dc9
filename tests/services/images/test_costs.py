"""The books: sums by day, model, workflow and tool, what is held apart, and what the caps leave."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from ai_node_builder import App, GPTImage, GPTImageTool, Settings, Workflow
from ai_node_builder.services.images.costs import as_csv, as_json, inert
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.services.tables import images, workflows
from ai_node_builder.testing import FakeOpenAI

FLARE = 0.05273
"""Dollars of one picture by gpt-image-2.6-flare here, at quality high."""


async def draw(app: App, prompt: str = "a lion", model: str = "gpt-image-2.6-flare", node: Any = GPTImageTool) -> None:
    if node is GPTImageTool:
        await app.call(GPTImageTool(model=model), {"arguments": {"prompt": prompt}})
    else:
        await app.call(node(model=model, prompt=prompt))


async def costs(app: App, by: Any, since: date | None = None) -> Any:
    return as_json(await app.parts.services.images.ledger.costs(by, since))


def change(app: App, **values: Any) -> None:
    """Change every row of the ledger behind its back."""
    app.parts.database.write_now(lambda connection: connection.execute(update(images).values(**values)))


async def test_what_is_held_stands_apart_from_what_was_spent(fake_app: App, fake: FakeOpenAI) -> None:
    for fault in (None, "missing_usage", "server_error", "moderation_blocked"):
        if fault:
            fake.fail_next(fault)
        await draw(fake_app, f"a lion and {fault}")
    report = await costs(fake_app, "day")
    (row,) = report["rows"]
    assert (row["name"], row["requests"], row["pictures"], row["unpriced"]) == (str(date.today()), 4, 2, 2)
    assert row["cost_usd"] < 0.06 < 0.1 < row["held_usd"]
    assert report["total"] == {name: row[name] for name in report["total"]}


async def test_what_is_written_off_is_spent(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("server_error")
    await draw(fake_app)
    held = (await costs(fake_app, "day"))["total"]["held_usd"]
    (lost,) = await fake_app.parts.services.images.ledger.entries_in("unknown")
    await fake_app.parts.services.images.write_off(lost.id)
    total = (await costs(fake_app, "day"))["total"]
    assert (total["cost_usd"], total["held_usd"], total["unpriced"]) == (held, 0, 0)


async def test_a_picture_handed_over_again_is_no_request(fake_app: App) -> None:
    painter = GPTImageTool(model="demo/painter", reuse="always")
    for _ in range(2):
        await fake_app.call(painter, {"arguments": {"prompt": "a lion"}})
    total = (await costs(fake_app, "day"))["total"]
    assert (total["requests"], total["pictures"]) == (1, 1)


async def test_by_model_the_dearest_first(fake_app: App) -> None:
    for model in ("demo/painter", "gpt-image-2.6-flare", "gpt-image-2.6-flare"):
        await draw(fake_app, model=model)
    rows = (await costs(fake_app, "model"))["rows"]
    assert [(row["name"], row["requests"]) for row in rows] == [("gpt-image-2.6-flare", 2), ("demo/painter", 1)]


async def test_by_tool(fake_app: App) -> None:
    await draw(fake_app)
    await draw(fake_app, node=GPTImage)
    rows = (await costs(fake_app, "tool"))["rows"]
    assert {row["key"] for row in rows} == {"gpt_image", "gpt_image_tool"}
    change(fake_app, tool=None)
    ((row),) = (await costs(fake_app, "tool"))["rows"]
    assert (row["key"], row["name"]) == (None, "not recorded")


def picture_of(prompt: str, name: str) -> Workflow:
    node = {"id": "draw", "type": "gpt_image", "widgets": {"prompt": prompt, "model": "gpt-image-2.6-flare"}}
    return Workflow.read({"version": 1, "name": name, "nodes": [node], "links": []})


async def test_by_workflow_with_what_its_runs_cost_in_all(fake_app: App) -> None:
    await draw(fake_app)
    workflow = picture_of("a fox", "Foxes")
    saved = await fake_app.parts.workflows.create(workflow)
    await fake_app.parts.runner.wait(await fake_app.start(workflow, workflow_id=saved.id))
    rows = {row["name"]: row for row in (await costs(fake_app, "workflow"))["rows"]}
    assert rows["Foxes"]["key"] == saved.id
    assert rows["Foxes"]["cost_usd"] == rows["Foxes"]["runs_usd"] > 0
    assert (rows["outside of saved workflows"]["pictures"], rows["outside of saved workflows"]["runs_usd"]) == (1, 0)


async def test_a_workflow_that_is_gone_keeps_its_costs(fake_app: App) -> None:
    await draw(fake_app)
    change(fake_app, workflow_id="w1")
    (row,) = (await costs(fake_app, "workflow"))["rows"]
    assert (row["key"], row["name"]) == ("w1", "deleted workflow w1")


async def test_since_a_day(fake_app: App) -> None:
    await draw(fake_app)
    today = datetime.now(UTC).date()
    change(fake_app, created_at=datetime.now(UTC).replace(tzinfo=None) - timedelta(days=3))
    await draw(fake_app)
    for since, days in ((None, 2), (today - timedelta(days=3), 2), (today, 1), (today + timedelta(days=1), 0)):
        assert len((await costs(fake_app, "day", since))["rows"]) == days
    assert next(row["key"] for row in (await costs(fake_app, "day"))["rows"]) == str(today)


async def test_what_the_caps_leave(home: Any, fake: FakeOpenAI) -> None:
    caps = {"budget_call": 1, "budget_day": 0.2, "budget_month": 3}
    settings = Settings.load(home=home, openai_base_url=fake.base_url, openai_api_key="sk-test", **caps)
    async with App(settings) as app:
        await draw(app)
        fake.fail_next("server_error")
        await draw(app, "another")
        standing = (await costs(app, "day"))["caps"]
    held, spent = standing["day"]["held_usd"], standing["day"]["spent_usd"]
    assert spent == pytest.approx(FLARE, rel=0.01)
    left = {"left_usd": 0.2 - spent - held}
    assert standing["day"] == told(0.2, "setting", setting=0.2) | {"spent_usd": spent, "held_usd": held} | left
    assert standing["month"]["left_usd"] == pytest.approx(3 - spent - held)
    assert standing["call"] == told(1, "setting", setting=1)
    assert standing["run"] == told(None, None)


def told(cap: float | None, source: str | None, setting: float | None = None, stored: float | None = None) -> Any:
    """A cap that does not sum up."""
    nothing = dict.fromkeys(("spent_usd", "held_usd", "left_usd"))
    return {"cap_usd": cap, "source": source, "setting_usd": setting, "stored_usd": stored} | nothing


@pytest.mark.parametrize(
    ("setting", "stored", "expected"),
    [
        (None, 2, told(2, "stored", None, 2)),
        (1, 2, told(1, "setting", 1, 2)),
        (2, 1, told(1, "stored", 2, 1)),
        (1, 1, told(1, "setting", 1, 1)),
        (None, 0, told(0, "stored", None, 0)),
        (1, None, told(1, "setting", 1)),
    ],
)
async def test_the_lower_cap_counts_and_both_are_told(
    home: Any, setting: float | None, stored: int | None, expected: Any
) -> None:
    async with App(Settings.load(home=home, budget_run=setting)) as app:
        standing = await app.parts.services.images.ledger.set_cap("run", nano_dollars(stored))
        assert standing.as_json() == (await costs(app, "day"))["caps"]["run"] == expected


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
async def test_no_cell_is_a_formula(fake_app: App, name: str) -> None:
    await draw(fake_app)
    change(fake_app, workflow_id="w1")
    row = {
        "id": "w1",
        "name": name,
        "revision": 1,
        "document": "{}",
        "created_at": datetime.now(),
        "updated_at": datetime.now(),
    }
    fake_app.parts.database.write_now(lambda connection: connection.execute(workflows.insert().values(row)))
    text = as_csv(await fake_app.parts.services.images.ledger.costs("workflow"))
    first, total = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["workflow"], first["workflow_id"], total["workflow"]) == (f"'{name.strip()}", "w1", "total")


def test_harmless_cells_stay_as_they_are() -> None:
    assert [inert(cell) for cell in ("", "a=b", "gpt-image-2", "2026-11-22")] == [
        "",
        "a=b",
        "gpt-image-2",
        "2026-11-22",
    ]
