"""The tools of a real MCP server, through the node."""

from pathlib import Path
from typing import Any

import pytest

from ai_node_builder.errors import AINodeBuilderError, UserError
from ai_node_builder.nodes.mcp_tools import model_names
from ai_node_builder.services.mcp_client.servers import ServerList


async def test_definitions_as_the_server_gives_them(session: Any) -> None:
    offer = {one["name"]: one for one in await session().offer()}
    assert offer["add"]["description"] == "Adds two numbers."
    assert offer["add"]["input_schema"]["required"] == ["a", "b"]


async def test_names_that_providers_refuse_are_respelled(session: Any) -> None:
    node = session(only="say.it")
    assert [one["name"] for one in await node.offer()] == ["say_it"]
    assert (await node.call("say_it", text="hi"))["result"] == {"success": True, "text": "hi"}


def test_respelled_names_stay_apart() -> None:
    from mcp.types import Tool

    tools = [Tool(name=name, input_schema={}) for name in ("a.b", "a_b", "a/b", "é" * 80, "é" * 90)]
    names = list(model_names(tools))
    assert names[:3] == ["a_b", "a_b_2", "a_b_3"]
    assert len(set(names)) == 5
    assert max(map(len, names)) == 64


async def test_structured_content_is_the_result(session: Any) -> None:
    assert await session().call("add", a=2, b=3) == {"id": "1", "result": {"success": True, "sum": 5}}


async def test_an_error_of_the_tool_is_a_result_that_the_model_can_read(session: Any) -> None:
    answer = await session().call("refuse", reason="the moon is not full")
    assert (answer["id"], answer["code"]) == ("1", "mcp_tool_failed")
    assert "the moon is not full" in answer["error"]


async def test_wrong_arguments_come_back_in_the_server_s_words(session: Any) -> None:
    answer = await session().call("add", a="two", b=3)
    assert "valid integer" in answer["error"]


async def test_arguments_that_are_no_object(session: Any) -> None:
    node = session()
    answer = await node.node.answer(node.ctx, {"id": "1", "name": "add", "arguments": "[1"})
    assert answer["code"] == "invalid_tool_call"


async def test_only_the_tools_that_were_chosen_can_be_called(session: Any) -> None:
    node = session(only="add, say.it")
    assert [one["name"] for one in await node.offer()] == ["add", "say_it"]
    assert (await node.call("refuse", reason="x"))["code"] == "tool_not_found"


async def test_a_choice_that_the_server_does_not_have(session: Any) -> None:
    with pytest.raises(UserError, match="small has no tool 'ad'; did you mean 'add'"):
        await session(only="ad").offer()


async def test_everything_but_text_is_made_readable(session: Any, home: Path) -> None:
    result = (await session().call("show"))["result"]
    [image] = result["images"]
    assert (home / "servable" / image["filename"]).read_bytes().startswith(b"\x89PNG")
    assert image["servable_url"].endswith(f"/servable/{image['filename']}")
    assert (image["width"], image["height"]) == (4, 3)
    assert result["text"] == "Here it is.\n\nnote://1:\na note"
    assert result["links"] == [{"uri": "file:///report.txt", "name": "report", "description": "The report"}]
    assert [left.split(":")[0] for left in result["left_out"]] == [
        "about 12 bytes of image/png",
        "about 102 bytes of audio/wav",
    ]


async def test_pictures_are_bounded(session: Any, home: Path) -> None:
    result = (await session().call("show", pictures=20))["result"]
    assert len(result["images"]) == len(list((home / "servable").iterdir())) == 16


async def test_long_results_are_cut(session: Any) -> None:
    result = (await session().call("say_it", text="x" * 1000, times=5000))["result"]
    assert 100_000 < len(result["text"]) < 100_100
    assert result["text"].endswith("(cut: 5,000,000 characters)")


async def test_progress_is_passed_on(session: Any) -> None:
    node = session()
    await node.call("wait", seconds=0)
    assert ("a quarter is done", 0.25) in node.said


async def test_pages_are_read_to_the_end(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("many", small("many", "250"))
    node = session(server="many", only="tool/0, tool/249")
    assert [one["name"] for one in await node.offer()] == ["tool_0", "tool_249"]


async def test_schemas_are_passed_on_as_they_are(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("many", small("many", "1"))
    [definition] = await session(server="many").offer()
    assert definition["input_schema"]["properties"] == {"n": {"$ref": "#/$defs/n"}}
    assert definition["input_schema"]["$defs"] == {"n": {"type": ["integer", "null"]}}
    assert definition["description"] == "tool_0"


@pytest.mark.parametrize(
    ("count", "said"),
    [(500, "many offers 500 tools, and models take 128 at most"), (1200, "lists more than 1,000 tools or 100 pages")],
)
async def test_too_many_tools(session: Any, allowed: ServerList, small: Any, count: int, said: str) -> None:
    allowed.add("many", small("many", str(count)))
    with pytest.raises(AINodeBuilderError, match=said):
        await session(server="many").offer()
