"""Carrying out one node: async ones are awaited, instant ones run where they are, all others get a thread."""

import asyncio
import contextvars
import dataclasses
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, nullcontext
from inspect import isawaitable, iscoroutinefunction
from typing import Any

from ai_node_builder.messages import ToolCall
from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Context, Reporter
from ai_node_builder.types import JsonObject


def is_instant(node: type[Node]) -> bool:
    """Whether a node's `run` can be called where it is, without a task; what costs money waits for its record."""
    return node.instant and not node.paid and not iscoroutinefunction(node.run)


async def carry_out(
    node: Node, context: Context, threads: AbstractAsyncContextManager[Any] | None = None
) -> dict[str, Any]:
    """The node's outputs; whatever it raises is passed on. `threads` is held while a thread works."""
    if node.instant or iscoroutinefunction(node.run):
        answer = node.run(context)
    else:
        async with threads or nullcontext():
            answer = await _in_thread(node, context)
    return as_outputs(await answer if isawaitable(answer) else answer, output_names(node))


def output_names(node: type[Node] | Node) -> tuple[str, ...]:
    """The outputs that a node declares."""
    return tuple(output.name for output in node.outputs)


def as_outputs(answer: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What a node's `run` answered, as a dict of its own; TypeError if it is not `{one of names: value}`."""
    if not isinstance(answer, Mapping):
        raise TypeError(f"run must answer {{output name: value}}, got {type(answer).__name__}")
    outputs = dict(answer)
    for name in outputs:
        if name not in names:
            raise TypeError(f"run answered {name!r}, which is none of its outputs ({', '.join(names)})")
    return outputs


async def _in_thread(node: Node, context: Context) -> Any:
    """What `run` answers in a thread of its own.

    A daemon thread, and not one of asyncio's few: a `run` that never returns must keep neither the database
    from its thread nor the process from its exit.
    """
    report = FromThread(context.report, asyncio.get_running_loop())
    inside = dataclasses.replace(context, report=report, call_tool=_only_for_async)
    answer: Future[Any] = Future()
    answer.set_running_or_notify_cancel()
    work = contextvars.copy_context().run
    threading.Thread(target=work, args=(_settle, answer, node.run, inside), name=node.type, daemon=True).start()
    return await asyncio.wrap_future(answer)


def _settle(answer: Future[Any], run: Callable[[Context], Any], context: Context) -> None:
    try:
        answer.set_result(run(context))
    except StopIteration as error:
        failure = RuntimeError("run raised StopIteration")  # a future takes every exception but that one
        failure.__cause__ = error
        answer.set_exception(failure)
    except BaseException as error:
        answer.set_exception(error)


async def _only_for_async(call: ToolCall) -> JsonObject:
    raise TypeError("only an `async def run` can call tools")


class FromThread:
    """Hands a thread's reports over to the event loop, in their order."""

    def __init__(self, report: Reporter, loop: asyncio.AbstractEventLoop) -> None:
        self._report = report
        self._loop = loop

    def progress(self, message: str, fraction: float | None = None) -> None:
        self._loop.call_soon_threadsafe(self._report.progress, message, fraction)

    def text(self, piece: str) -> None:
        self._loop.call_soon_threadsafe(self._report.text, piece)

    def spend(self, cost_usd: float | None) -> None:
        self._loop.call_soon_threadsafe(self._report.spend, cost_usd)
