"""Saved workflows. Saving one runs nothing."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator

from ai_node_builder.registry.registry import Registry
from ai_node_builder.server.dependencies import Limit, Moment, OpenApp
from ai_node_builder.workflow.check import check
from ai_node_builder.workflow.document import MAX_PROBLEMS, Workflow, invalid
from ai_node_builder.workflow.pasted_keys import CODE
from ai_node_builder.workflow.store import Saved

router = APIRouter(prefix="/api/workflows", tags=["workflows"])

WorkflowBody = Annotated[Workflow, BeforeValidator(Workflow.read)]
"""A workflow in a request. What is wrong with its shape is said as everywhere: each place, with its node."""

Revision = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


KEY_CODES = ("plain_secret", CODE)


class WorkflowProblem(BaseModel):
    """One thing to mend. `node` is an id, `socket` and `widget` are names in that node."""

    code: str
    message: str
    node: str = ""
    socket: str = ""
    widget: str = ""


class WorkflowSummary(BaseModel):
    id: str
    name: str
    revision: int
    created_at: Moment
    updated_at: Moment


class SavedWorkflow(WorkflowSummary):
    """A saved workflow. With `problems` it is kept, and cannot run."""

    workflow: Workflow
    problems: list[WorkflowProblem]


class WorkflowList(BaseModel):
    workflows: list[WorkflowSummary]


class WorkflowRevision(BaseModel):
    revision: int
    saved_at: Moment


class RevisionList(BaseModel):
    revisions: list[WorkflowRevision]


class Checked(BaseModel):
    """`keys` counts the places where a key stands in the workflow itself; nobody should get it before that is 0."""

    problems: list[WorkflowProblem]
    keys: int


@router.get("")
async def list_workflows(app: OpenApp, limit: Limit = 100) -> WorkflowList:
    """The workflows changed last, first."""
    saved = await app.parts.workflows.newest(limit)
    return WorkflowList(workflows=[WorkflowSummary.model_validate(one, from_attributes=True) for one in saved])


@router.post("", status_code=201, response_model_exclude_unset=True)
async def create_workflow(workflow: WorkflowBody, app: OpenApp) -> SavedWorkflow:
    """Keep a new workflow."""
    _refuse_plain_keys(workflow, app.parts.registry)
    return await _shown(await app.parts.workflows.create(workflow), app.parts.registry)


@router.post("/check", response_model_exclude_unset=True)
async def check_workflow(workflow: WorkflowBody, app: OpenApp) -> Checked:
    """All problems of a workflow, without keeping it."""
    problems = _problems(workflow, app.parts.registry)
    return Checked(problems=problems, keys=sum(problem.code in KEY_CODES for problem in problems))


@router.get("/{id}", response_model_exclude_unset=True)
async def get_workflow(id: str, app: OpenApp, revision: Revision = None) -> SavedWorkflow:
    """A workflow, or one of its earlier revisions."""
    return await _shown(await app.parts.workflows.get(id, revision), app.parts.registry)


@router.put("/{id}", response_model_exclude_unset=True)
async def save_workflow(id: str, workflow: WorkflowBody, app: OpenApp, after: Revision = None) -> SavedWorkflow:
    """Keep a new revision; with `after`, the revision that was changed, only if nobody saved another since."""
    _refuse_plain_keys(workflow, app.parts.registry)
    return await _shown(await app.parts.workflows.save(id, workflow, after), app.parts.registry)


@router.delete("/{id}", status_code=204)
async def delete_workflow(id: str, app: OpenApp) -> None:
    """Remove a workflow and its revisions. The history of its runs stays."""
    await app.parts.workflows.delete(id)


@router.get("/{id}/revisions")
async def list_revisions(id: str, app: OpenApp) -> RevisionList:
    """The revisions of a workflow, newest first."""
    found = await app.parts.workflows.revisions(id)
    return RevisionList(revisions=[WorkflowRevision(revision=number, saved_at=at) for number, at in found])


def _refuse_plain_keys(workflow: Workflow, registry: Registry) -> None:
    keys = [problem.as_json() for problem in check(workflow, registry) if problem.code in KEY_CODES]
    if keys:
        raise invalid(keys, "a saved workflow holds no keys")


async def _shown(saved: Saved, registry: Registry) -> SavedWorkflow:
    return await asyncio.to_thread(_describe, saved, registry)


def _describe(saved: Saved, registry: Registry) -> SavedWorkflow:
    workflow = Workflow.parse(saved.document)
    facts: dict[str, Any] = {name: getattr(saved, name) for name in WorkflowSummary.model_fields}
    return SavedWorkflow(**facts, workflow=workflow, problems=_problems(workflow, registry))


def _problems(workflow: Workflow, registry: Registry) -> list[WorkflowProblem]:
    return [WorkflowProblem(**problem.as_json()) for problem in check(workflow, registry)[:MAX_PROBLEMS]]
