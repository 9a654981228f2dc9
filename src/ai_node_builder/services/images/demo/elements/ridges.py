"""Rounded hills as silhouettes. An edge is an array with one row per column."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.noise import line, smoothstep


def hills(canvas: Canvas, name: str, base: float, height: float, waves: float, rough: int = 3) -> Array:
    """A rounded skyline up to `height` units above the row `base`, with `waves` per unit of width."""
    wave = line(canvas.rng(name), canvas.width, waves * canvas.width / canvas.unit, rough, 0.4)
    return base - wave * height * canvas.unit


def fill(canvas: Canvas, edge: Array, colour: Array, foot: Array, reach: float) -> None:
    """Fill below an edge; the colour goes over into `foot` within `reach` units, as haze gathers below."""
    top = int(np.clip(edge.min() - 2, 0, canvas.height - 1))
    depth = canvas.down[top:] - edge[None, :]
    steepness = np.hypot(1, np.gradient(edge))
    share = smoothstep(0, reach * canvas.unit, depth)[..., None]
    canvas.lay(colour + (foot - colour) * share, np.clip(depth / steepness + 0.5, 0, 1), top)
