"""A picture from the file store."""

from ai_node_builder.errors import UserError
from ai_node_builder.node.base import Node, Outputs
from ai_node_builder.node.context import Context
from ai_node_builder.node.fields import Output, text
from ai_node_builder.types import SocketType


class Image(Node):
    """Passes on a picture that is already in the gallery."""

    type = "image"
    title = "Image"
    category = "Input"
    outputs = (
        Output("image", SocketType.IMAGE, "The picture, by name"),
        Output("servable_url", SocketType.TEXT, "The address at which the server shows it"),
    )

    file: str = text(
        description="File name of a picture in the gallery", placeholder="gpt_image_1a2b3c4d.png", source="images"
    )

    def run(self, ctx: Context) -> Outputs:
        if not self.file.strip():
            raise UserError("No picture is chosen; enter a file name in the file widget, `ainb images` lists them.")
        info = ctx.services.files.info(self.file.strip())
        if info.width is None:
            raise UserError(f"{info.filename} is not a picture; choose another file.")
        image = {
            "filename": info.filename,
            "servable_url": info.url,
            "width": info.width,
            "height": info.height,
            "media_type": info.media_type,
        }
        return {"image": image, "servable_url": info.url}
