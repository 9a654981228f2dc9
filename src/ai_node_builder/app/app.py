"""The one object that every door asks: Python, command line, HTTP and MCP."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from ai_node_builder.engine.failures import no_such_tool
from ai_node_builder.engine.work import carry_out
from ai_node_builder.errors import ToolNotFound, UserError
from ai_node_builder.messages import ToolCall
from ai_node_builder.nearest import did_you_mean
from ai_node_builder.node.base import Node
from ai_node_builder.node.callable import CallableNode
from ai_node_builder.node.context import Context, Reporter, Services
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.registry.registry import Registry
from ai_node_builder.runs import Run, RunEvent
from ai_node_builder.services.chat import ChatModel
from ai_node_builder.types import Json, JsonObject, Origin
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.estimate import Estimate, estimate
from ai_node_builder.workflow.pasted_keys import refuse_pasted_keys

from .settings import Settings
from .wiring import Parts, connect

log = logging.getLogger(__name__)


class App:
    """Calls nodes and runs workflows.

        async with App() as app:
            definition = await app.call(GPTImageTool())

    `settings` default to the environment and config.toml; `chat` replaces the language models, for tests; a
    `registry` is for who has loaded the nodes already.
    """

    def __init__(
        self, settings: Settings | None = None, *, chat: ChatModel | None = None, registry: Registry | None = None
    ) -> None:
        self.settings = settings or Settings.load()
        self._chat = chat
        self._registry = registry
        self._parts: Parts | None = None

    @property
    def parts(self) -> Parts:
        """What the App is made of, for doors that show it; UserError while it is closed."""
        if self._parts is None:
            raise UserError("the App is not open; use `async with App() as app:`.", code="app_not_open")
        return self._parts

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Open the home folder, and settle what an earlier process left unfinished; sends nothing."""
        self._parts = await asyncio.to_thread(connect, self.settings, chat=self._chat, registry=self._registry)
        await self._parts.keeper.recover()
        await self._parts.runner.recover()
        await self._parts.upkeep.open()

    async def close(self) -> None:
        """End the runs, wait for pictures on their way, let go of everything."""
        parts, self._parts = self.parts, None
        await parts.runner.close()
        await parts.services.images.close()
        await parts.upkeep.close()
        parts.database.close()
        parts.owner.close()

    async def call(
        self,
        node: Node,
        tool_call: Json = None,
        *,
        key: str | None = None,
        report: Reporter | None = None,
        services: Services | None = None,
    ) -> Any:
        """Carry out one node, outside of any run.

        A tool node answers its definition (a set of tools a list of them), or the result of `tool_call`; any
        other node answers its outputs.
        The same `key` always gives the same picture. `services` stand in for the App's own, for doors that
        look at what a call does.
        """
        if tool_call is not None:
            node = node.having(tool_call=tool_call)
        async with AsyncExitStack() as at_end:
            context = Context(
                services or self.parts.services,
                report or Quiet(),
                _no_tools,
                Origin(key, tool=node.type),
                at_end=at_end,
            )
            outputs = await carry_out(node, context)
        return outputs["output"] if isinstance(node, CallableNode) else outputs

    def tool(self, name: str, widgets: Mapping[str, Json] | None = None) -> ToolNode:
        """A tool by the name that models call it, set up; ToolNotFound, with the nearest names."""
        tools = self.parts.registry.tools()
        if name not in tools:
            raise ToolNotFound(f"there is no tool {name[:80]!r}{did_you_mean(name, tools)}")
        return tools[name](**(widgets or {}))

    def estimate(self, workflow: Workflow) -> Estimate:
        """What a run of the workflow may cost; it need not be valid, and nothing is asked of anyone."""
        return estimate(workflow, self.parts.registry, self.parts.services)

    async def start(self, workflow: Workflow, *, workflow_id: str | None = None, fresh: bool = False) -> str:
        """Begin a run and answer its id at once; WorkflowInvalid lists every problem.

        What an earlier run of the workflow came to is used again where nothing has changed, unless it is `fresh`.
        """
        refuse_pasted_keys(workflow, await asyncio.to_thread(self.parts.secrets.values))
        return await self.parts.runner.start(workflow, workflow_id=workflow_id, fresh=fresh)

    async def run(self, workflow: Workflow, *, workflow_id: str | None = None, fresh: bool = False) -> Run:
        """Run a workflow to its end."""
        return await self.parts.runner.wait(await self.start(workflow, workflow_id=workflow_id, fresh=fresh))

    async def resume(self, run_id: str) -> int:
        """Go on with a run that was cut off, cancelled or failed: nothing that has ended well is done or paid again.

        Answers the number of its last event before; UserError where there is nothing to resume.
        """
        return await self.parts.runner.resume(run_id)

    def events(self, run_id: str, after: int = 0) -> AsyncIterator[RunEvent]:
        """A run's events with a sequence number above `after`, as they happen, up to its last."""
        return self.parts.runner.events(run_id, after)


class Quiet:
    """A reporter for calls that nobody watches: the log has it."""

    def progress(self, message: str, fraction: float | None = None) -> None:
        log.info("%s", message)

    def text(self, piece: str) -> None:
        """Streamed text comes whole with the outputs."""

    def spend(self, cost_usd: float | None) -> None:
        """The ledger has the cost."""


async def _no_tools(call: ToolCall) -> JsonObject:
    return {"id": call.id} | no_such_tool(call, ()).as_json()
