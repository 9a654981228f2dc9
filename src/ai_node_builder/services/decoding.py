"""Pictures from anywhere, decoded within bounds: what claims to be a picture may be anything, or a bomb."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ai_node_builder.errors import UserError

from .files import SUFFIXES

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
"""Each takes up to four bytes of memory while it is decoded."""


def decoded(source: Path | BinaryIO) -> "Image":
    """A PNG, JPEG, WebP or GIF with all its pixels; UserError where it is none, damaged, or too large to decode."""
    from PIL import Image

    try:
        with Image.open(source, formats=list(SUFFIXES)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large()
            image.load()
            return image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except UserError:
        raise
    except Exception as error:  # Pillow tells of a broken file in a dozen ways
        raise UserError("this is no PNG, JPEG, WebP or GIF picture, or it is damaged.", code="not_an_image") from error


def _too_large() -> UserError:
    said = f"the picture has more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller."
    return UserError(said, code="image_too_large")
