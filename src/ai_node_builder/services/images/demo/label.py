"""The words "demo picture" in a corner, so that nobody takes it for the work of an image model."""

from PIL import Image, ImageDraw, ImageFont

_WORDS = "demo picture"
# Drawn larger and reduced: the pill's round ends come out smooth.
_FINER = 3


def stamp(image: Image.Image) -> tuple[int, int, int, int]:
    """Write the label on the picture; answers its box (left, top, right, bottom) in pixels."""
    pill = _pill(image.width, image.height)
    margin = max(0, min((image.width - pill.width) // 2, (image.height - pill.height) // 2, pill.height // 2))
    left, top = image.width - margin - pill.width, image.height - margin - pill.height
    image.paste(pill, (left, top), pill)
    return left, top, left + pill.width, top + pill.height


def _pill(width: int, height: int) -> Image.Image:
    """White words on a dark, half transparent pill: readable on any ground."""
    size = max(11.0, min(width, height) * 0.021)
    font = ImageFont.load_default(size * _FINER)
    left, top, right, bottom = font.getbbox(_WORDS)
    across, down = size * 0.95 * _FINER, size * 0.5 * _FINER
    box = (int(right - left + 2 * across), int(bottom - top + 2 * down))
    pill = Image.new("RGBA", box)
    draw = ImageDraw.Draw(pill)
    draw.rounded_rectangle((0, 0, box[0] - 1, box[1] - 1), box[1] / 2, fill=(12, 14, 20, 150))
    draw.text((across - left, down - top), _WORDS, font=font, fill=(255, 255, 255, 240))
    small = pill.reduce(_FINER)
    if small.width > width or small.height > height:
        small.thumbnail((width, height))
    return small
