"""Smooth random fields. Every field is a pure function of its generator and its shape."""

import hashlib

import numpy as np
from PIL import Image

from .colour import Array


def generator(seed: bytes, name: str) -> np.random.Generator:
    """A random stream of its own for each thing drawn, so that more detail in one never moves another."""
    digest = hashlib.sha256(seed + name.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def field(
    rng: np.random.Generator, shape: tuple[int, int], cells: tuple[float, float], octaves: int, gain: float = 0.5
) -> Array:
    """Fractal value noise of `shape` (rows, columns), 0..1 around 0.5; `cells` counts the coarsest cells."""
    weights = gain ** np.arange(octaves, dtype=np.float32)
    total = np.zeros(shape, np.float32)
    for octave, weight in enumerate(weights / weights.sum()):
        # A single row keeps its one row of cells: averaging several into it would flatten the line.
        rows = cells[0] * 2**octave if shape[0] > 1 else 1
        total += weight * _octave(rng, shape, rows, cells[1] * 2**octave)
    return total


def _octave(rng: np.random.Generator, shape: tuple[int, int], rows: float, columns: float) -> Array:
    grid = rng.random((int(rows) + 5, int(columns) + 5), np.float32)
    window = (2.0, 2.0, 2.0 + columns, 2.0 + rows)
    return resized(grid, shape, window)


def resized(values: Array, shape: tuple[int, int], window: tuple[float, float, float, float] | None = None) -> Array:
    """Values stretched smoothly to a shape; `window` (left, top, right, bottom) takes a part of them."""
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, window), np.float32)


def line(rng: np.random.Generator, length: int, cells: float, octaves: int, gain: float = 0.5) -> Array:
    """The same noise along a line: shape (length,), 0..1."""
    return field(rng, (1, length), (1, cells), octaves, gain).ravel()


def smoothstep(low: float, high: float, values: Array) -> Array:
    """0 below `low`, 1 above `high`, a soft S between."""
    t: Array = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
