"""The open sea: waves as a height field that mirrors the sky painted above it."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette

from .ground import Ground


def ocean(canvas: Canvas, palette: Palette, horizon: float, light: Point, swell: float = 1) -> None:
    """Sea from the row `horizon` down. Paint the sky first. `swell` is the height of the waves."""
    ground = Ground(canvas, horizon, far=90)
    heights = _waves(ground, swell)
    facing, columns, rows = _mirrored(ground, heights)
    colours = _water(palette, heights)
    # Schlick's approximation of Fresnel reflection, with water's 0.02 at normal incidence.
    gloss = (0.02 + 0.98 * (1 - facing) ** 4)[..., None]
    colours = colours + (_sky_at(canvas, horizon, columns, rows) - colours) * gloss
    off = np.hypot((columns - light[0]) * 1.5, (rows - light[1]) * 0.8) / canvas.unit
    glint = (np.exp(-((off / 0.085) ** 2)) * 0.9)[..., None]
    ground.draw(heights, colours + (1 - colours) * glint * palette.golden)


def _waves(ground: Ground, swell: float) -> Array:
    rollers = 1 - np.abs(ground.noise("rollers", 0.9, long=0.45) * 2 - 1)
    ripples = ground.noise("ripples", 0.22, gain=0.55, long=0.5) - 0.5
    waves: Array = (rollers * (0.1 * swell) + ripples * 0.03) * np.minimum(1, ground.z / 1.2)
    return waves


def _mirrored(ground: Ground, heights: Array) -> tuple[Array, Array, Array]:
    """How much each wave faces the viewer (0..1), and the column and row of the sky that it mirrors."""
    across, away = ground.slopes(heights)
    normal = np.stack([-across, np.ones_like(across), -away]) / np.sqrt(1 + across**2 + away**2)
    sight = np.stack([ground.x, -np.ones_like(ground.x), np.broadcast_to(ground.z, ground.x.shape)])
    sight /= np.sqrt(ground.x**2 + 1 + ground.z**2)
    facing = np.clip(-(sight * normal).sum(axis=0), 0, 1)
    x, y, z = sight + 2 * facing * normal
    ahead = np.maximum(z, 0.05) / ground.canvas.unit
    return facing, x / ahead + ground.canvas.width / 2, ground.horizon - (np.abs(y) + 1e-3) / ahead


def _water(palette: Palette, heights: Array) -> Array:
    deep, shallow = mix(palette.sky[0], palette.near, 0.45), mix(palette.sky[1], palette.sky[2], 0.4)
    return deep + (shallow - deep) * (smoothstep(0, 0.13, heights)[..., None] * 0.6)


def _sky_at(canvas: Canvas, horizon: float, columns: Array, rows: Array) -> Array:
    above = canvas.pixels[: max(1, int(horizon))]
    row = np.clip(rows, 0, len(above) - 1).astype(np.intp)
    return above[row, np.clip(columns, 0, canvas.width - 1).astype(np.intp)]
