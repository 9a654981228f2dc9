"""A spiral galaxy."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array, mix, rgb, shades
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette

from .stars import scatter

# How tightly the arms are wound.
_WINDING = 2.6


class _Disc:
    """The galaxy's own plane: how it lies in the picture."""

    def __init__(self, canvas: Canvas) -> None:
        rng = canvas.rng("galaxy")
        self.centre = (canvas.width * rng.uniform(0.46, 0.54), canvas.height * rng.uniform(0.46, 0.54))
        self.tilt, self.squash = rng.uniform(-0.6, 0.6), rng.uniform(0.42, 0.62)
        self.turn = 1 if rng.random() < 0.5 else -1

    def polar(self, canvas: Canvas) -> tuple[Array, Array]:
        """Radius in units and angle in the plane, for every pixel."""
        x = (canvas.across[None, :] - self.centre[0]) / canvas.unit
        y = (canvas.down - self.centre[1]) / canvas.unit
        along = x * np.cos(self.tilt) + y * np.sin(self.tilt)
        aside = (y * np.cos(self.tilt) - x * np.sin(self.tilt)) / self.squash
        return np.hypot(along, aside), np.arctan2(aside, along)

    def places(self, canvas: Canvas, radius: Array, angle: Array) -> Array:
        """Pixels (n, 2) of points in the plane."""
        along, aside = radius * np.cos(angle), radius * np.sin(angle) * self.squash
        x = along * np.cos(self.tilt) - aside * np.sin(self.tilt)
        y = along * np.sin(self.tilt) + aside * np.cos(self.tilt)
        return np.stack([x, y], axis=1) * canvas.unit + self.centre


def galaxy(canvas: Canvas, palette: Palette) -> None:
    """A bright core, two arms with dark lanes along them, and young stars in pink clouds."""
    disc = _Disc(canvas)
    radius, angle = disc.polar(canvas)
    wisps = canvas.noise("wisps", 7, canvas.detail.octaves, gain=0.6) - 0.5
    knots = canvas.noise("knots", 24, 3, gain=0.7) - 0.5
    winding = 2 * (angle * disc.turn - np.log(radius + 0.02) * _WINDING)
    arms = (np.cos(winding + wisps * 3.2) * 0.5 + 0.5) ** 1.6
    edge = 1 - smoothstep(0.38, 0.66, radius + wisps * 0.12)
    canvas.shade(np.exp(-((radius / 0.45) ** 2)) * 0.6)
    light = (arms * 0.95 + 0.12) * edge * np.exp(-radius / 0.27) * 1.5 * (1 + knots * 1.1 + wisps * 0.8)
    canvas.shine(shades(_tones(palette), radius / 0.5 + wisps * 0.25), np.clip(light, 0, 1))
    lanes = smoothstep(0.72, 0.98, np.cos(winding + 0.9 + wisps * 3.6) * 0.5 + 0.5)
    canvas.shade(lanes * edge * smoothstep(0.05, 0.16, radius) * np.exp(-radius / 0.35) * 0.75)
    young = smoothstep(0.2, 0.36, knots + wisps * 0.4) * arms**2 * edge * smoothstep(0.08, 0.18, radius)
    canvas.shine(rgb("#ff6fae"), young * 0.5)
    canvas.shine(palette.light, np.clip(np.exp(-radius / 0.045) + np.exp(-radius / 0.13) * 0.75, 0, 1))
    _stars(canvas, disc)


def _tones(palette: Palette) -> list[Array]:
    """From the old core to the young rim."""
    warm, blue = mix(palette.glow, palette.light, 0.3), mix(palette.accent, palette.sky[3], 0.4)
    return [palette.light, warm, palette.sky[4], palette.accent, blue]


def _stars(canvas: Canvas, disc: _Disc) -> None:
    rng = canvas.rng("galaxy stars")
    count = int(1500 * canvas.detail.plenty)
    radius = rng.exponential(0.17, count) + 0.03
    arm = rng.integers(0, 2, count) * np.pi + rng.normal(0, 0.35, count)
    angle = disc.turn * (np.log(radius + 0.02) * _WINDING + arm)
    lights, sizes = rng.uniform(0.15, 0.8, count), rng.uniform(0.0007, 0.0016, count)
    scatter(canvas, rng, disc.places(canvas, radius, angle), lights, sizes)
