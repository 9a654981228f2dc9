"""A mountain range: ridged noise, lit from one side, with snow on its heights and haze at its foot."""

from dataclasses import dataclass

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.elements import terrain
from ai_node_builder.services.images.demo.noise import field, smoothstep

_SLICES = 320


@dataclass(frozen=True)
class Rock:
    """Colours of rock and snow, in light and in shadow, and of the haze at the foot. `snow`: 0 none, 1 all."""

    lit: Array
    dark: Array
    snow_lit: Array
    snow_dark: Array
    foot: Array
    snow: float


def massif(
    canvas: Canvas,
    name: str,
    base: float,
    height: float,
    peaks: float,
    rock: Rock,
    light_side: int,
    extent: Array | None = None,
) -> None:
    """A range standing on the row `base`, about `height` units tall, with `peaks` per unit of width.

    `light_side` is -1 for light from the left, 1 for light from the right. `extent` (0..1, one per column)
    makes an island of it: where it is 0 there is nothing.
    """
    columns = canvas.width * terrain.FINER
    heights = _heights(canvas, name, (_SLICES, columns), peaks)
    reach = np.ones(columns) if extent is None else np.repeat(extent, terrain.FINER)
    heights = heights * reach
    light = _light(heights * height, canvas.width / canvas.unit / columns, light_side)
    colours = _colours(canvas, name, heights, light, rock)
    away = np.linspace(0.08, -0.08, _SLICES, dtype=np.float32)[:, None]
    crests = base + (away * np.minimum(1, 4 * reach) - heights) * (height * canvas.unit)
    terrain.project(canvas, crests, colours, crests[0])


def _heights(canvas: Canvas, name: str, shape: tuple[int, int], peaks: float) -> Array:
    """Ridged fractal (after Musgrave): each octave adds its crests only where the one before is high."""
    rng = canvas.rng(name)
    across = peaks * canvas.width / canvas.unit
    total, carry = np.zeros(shape, np.float32), np.ones(shape, np.float32)
    for octave in range(canvas.detail.octaves + 1):
        noise = field(rng, shape, (1.1 * 2.03**octave, across * 2.03**octave), 1)
        crest = np.clip(1 - np.abs(noise * 2 - 1) * 1.15, 0, 1) ** 2
        total += crest * carry * (0.6 * 0.52**octave)
        carry = np.clip(crest * 1.6, 0, 1)
    grand = field(canvas.rng(name + " grand"), shape, (1.5, across * 0.8), 2)
    middle = np.sin(np.linspace(0.15, np.pi - 0.15, shape[0], dtype=np.float32))[:, None]
    return total * (0.35 + 1.1 * grand) * middle


def _light(heights: Array, column: float, side: int) -> Array:
    across = np.gradient(heights, axis=1) / column
    away = np.gradient(heights, axis=0) * (_SLICES / 0.9)
    slopes = terrain.lambert(across, away, (side * 0.75, 0.5, -0.43))
    return smoothstep(-0.05, 0.85, slopes) * (1 - terrain.cast_shadow(heights, column, side, 0.55) * 0.75)


def _colours(canvas: Canvas, name: str, heights: Array, light: Array, rock: Rock) -> Array:
    lit = light[..., None]
    colours = rock.dark + (rock.lit - rock.dark) * lit
    if rock.snow:
        cells = (12, 14 * canvas.width / canvas.unit)
        ragged = field(canvas.rng(name + " snow"), (heights.shape[0], heights.shape[1]), cells, 5, 0.6)
        cover = smoothstep(-0.1, 0.1, heights - 0.8 * (1 - rock.snow) + (ragged - 0.5) * 0.6)
        white = rock.snow_dark + (rock.snow_lit - rock.snow_dark) * lit
        colours = colours + (white - colours) * cover[..., None]
    haze = (1 - smoothstep(0, 0.55, heights)) * 0.75
    return colours + (rock.foot - colours) * haze[..., None]
