"""What a run cost, where that was settled after it, or came out after it."""

from typing import Any

import pytest

from ai_node_builder import App, Settings, Workflow
from ai_node_builder.messages import ToolCall
from ai_node_builder.services.images.costs import as_json
from ai_node_builder.testing import FakeOpenAI, ScriptedChat

DRAW = {"id": "draw", "type": "gpt_image", "widgets": {"prompt": "a fox", "model": "gpt-image-2.6-flare"}}


async def lose(app: App, fake: FakeOpenAI) -> str:
    """A run whose picture may have been charged; answers its id."""
    fake.fail_next("reset_before_reply")
    run = await app.run(Workflow.read({"version": 1, "name": "Foxes", "nodes": [DRAW], "links": []}))
    assert (run.status, run.cost_usd) == ("failed", None)
    return run.id


async def lost(app: App) -> str:
    (entry,) = await app.parts.services.images.ledger.entries_in("unknown")
    return entry.id


async def cost(app: App, run_id: str) -> float | None:
    return (await app.parts.runner.store.get(run_id)).cost_usd


async def test_a_lost_picture_that_is_written_off(fake_app: App, fake: FakeOpenAI) -> None:
    run_id, id = await lose(fake_app, fake), await lost(fake_app)
    for said in (0.0, 0.04):
        await fake_app.parts.services.images.write_off(id, said)
        assert await cost(fake_app, run_id) == said
    (row,) = as_json(await fake_app.parts.services.images.ledger.costs("workflow"))["rows"]
    assert (row["runs_usd"], row["runs_unpriced"]) == (0.04, 0)


async def test_one_that_is_bought_again(fake_app: App, fake: FakeOpenAI) -> None:
    """The run pays for both; to go on with it costs nothing more."""
    run_id, id = await lose(fake_app, fake), await lost(fake_app)
    await fake_app.parts.services.images.buy_again(id, print)
    both = await cost(fake_app, run_id)
    assert both == pytest.approx(2 * 0.0527, abs=0.0002)
    await fake_app.resume(run_id)
    run = await fake_app.parts.runner.wait(run_id)
    assert (run.status, run.cost_usd) == ("finished", both)


async def test_a_picture_without_a_price_stays_unknown(fake_app: App, fake: FakeOpenAI) -> None:
    fake.fail_next("missing_usage")
    run = await fake_app.run(Workflow.read({"version": 1, "nodes": [DRAW], "links": []}))
    assert (run.status, run.cost_usd) == ("finished", None)


@pytest.mark.parametrize("price", [0.25, None])
async def test_beside_a_language_model(fake_settings: Settings, fake: FakeOpenAI, price: float | None) -> None:
    """What it told adds to the settled picture; where it did not know its price, nobody does."""
    chat = ScriptedChat([[ToolCall("1", {"prompt": "a fox"}, "generate_image")], "done"], cost_usd=price)
    async with App(fake_settings, chat=chat) as app:
        fake.fail_next("reset_before_reply")
        run = await app.run(Workflow.read(TALK))
        assert (run.status, run.cost_usd) == ("finished", None)
        await app.parts.services.images.write_off(await lost(app), 0.04)
        assert await cost(app, run.id) == (None if price is None else 0.54)


TALK: dict[str, Any] = {
    "version": 1,
    "nodes": [
        {"id": "llm", "type": "llm", "widgets": {"model": "openai/m", "prompt": "Draw a fox"}},
        {"id": "paint", "type": "gpt_image_tool", "widgets": {"model": "gpt-image-2.6-flare"}},
    ],
    "links": [
        {"from": ["paint", "output"], "to": ["llm", "tools"]},
        {"from": ["llm", "tool_calls"], "to": ["paint", "tool_call"]},
    ],
}
