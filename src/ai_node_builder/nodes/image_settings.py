"""What the two image nodes share: the widgets of a picture, and asking for one."""

from ai_node_builder.errors import AINodeBuilderError, UnknownModel
from ai_node_builder.node.base import Node
from ai_node_builder.node.context import Context, Services
from ai_node_builder.node.fields import combo, secret
from ai_node_builder.services.images import ImageRequest, StoredImage


class ImageSettings(Node):
    """A node that draws. Size and quality stay with the human: they are widgets, and no input sets them."""

    api_key: str = secret(description="OpenAI API key for image generation; empty uses OPENAI_API_KEY")
    model: str = combo(
        "gpt-image-1",
        source="image_models",
        description="Image model; one that was shut down gives way to its successor",
    )
    size: str = combo(
        "1024x1024",
        options=("1024x1024", "1024x1536", "1536x1024"),
        source="image_sizes",
        description="Image dimensions",
    )
    quality: str = combo(
        "high",
        options=("low", "medium", "high", "auto"),
        source="image_qualities",
        description="Image quality level",
    )
    reuse: str = combo(
        "default",
        options=("default", "never", "always"),
        description="Hand over an earlier picture of the same wish, for nothing; default does as AINB_REUSE says",
    )

    paid = True

    def estimate(self, services: Services) -> float | None:
        try:
            return services.images.estimate(self.model, self.size, self.quality, "")
        except UnknownModel:
            return None

    async def draw(self, ctx: Context, prompt: str) -> StoredImage:
        """One stored picture for the prompt, with this node's settings; what it cost, or may have, is reported."""
        reuse = {"always": True, "never": False}.get(self.reuse)
        request = ImageRequest(prompt, self.model, self.size, self.quality, self.api_key, ctx.origin, reuse)
        try:
            image = await ctx.services.images.generate(request, ctx.report.progress)
        except AINodeBuilderError as error:
            if error.charged != "no":
                ctx.report.spend(None)
            raise
        ctx.report.spend(image.cost_usd)
        return image
