"""Still water: the scene above it upside down, broken by ripples, and the path of light on it."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.noise import field, smoothstep


def lake(canvas: Canvas, shore: float, colour: Array, waves: float = 1) -> None:
    """Turn everything below the row `shore` into water of a colour; `waves` 0 is a mirror, 1 a light wind."""
    top = int(np.clip(shore, 1, canvas.height - 1))
    depth = canvas.down[top:] - top
    far = depth / (canvas.height - top)
    swing = _ripples(canvas, top, "water") - 0.5
    slant = swing * (0.02 + far * 0.16) * canvas.unit * waves
    rows = np.clip(top - 1 - depth * 0.92 + slant, 0, top - 1).astype(np.intp)
    mirrored = canvas.pixels[rows, np.arange(canvas.width)[None, :]]
    share = np.clip(0.18 + 0.42 * far + swing * 0.35 * waves, 0.08, 0.85)
    canvas.pixels[top:] = mirrored + (colour - mirrored) * share[..., None]


def glitter(canvas: Canvas, shore: float, x: float, colour: Array, strength: float = 1) -> None:
    """The path of light under a sun or moon at column x: short bright dashes, wider towards the viewer."""
    top = int(np.clip(shore, 1, canvas.height - 1))
    far = (canvas.down[top:] - top) / (canvas.height - top)
    width = 0.09 * canvas.unit * (0.45 + far * 1.3)
    path = np.exp(-(((canvas.across[None, :] - x) / width) ** 2))
    dashes = smoothstep(0.52, 0.68, _ripples(canvas, top, "glitter") + path * 0.12)
    canvas.shine(colour, (dashes * (1 - far * 0.35) + 0.18 * (1 - far)) * path * strength, top)


def _ripples(canvas: Canvas, top: int, name: str) -> Array:
    """Noise on the water plane: flat and dense far away, long and wide close by."""
    rows = canvas.height - top
    texture = field(canvas.rng(name), (rows, canvas.width), (60, 9 * canvas.width / canvas.unit), 3, 0.6)
    place = (1 - 1 / (1 + np.linspace(0, 5, rows))) * (rows - 1) * 1.15
    return texture[np.clip(place, 0, rows - 1).astype(np.intp)]
