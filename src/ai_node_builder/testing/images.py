"""Pictures that are real, of the asked size, different each time, and cheap to make."""

import colorsys
import random
import struct
import zlib
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

Size = tuple[int, int]

_END_OF_HEADER = 33  # PNG signature (8 bytes) and the IHDR chunk (25), which must come first
_HUES = 12


def make_image(size: Size, label: str, file_format: str = "png", image_bytes: int = 0) -> bytes:
    """A picture of `size` pixels that carries `label` (ASCII), so equal only to itself.

    `file_format` is png, jpeg or webp. A PNG with `image_bytes` above 0 holds noise and
    weighs about that many bytes, but at most the three bytes a pixel can take.
    """
    if file_format == "png":
        base = _noise(size, image_bytes) if image_bytes else _gradient(size, _hue(label))
        return base[:_END_OF_HEADER] + _text_chunk(label) + base[_END_OF_HEADER:]
    return _saved(_painted(size, _hue(label)), file_format, label)


@lru_cache(maxsize=8)
def _noise(size: Size, image_bytes: int) -> bytes:
    all_bytes = size[0] * size[1] * 3
    noise = random.Random(0).randbytes(min(image_bytes, all_bytes))
    return _png(Image.frombytes("RGB", size, noise.ljust(all_bytes, b"\0")))


@lru_cache(maxsize=64)
def _gradient(size: Size, hue: int) -> bytes:
    return _png(_painted(size, hue))


def _hue(label: str) -> int:
    return zlib.crc32(label.encode()) % _HUES


def _painted(size: Size, hue: int) -> Image.Image:
    red, green, blue = (int(255 * part) for part in colorsys.hsv_to_rgb(hue / _HUES, 0.7, 0.9))
    return ImageOps.colorize(Image.linear_gradient("L").resize(size), "black", (red, green, blue))


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def _text_chunk(label: str) -> bytes:
    """A tEXt chunk by the PNG specification: length, type, keyword NUL text, CRC."""
    body = b"tEXt" + b"Comment\0" + label.encode("ascii")
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _saved(image: Image.Image, file_format: str, label: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = label  # ImageDescription
    file = BytesIO()
    image.save(file, file_format, exif=exif)
    return file.getvalue()
