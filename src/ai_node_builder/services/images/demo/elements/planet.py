"""A banded planet with rings."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, shades
from ai_node_builder.services.images.demo.noise import line, smoothstep
from ai_node_builder.services.images.demo.palette import Palette

# Inner and outer edge of the rings, in radii of the planet, and how flat they look.
_INNER, _OUTER, _FLAT = 1.3, 2.2, 0.26


class _Ball:
    """A sphere in the picture: x, y in radii from its centre, z towards the viewer."""

    def __init__(self, canvas: Canvas, centre: Point, radius: float) -> None:
        self.x: Array = (canvas.across[None, :] - centre[0]) / (radius * canvas.unit)
        self.y: Array = (canvas.down - centre[1]) / (radius * canvas.unit)
        self.off: Array = np.hypot(self.x, self.y)
        self.z: Array = np.sqrt(np.clip(1 - self.off**2, 0, 1))
        edge = 1.2 / (radius * canvas.unit)
        self.mask = 1 - smoothstep(1 - edge, 1 + edge, self.off)

    def lit(self, side: int) -> Array:
        """The light on it from upper left (-1) or upper right (1), -1..1."""
        light: Array = self.x * (side * 0.72) - self.y * 0.42 + self.z * 0.52
        return light


def planet(canvas: Canvas, palette: Palette) -> None:
    """A planet in the middle distance and its small moon."""
    rng = canvas.rng("planet")
    side = 1 if rng.random() < 0.5 else -1
    radius, tilt = rng.uniform(0.23, 0.29), rng.uniform(-0.5, 0.5)
    ball = _Ball(canvas, (canvas.width / 2 - side * 0.06 * canvas.unit, canvas.height * 0.52), radius)
    sunny = np.clip((ball.x * side * 0.72 - ball.y * 0.42) * 0.7 + 0.4, 0, 1)
    air = mix(palette.accent, palette.glow, 0.4)
    canvas.shine(air, np.exp(-np.maximum(ball.off - 1, 0) / 0.09) * sunny * 0.75)
    rings, in_front, tone = _rings(canvas, palette, ball, tilt)
    canvas.lay(tone, rings * (1 - in_front))
    canvas.lay(_surface(canvas, palette, ball, tilt, side), ball.mask)
    canvas.lay(tone, rings * in_front)
    _moon(canvas, palette, side)


def _surface(canvas: Canvas, palette: Palette, ball: _Ball, tilt: float, side: int) -> Array:
    swirl = canvas.noise("swirls", 5, canvas.detail.octaves, gain=0.55) - 0.5
    latitude = ball.y * np.cos(tilt) - ball.x * np.sin(tilt)
    bands = line(canvas.rng("bands"), 512, 9, 4, 0.6)
    place = np.clip((latitude * 0.5 + 0.5 + swirl * 0.07) * 511, 0, 511)
    tones = [mix(palette.sky[3], palette.near, 0.2), palette.sky[4], palette.glow, palette.light]
    tones.append(mix(palette.accent, palette.light, 0.3))
    colours: Array = shades(tones, (bands[place.astype(np.intp)] - 0.3) * 2.2)
    light = ball.lit(side)
    colours = colours * (0.03 + 1.02 * smoothstep(-0.12, 0.9, light)[..., None])
    rim: Array = np.clip((1 - ball.z) ** 3 * np.clip(light + 0.35, 0, 1) * 0.9, 0, 1)[..., None]
    return colours + (mix(palette.accent, palette.light, 0.4) - colours) * rim


def _rings(canvas: Canvas, palette: Palette, ball: _Ball, tilt: float) -> tuple[Array, Array, Array]:
    """How dense the rings are, where they pass in front of the planet, and their colours."""
    along = ball.x * np.cos(tilt) + ball.y * np.sin(tilt)
    aside = (ball.y * np.cos(tilt) - ball.x * np.sin(tilt)) / _FLAT
    radius = np.hypot(along, aside)
    grooves = line(canvas.rng("rings"), 1024, 22, 4, 0.7)
    groove = grooves[np.clip((radius - _INNER) / (_OUTER - _INNER) * 1023, 0, 1023).astype(np.intp)]
    inside = smoothstep(_INNER, _INNER + 0.09, radius) * (1 - smoothstep(_OUTER - 0.15, _OUTER, radius))
    density = inside * np.clip((groove - 0.25) * 1.9, 0.05, 1) * 0.85
    return density, np.heaviside(aside, 1), palette.golden * (0.55 + 0.6 * groove[..., None])


def _moon(canvas: Canvas, palette: Palette, side: int) -> None:
    place = (canvas.width / 2 + side * 0.31 * canvas.unit, canvas.height * 0.52 - 0.33 * canvas.unit)
    ball = _Ball(canvas, place, 0.035)
    craters = canvas.noise("craters", 40, 3) - 0.5
    light = np.clip(ball.lit(side), 0, 1) * (1 + craters * 0.8)
    canvas.lay(mix(palette.sky[4], palette.light, 0.5) * (0.05 + 0.95 * light[..., None]), ball.mask)
