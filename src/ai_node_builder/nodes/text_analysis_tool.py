"""What can be said of a text without asking a model."""

from typing import Annotated

from ai_node_builder.node.context import Context
from ai_node_builder.node.effects import PURE
from ai_node_builder.node.fields import combo, slider
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.services.text.languages import AUTO, CHOICES
from ai_node_builder.types import JsonObject


class TextAnalysisTool(ToolNode):
    """Counts, language, sentiment, readability and keywords of a text, worked out on this machine"""

    type = "text_analysis_tool"
    title = "Text Analysis Tool"
    tool_name = "analyze_text"
    tool_description = (
        "Analyze a text: exact counts of characters, words, sentences, lines and paragraphs, reading time, "
        "language and keywords, and for English also sentiment and readability. "
        "Use it instead of counting yourself."
    )
    family = "text_analysis"
    failure = "Text analysis error"
    effects = PURE

    language: str = combo(AUTO, options=CHOICES, description="Language of the texts; auto finds it out")
    keywords: int = slider(5, minimum=0, maximum=20, step=1, description="How many keywords to look for")

    async def call(
        self, ctx: Context, text: Annotated[str, "The whole text to analyze, unchanged, up to 100,000 characters."]
    ) -> JsonObject:
        """Analyze the text in a thread; what cannot be worked out is null, and `notes` says why."""
        import asyncio  # takes longer to import than all nodes together

        found = await asyncio.to_thread(_analyze, text, self.language, int(self.keywords))
        return {"success": True} | found


def _analyze(text: str, language: str, keywords: int) -> JsonObject:
    # Half a second of imports: numpy, a language model and word lists.
    from ai_node_builder.services.text.analysis import analyze

    return analyze(text, language, keywords)
