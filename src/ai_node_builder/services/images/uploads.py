"""Pictures that people bring. Nothing is kept that does not decode as what it is served as."""

import io

from ai_node_builder.errors import UserError
from ai_node_builder.services.decoding import decoded
from ai_node_builder.services.files import SUFFIXES, FileInfo, ServableFileManager

PREFIX = "upload_"
LARGEST = 20 * 2**20
"""Bytes; the vision models refuse larger pictures."""


def save_upload(files: ServableFileManager, content: bytes) -> FileInfo:
    """Keep a picture under a name of the server's own; UserError where it is none, or too large."""
    if len(content) > LARGEST:
        raise UserError(f"the picture is larger than {LARGEST // 2**20} MB; make it smaller.", code="image_too_large")
    suffix = SUFFIXES[decoded(io.BytesIO(content)).format or ""]
    return files.save(content, prefix=PREFIX, suffix=suffix)
