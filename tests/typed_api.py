"""Never run: the type checker reads it, and it fails where the public API loses its types."""

from typing import Any, assert_type

from ai_node_builder import App, GPTImageTool, Settings, Workflow
from ai_node_builder.runs import Run


async def the_public_api_is_typed() -> None:
    async with App(Settings.load()) as app:
        painter = GPTImageTool(api_key="sk-test", size="1024x1024", quality="high")
        assert_type(painter.size, str)
        assert_type(await app.call(painter), Any)
        assert_type(Workflow.parse("{}"), Workflow)
        assert_type(await app.run(Workflow.parse("{}")), Run)
