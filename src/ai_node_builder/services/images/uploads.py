"""Pictures that people bring. Nothing is kept that does not decode as what it is served as."""

import io

from ai_node_builder.errors import UserError
from ai_node_builder.services.files import SUFFIXES, FileInfo, ServableFileManager

LARGEST = 20 * 2**20
"""Bytes; the vision models refuse larger pictures."""
MOST_PIXELS = 50_000_000
"""Each takes up to four bytes of memory while it is decoded."""


def save_upload(files: ServableFileManager, content: bytes) -> FileInfo:
    """Keep a picture under a name of the server's own; UserError where it is none, or too large."""
    if len(content) > LARGEST:
        raise UserError(f"the picture is larger than {LARGEST // 2**20} MB; make it smaller.", code="image_too_large")
    return files.save(content, prefix="upload_", suffix=_suffix(content))


def _suffix(content: bytes) -> str:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=list(SUFFIXES)) as image:
            if image.width * image.height > MOST_PIXELS:
                said = f"the picture has more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller."
                raise UserError(said, code="image_too_large")
            image.load()
            return SUFFIXES[image.format or ""]
    except UserError:
        raise
    except Exception as error:  # Pillow tells of a broken file in a dozen ways
        raise UserError("this is no PNG, JPEG, WebP or GIF picture, or it is damaged.", code="not_an_image") from error
