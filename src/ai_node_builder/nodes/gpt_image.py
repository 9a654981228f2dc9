"""Draws a prompt that comes over a wire, without an LLM in between."""

from ai_node_builder.errors import PromptMissing
from ai_node_builder.node.base import Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, textarea
from ai_node_builder.types import SocketType

from .image_settings import ImageSettings


class GPTImage(ImageSettings):
    """Generates an image from a text prompt"""

    prompt: str = textarea(description="Detailed description of the image", socket=SocketType.TEXT, required=True)

    type = "gpt_image"
    title = "GPT Image"
    category = "Images"
    outputs = (
        Output("image", SocketType.IMAGE, "The picture, for nodes that take one"),
        Output("image_url", SocketType.TEXT, "Address of the picture"),
        Output("filename", SocketType.TEXT, "Name of the file in the servable folder"),
        Output("servable_url", SocketType.TEXT, "Address of the picture on this server"),
    )

    async def run(self, ctx: Context) -> Outputs:
        if not self.prompt.strip():
            raise PromptMissing("wire a text into prompt or fill the widget.")
        image = await self.draw(ctx, self.prompt)
        reference = {
            "filename": image.filename,
            "servable_url": image.servable_url,
            "media_type": "image/png",
            "width": image.width,
            "height": image.height,
        }
        return {
            "image": reference,
            "image_url": image.servable_url,
            "filename": image.filename,
            "servable_url": image.servable_url,
        }
