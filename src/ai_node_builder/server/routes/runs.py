"""Runs: starting, following and stopping them, and their history. A run belongs to the server, never to a tab."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, model_validator

from ai_node_builder.app.app import App
from ai_node_builder.runs import Run, RunEvent, Status
from ai_node_builder.server.dependencies import Limit, Moment, OpenApp
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.part import up_to
from ai_node_builder.workflow.widgets import with_widgets

from .workflows import WorkflowBody

router = APIRouter(prefix="/api/runs", tags=["runs"])

LAST = 2**31 - 1


class RunOrder(BaseModel):
    """What to run: a `workflow`, or the `workflow_id` of a saved one. `widgets` maps node ids to widget values
    that hold for this run only. With `until`, the id of a node, only that node runs and what it depends on. A `fresh`
    run uses nothing of earlier ones again."""

    model_config = ConfigDict(extra="forbid")

    workflow: WorkflowBody | None = None
    workflow_id: str | None = None
    widgets: dict[str, dict[str, Any]] = {}
    until: str | None = None
    fresh: bool = False

    @model_validator(mode="after")
    def _names_one(self) -> "RunOrder":
        if (self.workflow is None) == (self.workflow_id is None):
            raise ValueError("must hold either a workflow or a workflow_id")
        return self


class StartedRun(BaseModel):
    run_id: str


class ResumedRun(BaseModel):
    """`after` is the number of the last event before: `GET /api/runs/{run_id}/events?after=` shows what comes now."""

    run_id: str
    after: int


class RunSummary(BaseModel):
    """A run. `cost_usd` is null while a part of it is not known; `seconds` and `ended_at` are null until it ends.

    `pictures` counts those that it made and that are still in the gallery.
    """

    id: str
    status: Status
    name: str
    workflow_id: str | None
    cost_usd: float | None
    seconds: float | None
    pictures: int
    errors: list[dict[str, Any]]
    created_at: Moment
    ended_at: Moment | None


class RunDetails(RunSummary):
    """A run with its workflow, and the last outputs of each node by node id."""

    outputs: dict[str, dict[str, Any]]
    workflow: dict[str, Any]


class RunList(BaseModel):
    """Runs, newest first. `next` is the `before` of the page that follows; null on the last."""

    runs: list[RunSummary]
    next: str | None


@router.post("", status_code=201)
async def start_run(order: RunOrder, app: OpenApp) -> StartedRun:
    """Start a run, and answer at once."""
    workflow = order.workflow or await _saved(app, order.workflow_id or "")
    if order.widgets:
        # Read again, because the values came past the checks that the workflow's own went through.
        workflow = Workflow.read(with_widgets(workflow, app.parts.registry, order.widgets).document())
    if order.until is not None:
        workflow = up_to(workflow, order.until)
    return StartedRun(run_id=await app.start(workflow, workflow_id=order.workflow_id, fresh=order.fresh))


async def _saved(app: App, workflow_id: str) -> Workflow:
    return Workflow.parse((await app.parts.workflows.get(workflow_id)).document)


@router.get("")
async def list_runs(
    app: OpenApp,
    limit: Limit = 50,
    workflow_id: str | None = None,
    before: Annotated[str | None, Query(description="The `next` of the page before")] = None,
) -> RunList:
    """The newest runs first."""
    runs = await app.parts.runner.store.newest(limit=limit, workflow_id=workflow_id, before=before)
    return RunList(
        runs=[RunSummary.model_validate(run, from_attributes=True) for run in runs],
        next=runs[-1].id if len(runs) == limit else None,
    )


@router.get("/{run_id}")
async def get_run(run_id: str, app: OpenApp) -> RunDetails:
    """One run."""
    return _details(await app.parts.runner.store.get(run_id))


def _details(run: Run) -> RunDetails:
    facts = {name: getattr(run, name) for name in RunSummary.model_fields}
    return RunDetails(**facts, outputs=run.outputs, workflow=msgspec.json.decode(run.document))


@router.post("/{run_id}/cancel")
async def cancel_run(run_id: str, app: OpenApp) -> RunDetails:
    """Stop a run. Pictures on their way are paid for: they land and are kept all the same."""
    await app.parts.runner.cancel(run_id)
    return _details(await app.parts.runner.store.get(run_id))


@router.post("/{run_id}/resume")
async def resume_run(run_id: str, app: OpenApp) -> ResumedRun:
    """Go on with a run that was cut off, cancelled or failed. What has ended well is neither done nor paid again."""
    return ResumedRun(run_id=run_id, after=await app.resume(run_id))


async def _known(run_id: str, app: OpenApp) -> None:
    await app.parts.runner.store.get(run_id)  # an error must come before the stream begins


@router.get("/{run_id}/events", response_class=EventSourceResponse, dependencies=[Depends(_known)])
async def follow_run(
    run_id: str,
    app: OpenApp,
    after: Annotated[int, Query(ge=0, le=LAST, description="The sequence number seen last")] = 0,
    last_event_id: Annotated[int, Header(ge=0, le=LAST)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """A run's events as they happen, each `{"seq", "at", "kind", …}`; the stream ends after the last."""
    async for event in app.events(run_id, max(after, last_event_id)):
        yield _sent(event)


def _sent(event: RunEvent) -> ServerSentEvent:
    facts = msgspec.json.decode(event.data)
    data = msgspec.json.encode({"seq": event.seq, "at": event.at, **facts}).decode()
    return ServerSentEvent(id=str(event.seq), event=facts["kind"], raw_data=data)
