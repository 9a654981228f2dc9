"""Glowing gas and dark dust between the stars."""

import numpy as np
import numpy.typing as npt

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, shades
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette


def nebula(canvas: Canvas, palette: Palette, strength: float = 1) -> None:
    """Clouds of gas, folded by letting one noise bend the others."""
    octaves = canvas.detail.octaves
    fold = ((canvas.noise("fold", 1.6, 3) - 0.5) * 0.5 * canvas.unit).astype(np.intp)
    rows = _mirrored(np.arange(canvas.height)[:, None] + fold, canvas.height)
    columns = _mirrored(np.arange(canvas.width)[None, :] + fold, canvas.width)
    density = canvas.noise("gas", 2.0, octaves + 1, gain=0.56)[rows, columns]
    hue = canvas.noise("gas colours", 3.2, octaves, gain=0.56)[rows, columns]
    gas = smoothstep(0.4, 0.76, density)
    tones = [palette.sky[2], palette.sky[4], palette.glow, palette.accent]
    canvas.shine(shades(tones, hue * 1.6 - 0.3), gas * (0.35 + 0.65 * smoothstep(0.3, 0.7, hue)) * (0.9 * strength))
    core = smoothstep(0.64, 0.9, density) * smoothstep(0.5, 0.75, hue)
    canvas.shine(palette.light, core * (0.6 * strength))
    canvas.shade(_dust(canvas) * gas * 0.6)


def _mirrored(index: npt.NDArray[np.intp], size: int) -> npt.NDArray[np.intp]:
    """Indices beyond the edges turn back inwards."""
    turn = index % (2 * size)
    return np.minimum(turn, 2 * size - 1 - turn)


def _dust(canvas: Canvas) -> Array:
    return smoothstep(0.52, 0.72, canvas.noise("dust", 3.5, canvas.detail.octaves, gain=0.6))
