"""Sand dunes: long asymmetric waves with sharp crests, wind ripples on their lit side."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, mix, rgb, shades
from ai_node_builder.services.images.demo.elements import terrain
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette

from .ground import Ground

# Where along a dune's width its crest stands.
_CREST = 0.7


def dunes(canvas: Canvas, palette: Palette, horizon: float, light_side: int) -> None:
    """Dunes from the row `horizon` to the lower edge."""
    ground = Ground(canvas, horizon, far=40)
    phase = _phase(ground, light_side)
    heights = _heights(ground, phase)
    across, away = ground.slopes(heights)
    slope = terrain.lambert(across, away, (light_side * 0.86, 0.3, 0.4))
    light = smoothstep(-0.25, 0.95, slope + _ripples(ground, phase) * smoothstep(-0.1, 0.3, slope))
    colours = shades(_sand(palette), light)
    fog = mix(palette.sky[-1], palette.haze, 0.45)
    ground.draw(heights, colours + (fog - colours) * ground.haze(18))


def _phase(ground: Ground, side: int) -> Array:
    warp = ground.noise("dune lines", 4, 2, 0.3, long=1.6)
    wind = ground.noise("wind", 1.2, long=1.5)
    phase: Array = ground.x * (0.15 * side) + ground.z * 0.06 + warp * 2.2 + wind * 0.1
    return phase


def _heights(ground: Ground, phase: Array) -> Array:
    place = phase % 1
    rise, fall = place / _CREST, (1 - place) / (1 - _CREST)
    # A smooth minimum rounds the crest: more of it far away, where a slice is wider than the crest.
    softness = np.minimum(0.05 + 0.02 * ground.z, 0.5)
    share = np.clip(0.5 + 0.5 * (fall - rise) / softness, 0, 1)
    profile = np.maximum(fall + (rise - fall) * share - softness * share * (1 - share), 0) ** 1.2
    size, far = ground.noise("dune sizes", 6, 2, 0.4, long=1.4), smoothstep(1.5, 9, ground.z)
    heights: Array = profile * (0.15 + 0.85 * size) * (0.62 + far * 1.1) + (size - 0.5) * (0.5 + far) - 0.05
    return heights


def _ripples(ground: Ground, phase: Array) -> Array:
    waves = np.sin(phase * 90 + ground.noise("ripples", 1.2) * 30 + ground.z * 4) * np.exp(-ground.z / 2.2)
    grains = (ground.noise("grains", 0.05, 2) - 0.5) * np.exp(-ground.z / 2.5)
    light: Array = waves * 0.13 + grains * 0.12
    return light


def _sand(palette: Palette) -> list[Array]:
    """From the shadow to the light."""
    dark = mix(mix(rgb("#7a3f38"), palette.sky[1], 0.35), palette.near, 0.3)
    sand = mix(palette.glow, rgb("#f2a65e"), 0.6)
    bright = mix(rgb("#ffe0a8"), palette.light, 0.3)
    if palette.dark:
        dark, sand, bright = (mix(tone, palette.sky[1], 0.68) for tone in (dark, sand, bright))
    return [dark, mix(dark, sand, 0.27), mix(dark, sand, 0.5), sand, bright]
