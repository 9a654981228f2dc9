"""Stars, single ones that sparkle, and the Milky Way."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, rgbs
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette

_COLOURS = np.stack(rgbs("#ffffff #dbe8ff #bcd4ff #fff0d8 #ffdcc0"))


def stars(canvas: Canvas, horizon: float, density: float = 1) -> None:
    """Stars of every brightness above a row; few are bright. They fade towards the horizon."""
    rng = canvas.rng("stars")
    count = int(1500 * density * canvas.width * min(horizon, canvas.height) / canvas.unit**2)
    places = rng.random((count, 2)) * (canvas.width, min(horizon, canvas.height))
    bright = rng.pareto(1.7, count).clip(0, 9) / 9
    lights = (0.25 + 0.75 * bright**0.5) * (1 - (places[:, 1] / horizon) ** 3)
    scatter(canvas, rng, places, lights, 0.0008 + 0.0022 * bright)


def scatter(canvas: Canvas, rng: np.random.Generator, places: Array, lights: Array, sizes: Array) -> None:
    """Points of light at `places` (n, 2) in pixels, with `lights` 0..1 and `sizes` in units."""
    colours = _COLOURS[rng.integers(0, len(_COLOURS), len(places))]
    for (x, y), light, size, colour in zip(places, lights, sizes * canvas.unit, colours, strict=True):
        _point(canvas, (float(x), float(y)), float(light), max(float(size), 0.6), colour)


def _point(canvas: Canvas, place: Point, light: float, size: float, colour: Array) -> None:
    reach = int(size * 3) + 2
    left, top = max(0, int(place[0]) - reach), max(0, int(place[1]) - reach)
    window = canvas.pixels[top : max(0, int(place[1]) + reach), left : max(0, int(place[0]) + reach)]
    down, across = np.ogrid[top : top + window.shape[0], left : left + window.shape[1]]
    square = (across + 0.5 - place[0]) ** 2 + (down + 0.5 - place[1]) ** 2
    window += (1 - window) * (np.exp(-square / (0.72 * size**2))[..., None] * (light * colour))


def sparkle(canvas: Canvas, place: Point, reach: float, colour: Array) -> None:
    """One star so bright that it shows four fine rays; `reach` in units."""
    across = np.abs(canvas.across - place[0])[None, :] / (reach * canvas.unit)
    down = np.abs(canvas.down - place[1]) / (reach * canvas.unit)
    rays = np.exp(-across * 4 - down * 90) + np.exp(-down * 4 - across * 90)
    canvas.shine(colour, np.clip(rays * 0.75 + np.exp(-(across**2 + down**2) * 60), 0, 1))


def milky_way(canvas: Canvas, palette: Palette, horizon: float) -> None:
    """A band of unresolved stars across the sky, with its dark lanes."""
    rng = canvas.rng("milky way")
    lean = rng.uniform(0.5, 1.1) * (1 if rng.random() < 0.5 else -1)
    across = (canvas.across[None, :] - rng.uniform(0.35, 0.65) * canvas.width) / canvas.unit
    offset = across + lean * (canvas.down / canvas.unit - 0.3)
    band = np.exp(-(((offset + canvas.noise("band", 2, 3) * 0.5 - 0.25) / 0.2) ** 2))
    clouds = smoothstep(0.3, 0.8, canvas.noise("star clouds", 6, canvas.detail.octaves))
    lanes = smoothstep(0.42, 0.62, canvas.noise("lanes", 5, canvas.detail.octaves))
    fade = 1 - smoothstep(0.55, 1, canvas.down / horizon)
    canvas.shine(palette.glow, band * (0.25 + 0.75 * clouds) * (1 - lanes * 0.75) * fade * 0.42)
