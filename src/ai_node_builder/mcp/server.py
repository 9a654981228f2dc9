"""The MCP server behind both transports. The SDK does the protocol, this says what there is."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import mcp_types as types
from mcp.server.caching import CacheHint
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.models import InitializationOptions
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from ai_node_builder import __version__
from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.types import JsonObject

from .calls.tasks import EXTENSION, TaskParams
from .changes import Changes
from .desk import Desk
from .tools.icons import PICTURE
from .tools.waiting import FETCHING

INSTRUCTIONS = (
    "Tools that draw pictures, calculate, look up the weather and analyze texts, and workflows that the user made. "
    "Show every picture to the user with the servable_url of its result, which opens while `ainb serve` runs on the "
    "user's machine. A result that says it is pending is not an error: fetch it with the tool that it names, and do "
    "not ask for the same again."
)

if TYPE_CHECKING:
    from .calls.calls import Calls

MOST_WRONG, LONGEST = 5, 500
"""Wrong parameters that are named, and characters for them: a client chose their names."""

T = TypeVar("T")
Context = ServerRequestContext[Any, Any]


class _Sdk(Server[Any]):
    """The SDK's server, which promises the clients of a session too that they hear of changes."""

    def create_initialization_options(
        self, notification_options: NotificationOptions | None = None, *more: Any, **given: Any
    ) -> InitializationOptions:
        told = notification_options or NotificationOptions(tools_changed=True, resources_changed=True)
        return super().create_initialization_options(told, *more, **given)


class McpServer:
    """Answers what a client asks for, at a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._calls: Calls | None = None
        self._changes = Changes(desk)
        self._listeners = ListenHandler(self._changes)

    def build(self) -> Server[Any]:
        """The SDK's server, with everything that clients can ask for."""
        server = _Sdk(
            "ai-node-builder",
            version=__version__,
            title="AI Node Builder",
            instructions=INSTRUCTIONS,
            icons=[PICTURE],
            cache_hints={"resources/templates/list": CacheHint(3_600_000, "public")},
            # None of our arguments travels in a header; without this, each HTTP call would list all tools first.
            get_tool_input_schema=lambda _: None,
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
            on_subscriptions_listen=self._listeners,
        )
        server.middleware.append(_say_what_is_wrong)
        server.add_notification_handler("notifications/initialized", types.NotificationParams, self._changes.tell)
        server.extensions[EXTENSION] = {}
        server.add_request_handler("tasks/get", TaskParams, self.get_task)
        server.add_request_handler("tasks/update", TaskParams, self.acknowledge_task)
        server.add_request_handler("tasks/cancel", TaskParams, self.acknowledge_task)
        return server

    def close(self) -> None:
        """Tell those who listen for changes that there will be no more; sessions end with their transport."""
        self._listeners.close()

    async def list_tools(self, ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        catalogue = await _or_error(self._desk.catalogue)
        return types.ListToolsResult(tools=catalogue.definitions())

    async def call_tool(self, ctx: Context, params: types.CallToolRequestParams) -> Any:
        calls = await self._open()
        if params.name in FETCHING:
            return await calls.call(ctx, params, params.name)
        return await calls.call(ctx, params, (await _or_error(self._desk.catalogue)).get(params.name))

    async def list_resources(
        self, ctx: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        from .pictures.resources import newest

        return await newest(await _or_error(self._desk.app), params.cursor if params else None)

    async def list_templates(
        self, ctx: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        from .pictures.resources import TEMPLATES

        return types.ListResourceTemplatesResult(resource_templates=TEMPLATES)

    async def read_resource(self, ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        from .pictures.resources import read

        return await read(await _or_error(self._desk.app), str(params.uri))

    async def get_task(self, ctx: Context, params: TaskParams) -> JsonObject:
        return await (await self._open()).task(params.task_id)

    async def acknowledge_task(self, ctx: Context, params: TaskParams) -> JsonObject:
        """To cancel is a wish: what is paid for lands all the same. Questions are asked before there is a task."""
        await self.get_task(ctx, params)
        return {}

    async def _open(self) -> "Calls":
        """The calls of the App, which is opened if nobody did before: its modules take longer than the SDK's."""
        app = await _or_error(self._desk.app)
        if self._calls is None:
            from .calls.calls import Calls

            self._calls = Calls(app)
        return self._calls


async def _say_what_is_wrong(ctx: Context, call_next: CallNext) -> HandlerResult:
    """Name the parameters that do not fit: the SDK says no more than that there are such."""
    try:
        return await call_next(ctx)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:MOST_WRONG])
        raise MCPError(code=types.INVALID_PARAMS, message=f"Invalid request parameters: {wrong[:LONGEST]}.") from error


async def _or_error(ask: Callable[[], Awaitable[T]]) -> T:
    """What is asked for; an MCPError in our words where the App cannot be opened."""
    try:
        return await ask()
    except AINodeBuilderError as error:
        raise MCPError(code=types.INTERNAL_ERROR, message=error.text(), data=error.as_json()) from error
