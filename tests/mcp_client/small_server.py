"""An MCP server for the tests, over stdio or, with `http PORT`, over HTTP; `many NUMBER` offers so many tools."""

import asyncio
import base64
import io
import json
import os
import sys
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import (
    AudioContent,
    EmbeddedResource,
    ImageContent,
    ListToolsResult,
    ResourceLink,
    TextContent,
    TextResourceContents,
    Tool,
)
from PIL import Image

server = MCPServer("small")


@server.tool()
def add(a: int, b: int) -> dict[str, int]:
    """Adds two numbers."""
    return {"sum": a + b}


@server.tool(name="say.it", structured_output=False)
def say(text: str, times: int = 1) -> str:
    """Says it again."""
    return text * times


@server.tool()
def refuse(reason: str) -> str:
    """Fails."""
    raise ToolError(reason)


@server.tool()
def surroundings() -> dict[str, Any]:
    """What the program was started with."""
    sys.stderr.write("a word on stderr\n")
    return {"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd(), "process": os.getpid()}


@server.tool()
def die() -> str:
    """Ends the server in the middle of a call."""
    sys.stderr.write("I am dying\n")
    sys.stderr.flush()
    os._exit(3)


@server.tool()
async def wait(ctx: Context[Any, Any], seconds: float) -> str:
    """Works for a while, and says so."""
    await ctx.report_progress(1, 4, "a quarter is done")
    await asyncio.sleep(seconds)
    return "done"


@server.tool(structured_output=False)
def show(pictures: int = 1) -> list[Any]:
    """Answers with everything but plain text."""
    return [
        TextContent(text="Here it is."),
        *[ImageContent(data=picture(number), mime_type="image/png") for number in range(pictures)],
        ImageContent(data=base64.b64encode(b"no picture").decode(), mime_type="image/png"),
        AudioContent(data=base64.b64encode(b"la" * 50).decode(), mime_type="audio/wav"),
        ResourceLink(name="report", uri="file:///report.txt", description="The report"),
        EmbeddedResource(resource=TextResourceContents(uri="note://1", text="a note")),
    ]


def picture(number: int) -> str:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), (number % 256, 0, 0)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def many(count: int) -> Server[Any]:
    """Lists its tools in pages of 100; each is as odd as the protocol allows."""
    schema = {
        "type": "object",
        "$defs": {"n": {"type": ["integer", "null"]}},
        "properties": {"n": {"$ref": "#/$defs/n"}},
    }
    tools = [Tool(name=f"tool/{number}", input_schema=schema) for number in range(count)]

    async def list_tools(ctx: Any, params: Any) -> ListToolsResult:
        start = int(params.cursor or 0) if params else 0
        end = start + 100
        return ListToolsResult(tools=tools[start:end], next_cursor=str(end) if end < count else None)

    return Server("many", on_list_tools=list_tools)


async def serve_many(count: int) -> None:
    from mcp.server.stdio import stdio_server

    lowlevel = many(count)
    async with stdio_server() as (reading, writing):
        await lowlevel.run(reading, writing, lowlevel.create_initialization_options())


def main() -> None:
    match sys.argv[1:]:
        case ["many", count]:
            asyncio.run(serve_many(int(count)))
        case ["http", port]:
            server.run("streamable-http", port=int(port))
        case ["exit"]:
            sys.exit("no licence")
        case ["hang"]:
            sys.stdin.read()
        case ["nonsense"]:
            for line in sys.stdin:
                answer = {"jsonrpc": "2.0", "id": json.loads(line).get("id"), "result": {"protocolVersion": 7}}
                os.write(1, json.dumps(answer).encode() + b"\n")
        case ["chatter"]:
            os.write(1, b'Welcome!\n\n{}\n[1, 2\n{"jsonrpc": "2.0"}\n\xff\n')
            server.run()
        case _:
            server.run()


if __name__ == "__main__":
    main()
