"""Carrying out one tool call of a client.

A call never takes what is bought down with it: a picture belongs to the image service, a run to the runner. A client
that cancels, hangs up or loses patience asks again and gets the very same.
"""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any, cast

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError

from ai_node_builder.app.app import App
from ai_node_builder.engine.failures import error_json
from ai_node_builder.errors import AINodeBuilderError, NotFound, UserError
from ai_node_builder.mcp.tools.node_tool import NodeTool
from ai_node_builder.mcp.tools.waiting import GET_IMAGE, GET_RUN, pending_picture
from ai_node_builder.mcp.tools.workflow_tool import WorkflowTool
from ai_node_builder.node.tool import ToolNode, fitting
from ai_node_builder.nodes.gpt_image_tool import picture_result
from ai_node_builder.services.images.entry import OPEN
from ai_node_builder.services.images.service import ImageService
from ai_node_builder.types import JsonObject

from . import handover
from .consent import AskFirst, Consent, Questions
from .handover import Handover
from .progress import Progress
from .purchases import Purchases, collected
from .results import failure, success
from .runs import WorkflowCalls
from .tasks import state, wants_task, working

Reply = types.CallToolResult | types.InputRequiredResult | JsonObject
KEY = "idempotencyKey"
"""Where a client may put a key in the `_meta` of a call: the same key always gives the same picture."""
LONGEST_KEY = 200


class Calls:
    """Calls of tools, in one App."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._questions = Questions()
        self._workflows = WorkflowCalls(app)

    @property
    def _images(self) -> ImageService:
        return self._app.parts.services.images

    async def call(
        self,
        ctx: ServerRequestContext[Any, Any],
        call: types.CallToolRequestParams,
        tool: NodeTool | WorkflowTool | str,
    ) -> Reply:
        """What came of a call; an error is a result too. `tool` is a name where it fetches."""
        reply = handover.current() or handover.begin()
        try:
            return await self._reply(ctx, call, tool, reply)
        except asyncio.CancelledError:
            reply.lose()
            raise
        except AskFirst as question:
            return self._questions.ask(call, question.cost)
        except Exception as error:
            return failure(error_json(error, call.name))

    async def _reply(
        self,
        ctx: ServerRequestContext[Any, Any],
        call: types.CallToolRequestParams,
        tool: NodeTool | WorkflowTool | str,
        reply: Handover,
    ) -> Reply:
        progress = Progress(ctx.session.report_progress)
        if isinstance(tool, str):
            return await self._fetch(call, tool, progress, reply)
        free, allowed = self._app.settings.mcp_ask_above, self._questions.allowed(call)
        consent = Consent(ctx, call.name, free, allowed)
        if isinstance(tool, WorkflowTool):
            return await self._workflows.run(tool, call, progress, consent, reply)
        return await self._use(ctx, call, tool, progress, Purchases(self._images, consent.ask, reply))

    async def _use(
        self,
        ctx: ServerRequestContext[Any, Any],
        call: types.CallToolRequestParams,
        tool: NodeTool,
        progress: Progress,
        purchases: Purchases,
    ) -> Reply:
        # Nodes see the images through a protocol that Purchases fits; the class names the service for the doors.
        watched = dataclasses.replace(self._app.parts.services, images=cast(ImageService, purchases))
        node, key = await self._node(tool), _key(call)
        wish = {"arguments": call.arguments or {}}
        work = asyncio.create_task(self._app.call(node, wish, key=key, report=progress, services=watched))
        try:
            seconds = self._app.settings.mcp_wait
            await progress.follow(work, seconds if tool.draws else float("inf"))
            while not work.done() and purchases.handle is None:
                await progress.follow(work, 0.1)  # nothing is on the books yet that could be fetched later
            if not work.done() and (handle := purchases.handle):
                return await self._later(ctx, handle, seconds)
            return await self._told(await work)
        finally:
            work.cancel()
            await asyncio.wait({work})

    async def _node(self, tool: NodeTool) -> ToolNode:
        """The node with the widgets that were published; the keys that they name are looked up now."""
        values = dict(tool.widgets)
        for name, value in values.items():
            if tool.node.widgets()[name].kind == "secret" and isinstance(value, dict):
                values[name] = await asyncio.to_thread(self._app.parts.secrets.resolve, value["secret"])
        return tool.node(**values)

    async def _later(self, ctx: ServerRequestContext[Any, Any], handle: str, seconds: float) -> Reply:
        if wants_task(ctx):
            return working(await self._images.ledger.get(handle))
        return await success(self._app, pending_picture(handle, seconds))

    async def _told(self, answer: JsonObject) -> types.CallToolResult:
        return failure(answer) if "error" in answer else await success(self._app, answer["result"])

    async def _fetch(self, call: types.CallToolRequestParams, tool: str, progress: Progress, reply: Handover) -> Reply:
        asked = fitting(call.arguments or {}, (GET_IMAGE if tool == GET_IMAGE.name else GET_RUN).input_schema)
        id, seconds = str(asked["id"]), float(asked.get("wait", 30))
        if tool == GET_RUN.name:
            await _known(self._app.parts.runner.store.get, id)
            return await self._workflows.fetch(id, seconds, progress, reply)
        await _known(self._images.ledger.get, id)
        return await self.picture(id, seconds, progress)

    async def task(self, id: str) -> JsonObject:
        """The answer to `tasks/get`; MCPError where there is no such task."""
        ledger = self._images.ledger
        try:
            entry = await ledger.get(id)
        except NotFound as error:
            raise MCPError(code=types.INVALID_PARAMS, message=f"there is no task {id[:64]!r}.") from error
        if entry.state in OPEN:
            return state(entry, None)
        return state(entry, await self.picture(id, 0, Progress(_nobody)))

    async def picture(self, id: str, seconds: float, progress: Progress) -> types.CallToolResult:
        """The picture of an id, waited for; the pending result where it is still on its way."""
        images = self._images
        work = asyncio.create_task(collected(images, id, progress.progress))
        try:
            await progress.follow(work, max(seconds, 0.1))
            if not work.done():
                return await success(self._app, pending_picture(id, seconds))
            return await success(self._app, picture_result(await work))
        except AINodeBuilderError as error:
            return failure(error.as_json())
        finally:
            work.cancel()
            await asyncio.wait({work})


async def _known(get: Callable[[str], Awaitable[object]], id: str) -> None:
    """NotFound in words for the model, which sees neither our command line nor our routes."""
    try:
        await get(id)
    except NotFound as error:
        raise NotFound(f"nothing has the id {id[:64]!r}; give the id that the pending result named.") from error


async def _nobody(progress: float, total: float | None, message: str | None) -> None:
    """Who polls is told when asking."""


def _key(call: types.CallToolRequestParams) -> str | None:
    key: Any = (call.meta or {}).get(KEY)
    if key is None:
        return None
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        raise UserError(f"{KEY} in _meta must be a text of 1 to {LONGEST_KEY} characters.")
    return f"mcp:{call.name}:{key}"
