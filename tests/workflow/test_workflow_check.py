"""What keeps a workflow from running, each problem once, and all of them together."""

import os
import subprocess
import sys
from typing import Any

import pytest

from ai_node_builder.errors import WorkflowInvalid
from ai_node_builder.node import fields
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.nodes.display import Display
from ai_node_builder.nodes.json_value import JsonValue
from ai_node_builder.nodes.text import Text
from ai_node_builder.registry.registry import Registry
from ai_node_builder.types import JsonObject, SocketType
from ai_node_builder.workflow.check import MAX_CYCLES, MAX_HINTS, check, require_valid
from ai_node_builder.workflow.document import Link, NodeItem, Workflow
from ai_node_builder.workflow.problem import Problem


class Talker(Node):
    """Stands in for an LLM."""

    type = "talker"
    title = "Talker"
    outputs = (
        Output("response", SocketType.TEXT, "The answer"),
        Output("tool_calls", SocketType.JSON, "Which tools may be called", array=True, calls=True),
    )

    prompt: str = fields.textarea(description="The prompt", socket=SocketType.TEXT, required=True)
    tools: Any = fields.socket(SocketType.ANY, array=True, description="Tools")
    image: Any = fields.socket(SocketType.IMAGE, description="A picture")
    extra: Any = fields.socket(SocketType.JSON, description="More")
    again: Any = fields.socket(SocketType.TEXT, do_not_wait=True, description="Once more")
    api_key: str = fields.secret(description="The key")
    heat: float = fields.slider(1.0, minimum=0, maximum=2, step=0.1, description="Temperature")
    limit: float | None = fields.number(description="Most tokens", minimum=1)
    loud: bool = fields.toggle(description="Shout")
    mood: str = fields.combo("calm", options=("calm", "cross"), description="Mood")
    model: str = fields.combo("small", options=("small",), source="models", description="Model")

    def run(self, ctx: Context) -> Outputs:
        return {"response": self.prompt}


class Echo(ToolNode):
    """A tool."""

    type = "echo_tool"
    title = "Echo"
    tool_name = "echo"
    tool_description = "Says it again"
    family = "echo"
    failure = "Echo error"

    async def call(self, ctx: Context, text: str) -> JsonObject:
        return {"text": text}


REGISTRY = Registry([Text, JsonValue, Display, Talker, Echo])


def node(id: str, type: str, **widgets: Any) -> NodeItem:
    return NodeItem(id=id, type=type, widgets=widgets)


def workflow(nodes: list[NodeItem], *links: str) -> Workflow:
    """Links are written as "a.text -> b.value"."""
    return Workflow(version=1, nodes=tuple(nodes), links=tuple(map(link, links)))


def link(text: str) -> Link:
    start, end = text.split(" -> ")
    return Link.model_validate({"from": start.split("."), "to": end.split(".")})


TALKER = node("llm", "talker", prompt="Hello")
TEXT = node("text", "text", text="Hello")
SHOW = node("show", "display")


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def test_an_llm_with_a_tool_is_fine() -> None:
    nodes = [TEXT, TALKER, node("echo", "echo_tool"), SHOW]
    links = ["text.text -> llm.prompt", "echo.output -> llm.tools", "llm.tool_calls -> echo.tool_call"]
    assert check(workflow(nodes, *links, "llm.response -> show.value"), REGISTRY) == []


def test_an_empty_workflow_is_fine() -> None:
    require_valid(workflow([]), REGISTRY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("api_key", ""),
        ("api_key", {"secret": "OPENAI_API_KEY"}),
        ("heat", 0),
        ("heat", 2.0),
        ("limit", None),
        ("limit", 10**400),
        ("loud", True),
        ("mood", "cross"),
        ("model", "one that came out today"),
    ],
)
def test_a_widget_value_that_fits(name: str, value: Any) -> None:
    assert check(workflow([node("llm", "talker", prompt="Hello", **{name: value})]), REGISTRY) == []


@pytest.mark.parametrize(
    ("name", "value", "code", "said"),
    [
        ("prompt", 5, "widget_wrong_kind", "must be a text, not a number"),
        ("loud", "yes", "widget_wrong_kind", "must be true or false, not a text"),
        ("loud", 1, "widget_wrong_kind", "must be true or false, not a number"),
        ("heat", True, "widget_wrong_kind", "must be a number, not a boolean"),
        ("heat", None, "widget_wrong_kind", "must be a number, not null"),
        ("heat", 2.1, "widget_out_of_bounds", "must be at most 2, not 2.1"),
        ("heat", 10**400, "widget_out_of_bounds", "must be at most 2"),
        ("limit", 0, "widget_out_of_bounds", "must be at least 1, not 0"),
        ("mood", "happy", "option_not_offered", "does not offer 'happy'; choose calm, cross"),
        ("mood", [], "widget_wrong_kind", "must be a text, not a list"),
        ("model", 1, "widget_wrong_kind", "must be a text, not a number"),
        ("api_key", {"secret": ""}, "widget_wrong_kind", '{"secret": "OPENAI_API_KEY"}'),
        ("api_key", {"secret": "A", "value": "sk-test"}, "widget_wrong_kind", '{"secret": "OPENAI_API_KEY"}'),
        ("api_key", "sk-test", "plain_secret", '{"secret": "OPENAI_API_KEY"}'),
        ("promt", "Hello", "unknown_widget", "did you mean 'prompt'?"),
    ],
)
def test_a_widget_value_that_does_not_fit(name: str, value: Any, code: str, said: str) -> None:
    problem = only(check(workflow([node("llm", "talker", **{"prompt": "Hello", name: value})]), REGISTRY))
    assert (problem.code, problem.node, problem.widget, problem.socket) == (code, "llm", name, None)
    assert said in problem.message
    assert "sk-test" not in str(problem)


def test_a_widget_annotated_any_takes_any_json() -> None:
    assert check(workflow([node("call", "json", value={"id": "a", "arguments": {}})]), REGISTRY) == []


def test_two_nodes_with_one_id() -> None:
    problem = only(check(workflow([TEXT, TEXT]), REGISTRY))
    assert problem == Problem("duplicate_node_id", "2 nodes have the id 'text'; give each its own.", "text")


def test_an_unknown_type_is_one_problem_whatever_hangs_on_it() -> None:
    strange = node("odd", "txt", anything="goes")
    links = ["text.text -> odd.nowhere", "odd.nothing -> show.value"]
    problem = only(check(workflow([TEXT, strange, SHOW], *links), REGISTRY))
    assert (problem.code, problem.node) == ("unknown_node_type", "odd")
    assert "'txt' is installed; did you mean 'text'?" in problem.message


@pytest.mark.parametrize(
    ("wire", "node_id", "socket", "code", "said"),
    [
        ("txt.text -> show.value", "show", "value", "unknown_node", "there is no node 'txt'; did you mean 'text'?"),
        ("text.text -> shwo.value", "text", "text", "unknown_node", "there is no node 'shwo'; did you mean 'show'?"),
        ("text.txt -> show.value", "text", "txt", "unknown_socket", "no output 'txt'; did you mean 'text'?"),
        ("text.text -> show.vale", "show", "vale", "unknown_socket", "no input 'vale'; did you mean 'value'?"),
        ("text.text -> llm.heat", "llm", "heat", "unknown_socket", "llm has no input 'heat'"),
    ],
)
def test_a_link_that_leads_nowhere(wire: str, node_id: str, socket: str, code: str, said: str) -> None:
    shown = workflow([TEXT, TALKER, SHOW], wire, "llm.response -> show.value")
    problem = next(problem for problem in check(shown, REGISTRY) if problem.code != "socket_taken")
    assert (problem.code, problem.node, problem.socket) == (code, node_id, socket)
    assert problem.message.startswith(wire)
    assert said in problem.message


def test_two_links_into_a_single_socket() -> None:
    links = ["text.text -> show.value", "llm.response -> show.value"]
    problem = only(check(workflow([TEXT, TALKER, SHOW], *links), REGISTRY))
    assert (problem.code, problem.node, problem.socket) == ("socket_taken", "show", "value")
    assert "text.text, llm.response" in problem.message


def test_many_links_into_an_array_socket_are_fine() -> None:
    nodes = [TALKER, node("a", "echo_tool"), node("b", "echo_tool")]
    assert check(workflow(nodes, "a.output -> llm.tools", "b.output -> llm.tools"), REGISTRY) == []


@pytest.mark.parametrize("wire", ["text.text -> show.value", "text.text -> llm.tools"])
def test_a_link_that_is_there_twice(wire: str) -> None:
    shown = workflow([TEXT, TALKER, SHOW], "text.text -> show.value", "text.text -> llm.tools", wire)
    problem = only(check(shown, REGISTRY))
    assert (problem.code, problem.message) == ("duplicate_link", f"{wire} is there 2 times; keep one.")


@pytest.mark.parametrize(
    ("wire", "said"),
    [
        ("text.text -> llm.image", "TEXT does not fit IMAGE"),
        ("call.value -> llm.prompt", "JSON does not fit TEXT"),
    ],
)
def test_types_that_do_not_fit(wire: str, said: str) -> None:
    problem = only(check(workflow([TEXT, node("call", "json"), TALKER], wire), REGISTRY))
    assert (problem.code, problem.node) == ("types_do_not_fit", "llm")
    assert said in problem.message


@pytest.mark.parametrize(
    ("target", "codes"), [("echo.tool_call", set()), ("show.value", set()), ("other.extra", {"calls_misplaced"})]
)
def test_tool_calls_go_to_tools_and_to_any(target: str, codes: set[str]) -> None:
    nodes = [TALKER, node("other", "talker", prompt="Hi"), node("echo", "echo_tool"), SHOW]
    problems = check(workflow(nodes, f"llm.tool_calls -> {target}"), REGISTRY)
    assert {problem.code for problem in problems} - {"input_missing"} == codes


def test_two_callers_may_share_a_tool() -> None:
    nodes = [TALKER, node("other", "talker", prompt="Hi"), node("echo", "echo_tool")]
    assert (
        check(workflow(nodes, "llm.tool_calls -> echo.tool_call", "other.tool_calls -> echo.tool_call"), REGISTRY) == []
    )


def test_one_caller_cannot_tell_two_tools_of_one_name_apart() -> None:
    nodes = [TALKER, node("a", "echo_tool"), node("b", "echo_tool")]
    problem = only(check(workflow(nodes, "llm.tool_calls -> a.tool_call", "llm.tool_calls -> b.tool_call"), REGISTRY))
    assert (problem.code, problem.node) == ("tool_name_taken", "llm")


@pytest.mark.parametrize("widgets", [{}, {"prompt": ""}, {"prompt": "  "}])
def test_a_required_input_without_link_or_value(widgets: dict[str, str]) -> None:
    problem = only(check(workflow([node("llm", "talker", **widgets)]), REGISTRY))
    assert (problem.code, problem.node, problem.socket) == ("input_missing", "llm", "prompt")
    assert "link something to it or fill in its widget" in problem.message


def test_a_required_input_that_only_a_link_can_fill() -> None:
    problem = only(check(workflow([SHOW]), REGISTRY))
    assert problem.message == "show: the input value needs a value; link something to it."


def test_a_cycle_names_its_nodes_in_the_order_of_its_links() -> None:
    nodes = [node(name, "display") for name in "abc"]
    problem = only(check(workflow(nodes, "a.value -> b.value", "b.value -> c.value", "c.value -> a.value"), REGISTRY))
    assert problem.code == "cycle"
    assert problem.message.split(":")[0] in ("a -> b -> c -> a", "b -> c -> a -> b", "c -> a -> b -> c")


def test_a_node_that_waits_for_itself() -> None:
    problem = only(check(workflow([SHOW], "show.value -> show.value"), REGISTRY))
    assert problem.message.startswith("show -> show: ")


def test_a_cycle_through_a_socket_that_does_not_wait_is_fine() -> None:
    assert check(workflow([TALKER], "llm.response -> llm.again"), REGISTRY) == []


def test_separate_cycles_are_all_named() -> None:
    nodes = [node(name, "display") for name in "abcd"]
    links = ["a.value -> b.value", "b.value -> a.value", "c.value -> d.value", "d.value -> c.value"]
    assert {problem.node for problem in check(workflow(nodes, *links), REGISTRY)} in ({"a", "c"}, {"b", "d"})


def test_all_problems_come_at_once() -> None:
    nodes = [
        node("llm", "talker", api_key="sk-test", heat=3, mood="happy", size="big"),
        node("llm", "talker", prompt="Hello"),
        node("odd", "nothing_like_it"),
        SHOW,
        node("a", "display"),
        TEXT,
    ]
    links = ["text.text -> llm.image", "llm.answer -> show.value", "gone.text -> llm.tools", "a.value -> a.value"]
    with pytest.raises(WorkflowInvalid) as caught:
        require_valid(workflow(nodes, *links), REGISTRY)
    codes = [problem["code"] for problem in caught.value.problems]
    assert codes == [
        "duplicate_node_id",
        "plain_secret",
        "widget_out_of_bounds",
        "option_not_offered",
        "unknown_widget",
        "unknown_node_type",
        "types_do_not_fit",
        "unknown_socket",
        "unknown_node",
        "input_missing",
        "cycle",
    ]
    assert str(caught.value).startswith("the workflow cannot run: 2 nodes have the id 'llm'; give each its own. llm: ")
    assert str(caught.value).endswith("And 8 more.")


def test_a_problem_in_json_holds_what_is_set() -> None:
    problem = only(check(workflow([SHOW]), REGISTRY))
    assert problem.as_json() == {
        "code": "input_missing",
        "message": problem.message,
        "node": "show",
        "socket": "value",
    }


def chain(length: int, output: str = "value") -> Workflow:
    nodes = [node("n0", "json"), *(node(f"n{i}", "display") for i in range(1, length))]
    return workflow(nodes, *(f"n{i}.{output} -> n{i + 1}.value" for i in range(length - 1)))


def test_a_chain_of_ten_thousand_nodes_is_fine() -> None:
    assert check(chain(10_000), REGISTRY) == []


def test_a_cycle_of_ten_thousand_nodes_is_told_in_short() -> None:
    long = chain(10_000)
    closed = long.model_copy(update={"nodes": (node("n0", "display"), *long.nodes[1:])})
    closed = closed.model_copy(update={"links": (*long.links, link("n9999.value -> n0.value"))})
    problem = only(check(closed, REGISTRY))
    assert problem.code == "cycle"
    assert len(problem.message) < 300


def test_ten_thousand_wrong_names_are_told_without_comparing_each() -> None:
    problems = check(chain(10_000, output="vlaue"), REGISTRY)
    assert len(problems) == 9_999
    assert sum("did you mean" in problem.message for problem in problems) == MAX_HINTS


def test_of_very_many_cycles_the_first_are_told() -> None:
    nodes = [node(f"n{i}", "display") for i in range(100)]
    assert len(check(workflow(nodes, *(f"n{i}.value -> n{i}.value" for i in range(100))), REGISTRY)) == MAX_CYCLES


def test_the_same_file_gives_the_same_problems_in_every_process() -> None:
    script = (
        "from ai_node_builder.registry.registry import Registry\n"
        "from ai_node_builder.workflow.document import Workflow\n"
        "from ai_node_builder.workflow.check import check\n"
        "nodes = [{'id': name, 'type': 'display'} for name in ('one', 'two', 'three')]\n"
        "ends = [('one', 'two'), ('two', 'three'), ('three', 'one')]\n"
        "links = [{'from': [a, 'value'], 'to': [b, 'value']} for a, b in ends]\n"
        "print(check(Workflow.read({'version': 1, 'nodes': nodes, 'links': links}), Registry.builtin()))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert b"cycle" in said.pop()
