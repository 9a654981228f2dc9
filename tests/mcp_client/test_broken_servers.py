"""Servers that are dead, dumb or slow: a clear error in time, and nothing left behind."""

import asyncio
import logging
import os
import socket
from typing import Any

import pytest

from ai_node_builder.errors import AINodeBuilderError
from ai_node_builder.services.mcp_client.servers import Server, ServerList


async def failure(session: Any, **widgets: Any) -> AINodeBuilderError:
    with pytest.raises(AINodeBuilderError) as raised:
        await session(**widgets).offer()
    return raised.value


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_server_that_exits_at_once(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("small", small("exit"))
    error = await failure(session)
    assert (error.code, error.charged) == ("mcp_server_failed", "no")
    assert "ended before it answered" in error.message
    assert error.message.endswith("It said: no licence")


async def test_a_program_that_is_not_there(session: Any, allowed: ServerList) -> None:
    allowed.add("small", Server(command="/nowhere/server"))
    assert "cannot be started" in (await failure(session)).message


async def test_a_server_that_never_answers(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("small", small("hang"))
    assert "did not start within 1 s" in (await failure(session, timeout=1)).message


async def test_a_program_that_is_no_mcp_server(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("small", small("nonsense"))
    error = await failure(session)
    assert (error.code, "see whether it is an MCP server" in error.message) == ("mcp_server_failed", True)


async def test_garbage_on_stdout_is_passed_over(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("small", small("chatter"))
    assert (await session().call("add", a=1, b=2))["result"]["sum"] == 3


async def test_a_server_that_dies_in_mid_call(session: Any) -> None:
    node = session()
    answer = await node.call("die")
    assert (answer["code"], answer["charged"]) == ("mcp_server_failed", "unknown")
    assert "may have done what it was asked" in answer["error"]
    assert answer["error"].endswith("It said: I am dying")


async def test_the_next_call_starts_a_dead_server_again(session: Any) -> None:
    node = session()
    await node.call("die")
    assert (await node.call("add", a=1, b=2))["result"]["sum"] == 3


async def test_a_call_that_takes_too_long(session: Any) -> None:
    node = session(timeout=5)
    answer = await node.call("wait", seconds=60)
    assert (answer["code"], answer["charged"]) == ("mcp_timeout", "unknown")


async def test_calls_share_one_process(session: Any) -> None:
    node = session()
    answers = await asyncio.gather(*(node.call("surroundings") for _ in range(5)))
    assert len({answer["result"]["process"] for answer in answers}) == 1


async def test_the_process_ends_with_the_run(session: Any) -> None:
    node = session()
    process = (await node.call("surroundings"))["result"]["process"]
    await node.ctx.at_end.aclose()
    assert not runs(process)


async def test_the_process_ends_though_a_call_is_under_way(session: Any) -> None:
    node = session()
    process = (await node.call("surroundings"))["result"]["process"]
    call = asyncio.create_task(node.call("wait", seconds=60))
    await node.told.wait()
    call.cancel()
    await node.ctx.at_end.aclose()
    assert not runs(process)


async def test_a_session_that_was_closed_while_it_opened(session: Any, allowed: ServerList, small: Any) -> None:
    allowed.add("small", small("hang"))
    node = session()
    offer = asyncio.create_task(node.offer())
    await asyncio.sleep(0)
    await node.ctx.at_end.aclose()
    with pytest.raises(AINodeBuilderError):
        await offer


async def test_stderr_goes_to_the_log(session: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "ai_node_builder.services.mcp_client")
    node = session()
    await node.call("surroundings")
    await node.ctx.at_end.aclose()
    assert ("small: a word on stderr", logging.DEBUG) in [(r.getMessage(), r.levelno) for r in caplog.records]


async def test_no_server_is_chosen(session: Any) -> None:
    assert "choose one in the server widget" in (await failure(session, server="")).message


async def test_a_server_over_http(session: Any, allowed: ServerList, small: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = small("http", str(port))
    allowed.add("web", Server(url=f"http://127.0.0.1:{port}/mcp"))
    assert "cannot be reached" in (await failure(session, server="web")).message
    serving = await asyncio.create_subprocess_exec(program.command, *program.args, stderr=asyncio.subprocess.PIPE)
    assert serving.stderr is not None
    try:
        while b"running on" not in await serving.stderr.readline():
            pass
        assert (await session(server="web").call("add", a=1, b=2))["result"]["sum"] == 3
    finally:
        serving.terminate()
        await serving.wait()
