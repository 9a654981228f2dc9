"""The soft glow around small lights."""

import numpy as np
from PIL import Image, ImageFilter

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.pen import Pen

# Blurred at a quarter of the size: nobody sees the difference, and it takes a sixteenth of the time.
_COARSER = 4


def lights_of(pen: Pen, strength: float) -> Array:
    """What a colour pen drew, on black, as large as its canvas."""
    drawn = pen.drawn()
    lights = np.zeros_like(pen.canvas.pixels)
    lights[pen.top : pen.top + len(drawn)] = drawn[..., :3] * drawn[..., 3:] * strength
    return lights


def bloom(canvas: Canvas, lights: Array) -> None:
    """Let lights (height, width, 3) on black shine beyond their edges: closely, and far and faintly."""
    image = Image.fromarray((np.clip(lights, 0, 1) * 255).astype(np.uint8))
    small = image.reduce(_COARSER)
    everywhere = np.ones(canvas.pixels.shape[:2], np.float32)
    for reach, strength in ((0.006, 0.5), (0.03, 0.9)):
        blurred = small.filter(ImageFilter.GaussianBlur(reach * canvas.unit / _COARSER))
        glow = np.asarray(blurred.resize(image.size, Image.Resampling.BICUBIC), np.float32) / 255
        canvas.shine(glow * strength, everywhere)
