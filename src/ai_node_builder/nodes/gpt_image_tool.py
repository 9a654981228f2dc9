"""The flagship: an image generator that an LLM can call."""

from typing import Annotated

from ai_node_builder.errors import PromptMissing
from ai_node_builder.node.context import Context
from ai_node_builder.node.effects import MAKES
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.services.images import StoredImage
from ai_node_builder.types import JsonObject

from .image_settings import ImageSettings

INSTRUCTIONS = (
    "Always include and display the servable_url link in your answer, as a Markdown image, "
    "so that the user sees the picture."
)


class GPTImageTool(ImageSettings, ToolNode):
    """Tool calling interface for image generation using OpenAI's gpt-image-1 model for LLM integration"""

    type = "gpt_image_tool"
    title = "GPT Image Tool"
    category = "Tools"
    tool_name = "generate_image"
    tool_description = (
        "Generate high-quality images using OpenAI's gpt-image-1 model. "
        "Creates detailed, photorealistic images from text descriptions."
    )
    family = "image"
    failure = "Image generation error"
    effects = MAKES
    argument_missing = PromptMissing

    async def call(
        self,
        ctx: Context,
        prompt: Annotated[
            str,
            "Detailed description of the image to generate. Be specific about style, composition, colors, and details.",
        ],
    ) -> JsonObject:
        """Draw the prompt; answers the contract's result."""
        return picture_result(await self.draw(ctx, prompt))


def picture_result(image: StoredImage) -> JsonObject:
    """The contract's result for a picture."""
    return {
        "success": True,
        "message": f"Image generated successfully: {image.filename}",
        "servable_url": image.servable_url,
        "filename": image.filename,
        "size": image.size,
        "quality": image.quality,
        "prompt_used": image.prompt,
        "instructions": INSTRUCTIONS,
        "model": image.model,
        "cost_usd": image.cost_usd,
        "width": image.width,
        "height": image.height,
        "sha256": image.sha256,
        "cached": image.cached,
    }
