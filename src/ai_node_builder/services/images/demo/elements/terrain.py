"""Height fields, drawn front to back so that near slopes hide what lies behind them.

A height field is an array (slices, columns): slice 0 is nearest. It is worked out at twice the canvas's width
and averaged down, which smooths its skyline.
"""

import numpy as np
import numpy.typing as npt

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.noise import smoothstep

FINER = 2
# Columns worked on at once: keeps a 3840 pixel wide picture within some tens of megabytes here.
_STRIP = 1024


def project(canvas: Canvas, crests: Array, colours: Array, bottom: Array) -> None:
    """Lay the field on the canvas.

    `crests` holds the row that each sample reaches up to, `colours` its colour, `bottom` the row where each
    column ends.
    """
    top = int(np.clip(crests.min() - 1, 0, canvas.height - 1))
    end = int(np.clip(np.ceil(bottom.max()), top + 1, canvas.height))
    for left in range(0, crests.shape[1], _STRIP):
        strip = slice(left, left + _STRIP)
        rows, fine = np.arange((end - top) * FINER)[:, None], (crests[:, strip] - top) * FINER
        nearest = _nearest(fine, len(rows))
        mask = (nearest < len(crests)) & (rows < (bottom[strip] - top) * FINER)
        pixels = _between(fine, colours[:, strip], np.minimum(nearest, len(crests) - 1))
        region = canvas.pixels[top:end, left // FINER : (left + mask.shape[1]) // FINER]
        region += _halved(pixels * mask[..., None]) - region * _halved(mask.astype(np.float32))[..., None]


def _nearest(crests: Array, rows: int) -> npt.NDArray[np.intp]:
    """For each row of each column the nearest slice that reaches so high; the number of slices for none."""
    slices, columns = crests.shape
    reached = np.clip(np.ceil(np.minimum.accumulate(crests, axis=0)), 0, rows).astype(np.intp)
    cells = np.bincount((reached * columns + np.arange(columns)).ravel(), minlength=(rows + 1) * columns)
    nearest: npt.NDArray[np.intp] = slices - np.cumsum(cells.reshape(rows + 1, columns), axis=0)[:rows]
    return nearest


def _between(crests: Array, colours: Array, index: npt.NDArray[np.intp]) -> Array:
    """The colour at each row: between the slice seen there and the one before it."""
    columns = np.arange(crests.shape[1])
    before = np.maximum(index - 1, 0)
    high, low = crests[index, columns], crests[before, columns]
    row = np.arange(index.shape[0], dtype=np.float32)[:, None]
    share = np.clip((row - high) / np.maximum(low - high, 1e-3), 0, 1)[..., None]
    seen = colours[index, columns]
    return seen + (colours[before, columns] - seen) * share


def _halved(fine: Array) -> Array:
    return (fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2]) * 0.25


def lambert(across: Array, away: Array, light: tuple[float, float, float]) -> Array:
    """Light on slopes dh/dx (`across`) and dh/dz (`away`) from a direction (x right, y up, z away), -1..1."""
    x, y, z = light
    return (y - across * x - away * z) / np.sqrt(1 + across**2 + away**2)


def cast_shadow(heights: Array, column: float, side: int, fall: float) -> Array:
    """1 where a higher place on the light's side (-1 left, 1 right) stands in the light, 0 in the open.

    `column` is one column's width in the heights' own unit, `fall` how far the light sinks per width.
    """
    towards = heights if side < 0 else heights[:, ::-1]
    ray = towards + np.arange(heights.shape[1], dtype=np.float32) * (column * fall)
    blocked = smoothstep(0.003, 0.03, np.maximum.accumulate(ray, axis=1) - ray)
    return blocked if side < 0 else blocked[:, ::-1]
