"""Heaped fair-weather clouds."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.noise import field, resized, smoothstep
from ai_node_builder.services.images.demo.palette import Palette

from .clouds import sides

_STEPS = 11


def heaps(canvas: Canvas, palette: Palette, horizon: float, light: Point, count: int = 7) -> None:
    """Clouds that are bright where little cloud stands between them and the light; worked out at half size."""
    shape = (max(2, int(horizon) // 2), max(2, canvas.width // 2))
    scale = canvas.unit / 2
    domes = _domes(canvas, shape, scale, count) * _open_around(light, shape, scale)
    billows = _billows(canvas, shape, scale) * smoothstep(0, 0.35, domes)
    density = np.clip(domes * 1.25 + billows * 2.4 - 1.15, 0, 1)
    shaded = _on_the_way(density, scale, 1 if light[0] > canvas.width / 2 else -1)
    whole = (max(2, int(horizon)), canvas.width)
    lit = resized(np.exp(-shaded * 0.24), whole)[..., None]
    shadow, bright = sides(palette)
    canvas.lay(shadow + (bright - shadow) * lit, np.clip(resized(smoothstep(0, 0.5, density), whole), 0, 0.96))


def _open_around(light: Point, shape: tuple[int, int], scale: float) -> Array:
    """Keeps the clouds from hiding the sun."""
    down, across = np.ogrid[: shape[0], : shape[1]]
    off = np.hypot(down - light[1] / 2, across - light[0] / 2) / scale
    return smoothstep(0.07, 0.2, off)


def _domes(canvas: Canvas, shape: tuple[int, int], scale: float, count: int) -> Array:
    """Where the heaps stand: round tops on level bases; small and low ones are far away."""
    rng = canvas.rng("heaps")
    domes = np.zeros(shape, np.float32)
    for number in rng.permutation(round(count * canvas.width / canvas.unit)):
        near = rng.uniform(0.25, 1)
        x = (float(number) + rng.random()) / count * scale
        base, reach = shape[0] * (0.98 - 0.62 * near), near * 0.24 * scale
        for _ in range(16):
            offset = rng.normal(0, 0.62)
            radius = reach * rng.uniform(0.25, 0.62) * float(np.exp(-(offset**2) * 0.8))
            _dome(domes, (x + offset * reach, base - radius * rng.uniform(0.2, 0.9)), radius, base)
    return domes


def _dome(domes: Array, centre: Point, radius: float, base: float) -> None:
    x, y = centre
    top, left = max(0, int(y - radius)), max(0, int(x - radius))
    window = domes[top : max(0, int(y + radius) + 1), left : max(0, int(x + radius) + 1)]
    down, across = np.ogrid[top : top + window.shape[0], left : left + window.shape[1]]
    square = 1 - ((across - x) ** 2 + (down - y) ** 2) / radius**2
    cut = np.clip((base + 0.12 * radius - down) / (0.35 * radius + 1), 0, 1)
    np.maximum(window, np.clip(square, 0, 1) ** 0.7 * cut, out=window)


def _billows(canvas: Canvas, shape: tuple[int, int], scale: float) -> Array:
    """Noise with round tops and sharp creases, as a cauliflower has; 0..1."""
    rng = canvas.rng("billows")
    total = np.zeros(shape, np.float32)
    for octave in range(canvas.detail.octaves - 1):
        cells = 5.5 * 2**octave
        noise = field(rng, shape, (cells * shape[0] / scale, cells * shape[1] / scale * 0.8), 1)
        total += np.abs(noise - 0.5) * 0.5**octave
    return total


def _on_the_way(density: Array, scale: float, side: float) -> Array:
    """How much cloud the light passes through on its way from above and the side to each place."""
    total = np.zeros_like(density)
    for step in range(1, _STEPS + 1):
        reach = 0.0075 * scale * step * 1.06**step
        down, across = round(reach * 0.8), round(-side * reach * 0.6)
        padded = np.pad(density, ((down, 0), (max(across, 0), max(-across, 0))), "edge")
        first = max(-across, 0)
        total += padded[: density.shape[0], first : first + density.shape[1]]
    # A coarser grid smooths away the edges of the single steps.
    return resized(resized(total, (max(1, total.shape[0] // 3), max(1, total.shape[1] // 3))), total.shape)
