"""Running a workflow: its events become lines on stderr, its outputs the answer on stdout."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings
from ai_node_builder.errors import AINodeBuilderError, WorkflowInvalid
from ai_node_builder.registry.registry import Registry
from ai_node_builder.runs import Run
from ai_node_builder.types import JsonObject
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.widgets import find_widget, parse_widget, with_widgets

from .answer import print_answer
from .given import split, unfit
from .landing import tell_what_is_on_its_way
from .output import print_json
from .pictures import show_pictures
from .progress import Watch
from .run_watch import RunWatch


def run_workflow(document: bytes, given: Sequence[str], *, fresh: bool, as_json: bool) -> bool:
    """Run a workflow file, print the answer, and say whether the run finished."""
    try:
        return asyncio.run(_run(document, given, fresh=fresh, as_json=as_json))
    except WorkflowInvalid as error:
        if as_json:
            print_json(error.as_json())
        raise


def resume_run(run_id: str, *, as_json: bool) -> bool:
    """Go on with a run, print the answer, and say whether the run finished."""
    return asyncio.run(_resume(run_id, as_json=as_json))


async def _run(document: bytes, given: Sequence[str], *, fresh: bool, as_json: bool) -> bool:
    workflow = Workflow.parse(document)
    async with App(Settings.load()) as app:
        run_id = await app.start(with_given(workflow, app.parts.registry, given), fresh=fresh)
        return await _show(app, run_id, as_json=as_json)


async def _resume(run_id: str, *, as_json: bool) -> bool:
    async with App(Settings.load()) as app:
        return await _show(app, run_id, await app.resume(run_id), as_json=as_json)


async def _show(app: App, run_id: str, after: int = 0, *, as_json: bool) -> bool:
    """Show what happens from an event on, and then the answer."""
    with Watch() as watch:
        view = RunWatch(watch, after)
        run = await _follow(app, run_id, view)
    if as_json:
        print_json(record(run))
    else:
        print_answer(app, Workflow.parse(run.document), run.outputs)
    show_pictures(view.pictures, app.parts.services.files)
    return run.status == "finished"


def with_given(workflow: Workflow, registry: Registry, given: Sequence[str]) -> Workflow:
    """The workflow with the widgets that `NODE.WIDGET=VALUE` texts name; BadParameter where one does not fit."""
    values: dict[str, JsonObject] = defaultdict(dict)
    for one in given:
        name, text = split(one)
        node, dot, widget = name.rpartition(".")
        if not dot:
            raise unfit("write it as NODE.WIDGET=VALUE.")
        try:
            values[node][widget] = parse_widget(find_widget(workflow, registry, node, widget), text)
        except AINodeBuilderError as error:
            raise unfit(str(error)) from error
    return with_widgets(workflow, registry, values)


async def _follow(app: App, run_id: str, view: RunWatch) -> Run:
    """Run to the end, or until Ctrl-C, which cancels the run."""
    try:
        await view.follow(app.events(run_id, view.seen))
    except asyncio.CancelledError:
        await app.parts.runner.cancel(run_id)
        await view.follow(app.events(run_id, view.seen))
        await tell_what_is_on_its_way(app)
    return await app.parts.runner.store.get(run_id)


def record(run: Run) -> dict[str, Any]:
    """The run as `--json` prints it."""
    return {
        "run_id": run.id,
        "status": run.status,
        "outputs": run.outputs,
        "errors": run.errors,
        "cost_usd": run.cost_usd,
        "seconds": run.seconds,
    }
