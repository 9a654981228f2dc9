"""How an answer leaves the fake server: whole, slowly, or broken on the way."""

import asyncio
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from aiohttp import web

from .faults import Fault, PlannedFault
from .replies import HttpReply

_DRIPS = 20


async def deliver(
    request: web.Request, reply: HttpReply, planned: PlannedFault | None, healed: asyncio.Event
) -> web.StreamResponse:
    """Send `reply` in the way the planned fault has it; its pauses end when `healed` is set."""
    if planned is None:
        return await send(request, reply)
    match planned.fault:
        case Fault.SLOW:
            await _pause(planned.seconds, healed)
        case Fault.DRIP:
            return await _drip(request, reply, planned.seconds, healed)
        case Fault.RESET_BEFORE_REPLY:
            return _reset(request, web.Response())
        case Fault.RESET_MID_BODY:
            return await _send_half(request, reply)
        case Fault.TRUNCATED_JSON:
            reply = replace(reply, pieces=[reply.body[: len(reply.body) * 2 // 3]])
    return await send(request, reply)


async def _pause(seconds: float, healed: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await healed.wait()


async def send(request: web.Request, reply: HttpReply) -> web.StreamResponse:
    response = await _begin(request, reply)
    for piece in reply.pieces:
        await response.write(piece)
    await response.write_eof()
    return response


async def _begin(request: web.Request, reply: HttpReply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    if reply.content_type != "text/event-stream":
        response.content_length = len(reply.body)
    await response.prepare(request)
    return response


async def _drip(request: web.Request, reply: HttpReply, seconds: float, healed: asyncio.Event) -> web.StreamResponse:
    response = await _begin(request, reply)
    for drop in _cut(reply.body, _DRIPS):
        await response.write(drop)
        await _pause(seconds / _DRIPS, healed)
    await response.write_eof()
    return response


def _cut(body: bytes, count: int) -> Sequence[bytes]:
    step = -(-len(body) // count)
    return [body[start : start + step] for start in range(0, len(body), step)]


async def _send_half(request: web.Request, reply: HttpReply) -> web.StreamResponse:
    response = await _begin(request, reply)
    await response.write(reply.body[: len(reply.body) // 2])
    return _reset(request, response)


def _reset(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    if request.transport:
        # Without linger 0 the kernel says goodbye with FIN, which is not a reset.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        request.transport.abort()
    return response
