"""What may be on a wire, and what must never be."""

from typing import Any

import msgspec
import pytest

from ai_node_builder.errors import ApiKeyRejected, UserError
from ai_node_builder.events import NodeFailed, NodeStarted
from ai_node_builder.messages import ToolCall
from ai_node_builder.types import Origin

REFERENCE = {"key": {"secret": "MY_KEY"}}


@pytest.mark.parametrize(
    ("socket", "value", "fits"),
    [
        ("words", "text", True),
        ("words", 3, False),
        ("words", None, False),
        ("number", 3, True),
        ("number", True, False),
        ("number", "3", False),
        ("x", object, True),
    ],
)
async def test_values_from_an_any_output_are_checked_as_they_come(
    lab: Any, socket: str, value: Any, fits: bool
) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": value}
    outcome = await lab.run({"a": "instant", "b": "instant"}, f"a.out -> b.{socket}")
    assert [e["code"] for e in outcome.errors] == ([] if fits else ["wrong_type"])
    assert len(lab.fired["b"]) == int(fits)


async def test_the_error_names_node_input_and_both_types(lab: Any) -> None:
    lab.scripts["a"] = lambda node, ctx: {"out": [1]}
    outcome = await lab.run({"a": "async", "b": "async"}, "a.out -> b.words")
    assert outcome.errors[0]["node"] == "b"
    assert outcome.errors[0]["error"] == "b: the input words takes TEXT, and got a list; link something else to it."


async def test_a_wrong_value_takes_its_round_along(lab: Any) -> None:
    """The next value must not meet what belonged to the wrong one."""
    values, partners = ["one", 2, "three"], [1, 2, 3]
    lab.scripts |= {
        "a": lambda node, ctx: {"out": values.pop(0)} if values else {},
        "b": lambda node, ctx: {"out": partners.pop(0)} if partners else {},
    }
    links = ("a.out -> a.again", "b.out -> b.again", "a.out -> c.words", "b.out -> c.x")
    await lab.run({"a": "async", "b": "async", "c": "async"}, *links)
    assert [(firing.words, firing.x) for firing in lab.fired["c"]] == [("one", 1), ("three", 3)]
    assert [e.firing for e in lab.told(NodeFailed, "c")] == [2]
    assert [e.firing for e in lab.told(NodeStarted, "c")] == [1, 2, 3]


async def test_each_value_of_an_array_is_checked(lab: Any) -> None:
    lab.scripts |= {"a": lambda node, ctx: {"out": 1}, "b": lambda node, ctx: {"out": "two"}}
    outcome = await lab.run({"a": "async", "b": "async", "c": "async"}, "a.out -> c.number", "b.out -> c.number")
    assert [e["error"] for e in outcome.errors] == [
        "c: the input number takes NUMBER, and got a text; link something else to it."
    ]


async def test_a_key_is_resolved_for_the_instance_alone(lab: Any) -> None:
    lab.keys["MY_KEY"] = "sk-test-secret"
    await lab.run({"a": ("async", REFERENCE), "b": ("thread", REFERENCE)})
    assert (lab.values("a", "key"), lab.values("b", "key")) == (["sk-test-secret"], ["sk-test-secret"])
    assert b"sk-test-secret" not in msgspec.json.encode(lab.events)
    assert "sk-test-secret" not in repr(lab.fired["a"])


async def test_a_key_is_looked_up_when_the_node_fires(lab: Any) -> None:
    """A key that changes during a run is the new one from then on."""

    def change(node: Any, ctx: Any) -> Any:
        lab.keys["MY_KEY"] = "sk-new"
        return {"out": 1} if node.again is None else {}

    lab.keys["MY_KEY"] = "sk-old"
    lab.scripts["a"] = change
    await lab.run({"a": ("async", REFERENCE)}, "a.out -> a.again")
    assert lab.values("a", "key") == ["sk-old", "sk-new"]


async def test_a_key_that_is_missing_fails_its_node_only(lab: Any) -> None:
    def resolve(name: str) -> str:
        raise UserError(f"there is no key called {name}.", code="secret_missing")

    lab.resolve = resolve
    outcome = await lab.run({"a": ("async", REFERENCE), "b": "async"})
    assert [(e["node"], e["code"]) for e in outcome.errors] == [("a", "secret_missing")]
    assert lab.fired.keys() == {"b"}


async def test_an_empty_key_is_no_reference(lab: Any) -> None:
    await lab.run({"a": ("async", {"key": ""}), "b": "async"})
    assert (lab.values("a", "key"), lab.values("b", "key")) == ([""], [""])


@pytest.mark.parametrize(
    "error",
    [
        ApiKeyRejected("the provider says: bad key sk-test-secret."),
        ValueError("invalid header b'Bearer sk-test-secret'"),
    ],
)
async def test_a_key_in_an_error_is_hidden(lab: Any, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def fail(node: Any, ctx: Any) -> Any:
        raise error

    lab.keys["MY_KEY"] = "sk-test-secret"
    lab.scripts["a"] = fail
    outcome = await lab.run({"a": ("async", REFERENCE)})
    assert "***" in outcome.errors[0]["error"]
    assert b"sk-test-secret" not in msgspec.json.encode([lab.events, outcome.errors])
    assert "sk-test-secret" not in caplog.text


async def test_a_key_in_the_error_of_a_call_is_hidden_from_the_model(lab: Any) -> None:
    def fail(how: str, ctx: Any) -> Any:
        raise ValueError("sk-test-secret")

    async def llm(node: Any, ctx: Any) -> Any:
        return {"out": await ctx.call_tool(ToolCall("1", {"how": "well"}, "use_keyed_tool"))}

    lab.keys["MY_KEY"] = "sk-test-secret"
    lab.scripts |= {"tool": fail, "llm": llm}
    links = ("tool.output -> llm.tools", "llm.calls -> tool.tool_call")
    outcome = await lab.run({"tool": ("keyed_tool", REFERENCE), "llm": "async"}, *links)
    assert outcome.outputs["llm"]["out"]["error"].endswith("(ValueError: ***); the log has the details.")
    assert b"sk-test-secret" not in msgspec.json.encode(lab.events)


async def test_who_asks_is_told_with_type_and_workflow(lab: Any) -> None:
    asked = []
    lab.scripts["a"] = lambda node, ctx: asked.append(ctx.origin)
    await lab.run({"a": "async"}, workflow_id="saved")
    assert asked == [Origin("run:a:1", "run", "a", "async", "saved")]
