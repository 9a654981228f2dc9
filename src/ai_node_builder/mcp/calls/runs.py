"""Published workflows: each call is a run, and a run belongs to this program, not to the call."""

import asyncio
import json
import logging
from datetime import timedelta

import mcp_types as types
import msgspec

from ai_node_builder.app.app import App
from ai_node_builder.errors import UserError
from ai_node_builder.events import AnyEvent, NodeProgress, NodeStarted
from ai_node_builder.mcp.tools.waiting import pending_run
from ai_node_builder.mcp.tools.workflow_tool import WorkflowTool
from ai_node_builder.runs import Run
from ai_node_builder.runs.store import LIVE
from ai_node_builder.services.database import utc_now
from ai_node_builder.services.to_json import to_record
from ai_node_builder.types import JsonObject
from ai_node_builder.workflow.answer import answer_of
from ai_node_builder.workflow.document import Workflow

from .consent import Consent
from .handover import Handover
from .progress import Progress
from .results import failure, success

log = logging.getLogger(__name__)

MEANT_FOR = timedelta(hours=1)
"""How long after its beginning a run that is over can still be what the same call means. Later it is a new wish: what
the run found out has aged."""

read_event = msgspec.json.Decoder(AnyEvent).decode


class WorkflowCalls:
    """Runs of published workflows. The same call again joins its run, until the result has reached somebody; one that
    was cut off with its program goes on."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._undelivered: set[str] = set()
        self._beginning = asyncio.Lock()

    async def run(
        self,
        tool: WorkflowTool,
        call: types.CallToolRequestParams,
        progress: Progress,
        consent: Consent,
        reply: Handover,
    ) -> types.CallToolResult:
        """The run's result, or the pending one where it takes too long."""
        workflow = tool.filled(call.arguments or {})
        async with self._beginning:
            run_id = await self._earlier(tool, workflow)
        if run_id is None:
            if cost := self._app.estimate(workflow).known_usd:
                await consent.ask(cost)
            async with self._beginning:  # somebody else may have begun it by now
                run_id = await self._earlier(tool, workflow)
                run_id = run_id or await self._app.start(workflow, workflow_id=tool.id)
                self._undelivered.add(run_id)
        return await self._result(run_id, self._app.settings.mcp_wait, progress, reply)

    async def _earlier(self, tool: WorkflowTool, workflow: Workflow) -> str | None:
        """The run that this very call began before: it is under way, was cut off and goes on, or its result reached
        nobody. None where there is none, or where it is too old to be what is meant."""
        runner, document = self._app.parts.runner, to_record(workflow.document())
        await runner.recover()
        last = await runner.store.last_of(document, tool.id, since=utc_now() - MEANT_FOR)
        if last is None:
            return None
        if last.status in LIVE or (last.status == "interrupted" and await self._goes_on(last.id)):
            self._undelivered.add(last.id)
        return last.id if last.id in self._undelivered else None

    async def _goes_on(self, id: str) -> bool:
        try:
            await self._app.resume(id)
        except UserError as error:
            log.warning("run %s does not go on: %s", id, error)
            return (await self._app.parts.runner.store.get(id)).status in LIVE
        return True

    async def fetch(self, id: str, seconds: float, progress: Progress, reply: Handover) -> types.CallToolResult:
        """The result of a run, waited for."""
        return await self._result(id, max(seconds, 0.1), progress, reply)

    async def _result(self, id: str, seconds: float, progress: Progress, reply: Handover) -> types.CallToolResult:
        work = asyncio.create_task(self._watch(id, progress))
        try:
            await progress.follow(work, seconds)
        finally:
            work.cancel()
            await asyncio.wait({work})
        run = await self._app.parts.runner.store.get(id)
        if run.status in LIVE:
            return await success(self._app, pending_run(id, seconds))
        if id in self._undelivered:
            self._undelivered.discard(id)
            reply.carries(lambda: self._undelivered.add(id))
        return await self._told(run)

    async def _watch(self, id: str, progress: Progress) -> None:
        async for event in self._app.events(id):
            match read_event(event.data):
                case NodeStarted(node=node):
                    progress.progress(f"{node} began")
                case NodeProgress(node=node, message=message, fraction=fraction):
                    progress.progress(f"{node}: {message}", fraction)

    async def _told(self, run: Run) -> types.CallToolResult:
        if run.status != "finished":
            return failure(_failed(run))
        workflow = Workflow.parse(run.document)
        outputs = answer_of(workflow, self._app.parts.registry, run.outputs)
        result = {
            "success": True,
            "message": f"The workflow {run.name!r} finished." if run.name else "The workflow finished.",
            "run_id": run.id,
            "status": run.status,
            "outputs": outputs,
            "cost_usd": run.cost_usd,
        }
        return await success(self._app, result, _words(outputs))


def _failed(run: Run) -> JsonObject:
    """The run's first error, or what ended it."""
    ended = f"The run ended {run.status}."
    if run.status == "interrupted":
        ended = "the program that ran it ended. Make the same call again to go on: nothing is done or paid twice."
    said = {"error": ended, "code": run.status, "charged": "unknown", "retryable": False}
    first = run.errors[0] if run.errors else {}
    return said | first | {"error": f"Run {run.id} {run.status}: {first.get('error', said['error'])}"}


def _words(outputs: dict[str, JsonObject]) -> str:
    """What the workflow shows, for the model: texts as they are, all else as JSON."""
    values = [value for shown in outputs.values() for value in shown.values()]
    return "\n\n".join(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values)
