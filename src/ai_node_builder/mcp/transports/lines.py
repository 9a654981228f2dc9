"""JSON-RPC in lines, over two pipes.

The SDK has a transport for this. Ours bounds the length of a line, answers one that is no message, and knows of each
answer whether it was written.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import BinaryIO, Self

import anyio
import mcp_types as types
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from anyio.to_thread import run_sync
from mcp.shared.message import SessionMessage

from ai_node_builder.mcp.calls import handover

log = logging.getLogger(__name__)

LONGEST = 11 * 2**20
"""Bytes of one message, as over HTTP."""
NO_MESSAGE = types.JSONRPCError(
    jsonrpc="2.0",
    id=None,
    error=types.ErrorData(
        code=types.PARSE_ERROR, message=f"this is no JSON-RPC message in one line of at most {LONGEST >> 20} MB."
    ),
)


class Answers:
    """Where messages to the client go. Each is written when `send` returns, or it never will be."""

    def __init__(self, wire: BinaryIO) -> None:
        self._wire = wire
        self._turn = anyio.Lock()

    async def send(self, item: SessionMessage) -> None:
        line = item.message.model_dump_json(by_alias=True, exclude_unset=True)
        try:
            async with self._turn:
                await run_sync(self._write, f"{line}\n".encode())
        except OSError:
            log.info("the client went away before it had read every answer")
            if reply := handover.current():
                reply.lose()

    def _write(self, line: bytes) -> None:
        self._wire.write(line)
        self._wire.flush()

    async def aclose(self) -> None:
        """The pipe is closed by whoever opened it."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


@asynccontextmanager
async def lines(
    stdin: BinaryIO, stdout: BinaryIO
) -> AsyncIterator[tuple[MemoryObjectReceiveStream[SessionMessage | Exception], Answers]]:
    """The messages of the client, until it closes its end, and where those to it go."""
    answers = Answers(stdout)
    passing, messages = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    async with anyio.create_task_group() as group:
        group.start_soon(_read, stdin, passing, answers)
        yield messages, answers
        group.cancel_scope.cancel()


async def _read(wire: BinaryIO, passing: MemoryObjectSendStream[SessionMessage | Exception], answers: Answers) -> None:
    async with passing:
        while line := await run_sync(_line, wire):
            try:
                message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValueError:
                await answers.send(SessionMessage(NO_MESSAGE))
            else:
                await passing.send(SessionMessage(message))


def _line(wire: BinaryIO) -> str:
    """The next line; one that is too long becomes a line that is no message."""
    line = wire.readline(LONGEST)
    if len(line) == LONGEST and not line.endswith(b"\n"):
        while (rest := wire.readline(LONGEST)) and not rest.endswith(b"\n"):
            pass
        return "too long"
    return line.decode(errors="replace")
