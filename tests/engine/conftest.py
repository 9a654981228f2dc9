"""A lab: small nodes that do what a test says, and everything that is seen of them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, ClassVar, cast

import pytest

from ai_node_builder.engine import Engine, Limits, Outcome, Past, Reuse
from ai_node_builder.events import Event
from ai_node_builder.messages import ToolCall, ToolDefinition
from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, secret, socket, text
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.node.tool_set import ToolSet
from ai_node_builder.registry.registry import Registry
from ai_node_builder.services.caps import Cap
from ai_node_builder.services.money import nano_dollars
from ai_node_builder.types import JsonObject, SocketType
from ai_node_builder.workflow.check import require_valid
from ai_node_builder.workflow.document import Workflow

Script = Callable[[Any, Context], Any]


class Step(Node):
    """Does what its script says; without one it passes on what came to x."""

    x: Any = socket(SocketType.ANY, description="waits")
    y: Any = socket(SocketType.ANY, description="waits")
    many: list[Any] = socket(SocketType.ANY, array=True, description="waits for all its wires")
    again: Any = socket(SocketType.ANY, do_not_wait=True, description="fires once more")
    more: list[Any] = socket(SocketType.ANY, do_not_wait=True, array=True, description="fires once more")
    words: str = text(socket=SocketType.TEXT, description="waits for a text")
    number: Any = socket(SocketType.NUMBER, array=True, description="waits for numbers")
    tools: list[Any] = socket(SocketType.ANY, array=True, description="definitions of tools")
    key: str = secret(description="a key")

    outputs: ClassVar[tuple[Output, ...]] = (
        Output("out", SocketType.ANY, "what the script says"),
        Output("other", SocketType.ANY, "what the script says"),
        Output("calls", SocketType.ANY, "tools that may be called", calls=True),
    )

    def work(self, ctx: Context) -> Any:
        lab = cast(Lab, ctx.services)
        id = ctx.origin.node_id or ""
        lab.fired[id].append(self)
        script: Script = lab.scripts.get(id, pass_on)
        return said(script(self, ctx))


def said(answer: Any) -> Any:
    """A script that answers nothing sends nothing."""
    return {} if answer is None else answer


def pass_on(node: Any, ctx: Context) -> JsonObject:
    return {"out": node.x}


class AsyncStep(Step):
    """A step with an async run."""

    type = "async"
    title = "Async"

    async def run(self, ctx: Context) -> Any:
        await asyncio.sleep(0)
        answer = self.work(ctx)
        return said(await answer) if isawaitable(answer) else answer


class InstantStep(Step):
    """A step that runs where it is."""

    type = "instant"
    title = "Instant"
    instant = True

    def run(self, ctx: Context) -> Any:
        return self.work(ctx)


class ThreadStep(Step):
    """A step that runs in a thread."""

    type = "thread"
    title = "Thread"

    def run(self, ctx: Context) -> Any:
        return self.work(ctx)


class PaidStep(AsyncStep):
    """A step that can cost money."""

    type = "paid"
    title = "Paid"
    paid = True


class Tool(ToolNode):
    """A tool that does what its script says."""

    x: Any = socket(SocketType.ANY, description="waits")

    type = "tool"
    title = "Tool"
    tool_name = "use_tool"
    tool_description = "A tool"
    family = "tool"
    failure = "Tool error"

    async def call(self, ctx: Context, how: str) -> JsonObject:
        lab = cast(Lab, ctx.services)
        id = ctx.origin.node_id or ""
        lab.fired[id].append(self)
        script: Script = lab.scripts.get(id, lambda how, ctx: {"how": how})
        answer = said(script(how, ctx))
        return cast(JsonObject, said(await answer) if isawaitable(answer) else answer)


class OtherTool(Tool):
    """A second tool."""

    type = "other_tool"
    title = "Other tool"
    tool_name = "use_other_tool"


class KeyedTool(Tool):
    """A tool that needs a key."""

    key: str = secret(description="a key")

    type = "keyed_tool"
    title = "Keyed tool"
    tool_name = "use_keyed_tool"


class Tools(ToolSet):
    """Offers tools of the names that its widget lists, and does what its script says."""

    type = "tools"
    title = "Tools"
    family = "tools"
    failure = "Tools error"

    offered: str = text("a b", description="names, with blanks between")

    async def definitions(self, ctx: Context) -> list[ToolDefinition]:
        return [ToolDefinition(name, "One of several", {"type": "object"}) for name in self.offered.split()]

    async def call_tool(self, ctx: Context, name: str, arguments: JsonObject) -> JsonObject:
        script: Script = cast(Lab, ctx.services).scripts.get(ctx.origin.node_id or "", lambda call, ctx: {})
        answer = said(script(ToolCall(None, arguments, name), ctx))
        return cast(JsonObject, await answer if isawaitable(answer) else answer) | {"called": name}


class Lab:
    """Stands for the services too, so that nodes find their scripts; `keys` are the stored secrets."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}
        self.fired: defaultdict[str, list[Any]] = defaultdict(list)
        self.events: list[Event] = []
        self.emit: Callable[[Event], Any] = self.events.append
        self.keys: dict[str, str] = {}
        self.resolve: Callable[[str], str] = self.keys.__getitem__
        self.cap: float | None = None
        """Dollars that a run may spend, at any moment of it."""
        self.registry = Registry([AsyncStep, InstantStep, ThreadStep, PaidStep, Tool, OtherTool, KeyedTool, Tools])

    def engine(
        self,
        nodes: dict[str, Any],
        *links: str,
        past: Past | None = None,
        reuse: Reuse | None = None,
        workflow_id: str | None = None,
        **limits: Any,
    ) -> Engine:
        """An engine for nodes given as `{id: type}` or `{id: (type, widgets)}` and links as `"a.out -> b.x"`."""
        workflow = make_workflow(nodes, links)
        require_valid(workflow, self.registry)
        return Engine(
            workflow,
            self.registry,
            cast(Any, self),
            lambda event: self.emit(event),
            run_id="run",
            resolve_secret=self.resolve,
            limits=Limits(**limits),
            find_cap=self.find_cap,
            past=past,
            reuse=reuse,
            workflow_id=workflow_id,
        )

    async def find_cap(self) -> Cap:
        return Cap("run", stored=nano_dollars(self.cap))

    async def run(self, nodes: dict[str, Any], *links: str, **options: Any) -> Outcome:
        return await self.engine(nodes, *links, **options).run()

    def values(self, id: str, name: str) -> list[Any]:
        """What each firing of a node had at an input."""
        return [getattr(firing, name) for firing in self.fired[id]]

    def told(self, kind: type[Event], node: str | None = None) -> list[Any]:
        """The events of a kind, of one node or of all."""
        return [e for e in self.events if isinstance(e, kind) and (node is None or getattr(e, "node", None) == node)]


def make_workflow(nodes: dict[str, Any], links: tuple[str, ...]) -> Workflow:
    items = [(id, *(item if isinstance(item, tuple) else (item, {}))) for id, item in nodes.items()]
    ends = [[end.split(".") for end in link.split(" -> ")] for link in links]
    return Workflow.read(
        {
            "version": 1,
            "nodes": [{"id": id, "type": type, "widgets": widgets} for id, type, widgets in items],
            "links": [{"from": start, "to": end} for start, end in ends],
        }
    )


@pytest.fixture
def lab() -> Lab:
    return Lab()


@pytest.fixture
def new_lab() -> type[Lab]:
    """For tests that need a fresh lab many times."""
    return Lab
