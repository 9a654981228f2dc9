"""Workflows to start from."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import FileResponse

from ai_node_builder.server.dependencies import OpenApp
from ai_node_builder.workflow.document import Workflow
from ai_node_builder.workflow.templates import needed_keys, picture, templates

router = APIRouter(tags=["workflows"])


class TemplateCard(BaseModel):
    """A workflow to copy. `needs` names the providers whose keys it wants; empty where it runs without any."""

    name: str
    title: str
    description: str
    needs: list[str]
    picture: str
    workflow: Workflow


@router.get("/api/templates", response_model_exclude_unset=True)
def list_templates(app: OpenApp) -> list[TemplateCard]:
    """The templates, in the order in which they are offered."""
    return [
        TemplateCard(
            name=template.name,
            title=template.workflow.name,
            description=template.workflow.description,
            needs=needed_keys(template.workflow, app.parts.registry),
            picture=f"/templates/{template.name}.webp",
            workflow=template.workflow,
        )
        for template in templates()
    ]


@router.get("/templates/{name}.webp", response_class=FileResponse)
def get_template_picture(name: str) -> FileResponse:
    """What a template draws, in small. Open to all, as pictures in a page cannot carry the token."""
    return FileResponse(picture(name), media_type="image/webp", headers={"cache-control": "max-age=86400"})
