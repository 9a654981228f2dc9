"""High clouds and closed rain clouds: fractal noise on a ceiling seen in perspective."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix
from ai_node_builder.services.images.demo.noise import field, smoothstep
from ai_node_builder.services.images.demo.palette import Palette

# Rows of noise from overhead to the horizon, and how much nearer to each other they are overhead.
_CELLS, _FLATTEST = 20.0, 0.16


def streaks(canvas: Canvas, palette: Palette, horizon: float, light: Point, cover: float = 0.5) -> None:
    """Long high clouds that close up towards the horizon; `cover` is 0 (clear) to 1 (closed)."""
    density = _ceiling(canvas, horizon, "streaks")
    rows = len(density)
    threshold = 0.74 - 0.36 * cover
    fade = 1 - smoothstep(0.75, 1.0, canvas.down[:rows] / horizon)
    clear = 1 - np.exp(-canvas.distance(light)[:rows] / 0.07)
    near_light = np.exp(-canvas.distance(light, 1.3)[:rows] / 0.45)
    thin = 1 - smoothstep(threshold + 0.05, threshold + 0.3, density)
    lit = np.clip(near_light * 0.85 + thin * 0.35, 0, 1)[..., None]
    shadow, bright = sides(palette)
    body = smoothstep(threshold, threshold + 0.22, density) * fade * clear
    canvas.lay(shadow + (bright - shadow) * lit, body * 0.8)


def overcast(canvas: Canvas, palette: Palette, horizon: float) -> None:
    """A closed ceiling of rain clouds."""
    density = _ceiling(canvas, horizon, "overcast")
    fade = 1 - smoothstep(0.35, 0.95, canvas.down[: len(density)] / horizon)
    dark, light = mix(palette.sky[0], palette.near, 0.3), mix(palette.sky[2], palette.sky[3], 0.4)
    body = smoothstep(0.3, 0.7, density)[..., None]
    canvas.lay(light + (dark - light) * body, fade * 0.8)


def sides(palette: Palette) -> tuple[Array, Array]:
    """The colours of a cloud's shaded and lit side."""
    shadow, bright = mix(palette.sky[1], palette.haze, 0.35), mix(palette.glow, palette.light, 0.55)
    if palette.dark:
        return mix(shadow, palette.near, 0.2), mix(shadow, bright, 0.22)
    airy = float(palette.sky[1].mean())
    return mix(shadow, palette.light, 0.55 * airy**1.5), bright


def _ceiling(canvas: Canvas, horizon: float, name: str) -> Array:
    """Noise on a plane overhead: the nearer a row is to the horizon, the farther apart its samples lie."""
    rows = max(2, int(horizon))
    cells = (_CELLS, 2.0 * canvas.width / canvas.unit)
    texture = field(canvas.rng(name), (rows, canvas.width), cells, canvas.detail.octaves, 0.55)
    away = 1 / np.linspace(1, _FLATTEST, rows) - 1
    place = away / away.max() * (rows - 1)
    first = np.minimum(place.astype(np.intp), rows - 2)
    share = (place - first).astype(np.float32)[:, None]
    noise: Array = texture[first] * (1 - share) + texture[first + 1] * share
    return noise
