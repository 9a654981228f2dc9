"""Round solid bodies: boxes, discs and tubes with soft edges, shaded as if lit from the upper left."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array

# Towards the light: right, down, towards the viewer.
_LIGHT = (-0.45, -0.62, 0.64)


def box(
    canvas: Canvas, centre: Point, half: Point, corner: float, colour: Array, bevel: float, gloss: float = 0.35
) -> None:
    """A rounded box; `half` holds its half sizes, `corner` the radius of its corners, all in pixels."""
    top, x, y = _window(canvas, centre, half[1] + 2)
    across, down = np.abs(x) - (half[0] - corner), np.abs(y) - (half[1] - corner)
    outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    _shaded(canvas, outside + np.minimum(np.maximum(across, down), 0) - corner, top, colour, bevel, gloss)


def disc(canvas: Canvas, centre: Point, radius: float, colour: Array, bevel: float, gloss: float = 0.35) -> None:
    box(canvas, centre, (radius, radius), radius, colour, bevel, gloss)


def tube(canvas: Canvas, start: Point, end: Point, radius: float, colour: Array, gloss: float = 0.35) -> None:
    """A straight tube with round ends."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    top, x, y = _window(canvas, middle, abs(end[1] - start[1]) / 2 + radius + 2)
    along = ((end[0] - start[0]) / 2, (end[1] - start[1]) / 2)
    share = np.clip((x * along[0] + y * along[1]) / max(along[0] ** 2 + along[1] ** 2, 1e-6), -1, 1)
    off = np.hypot(x - share * along[0], y - share * along[1]) - radius
    _shaded(canvas, off, top, colour, radius, gloss)


def _window(canvas: Canvas, centre: Point, reach: float) -> tuple[int, Array, Array]:
    """The rows a body covers: the first of them, and each pixel's offset from the centre."""
    top, bottom = int(np.clip(centre[1] - reach, 0, canvas.height - 1)), max(1, int(centre[1] + reach))
    return top, canvas.across[None, :] - centre[0], canvas.down[top:bottom] - centre[1]


def _shaded(canvas: Canvas, off: Array, top: int, colour: Array, bevel: float, gloss: float) -> None:
    """Lay a body on, given each pixel's distance `off` from its edge (negative inside)."""
    rise = np.sqrt(1 - (1 - np.clip(-off / bevel, 0, 1)) ** 2) * bevel
    across, down = np.gradient(rise, axis=1), np.gradient(rise, axis=0)
    upright = 1 / np.sqrt(1 + across**2 + down**2)
    light = (_LIGHT[2] - across * _LIGHT[0] - down * _LIGHT[1]) * upright
    shine = np.clip(light, 0, 1) ** 24 * gloss
    mask = np.clip(0.5 - off, 0, 1)
    body = colour * np.clip(0.42 + 0.75 * light, 0.12, 1.25)[..., None]
    canvas.lay(np.clip(body + (1 - body) * shine[..., None], 0, 1), mask, top)
