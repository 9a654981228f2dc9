"""The whole sky of a landscape, put together from what the scene asks for."""

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.elements import clouds, sky, stars
from ai_node_builder.services.images.demo.scene import Scene

from .aurora import northern_lights
from .heaps import heaps

_FAIR = ("day", "spring", "teal dawn", "dawn", "golden")


def heavens(canvas: Canvas, scene: Scene, horizon: float, light: Point, disc: float = 0.055) -> None:
    """Paint the sky above a row, with the sun or moon at `light`, `disc` units in radius."""
    palette = scene.palette
    sky.gradient(canvas, palette, horizon)
    if {"rain", "storm"} & scene.features:
        sky.halo(canvas, palette, (light[0], horizon), 0.6)
        clouds.overcast(canvas, palette, horizon)
    elif palette.dark:
        _night(canvas, scene, horizon, light, disc)
    else:
        sky.halo(canvas, palette, light)
        sky.sun(canvas, palette, light, disc)
        clouds.streaks(canvas, palette, horizon, light, 0.5)
        if palette.mood in _FAIR:
            heaps(canvas, palette, horizon, light)


def _night(canvas: Canvas, scene: Scene, horizon: float, light: Point, disc: float) -> None:
    palette = scene.palette
    stars.stars(canvas, horizon)
    if palette.mood == "aurora":
        northern_lights(canvas, horizon)
    elif "stars" in scene.features:
        stars.milky_way(canvas, palette, horizon)
    if "stars" not in scene.features and palette.mood != "aurora":
        sky.halo(canvas, palette, light, 0.7)
        clouds.streaks(canvas, palette, horizon, light, 0.35)
        sky.moon(canvas, palette, light, disc)


def light_place(canvas: Canvas, scene: Scene, horizon: float) -> Point:
    """Where the sun or moon stands: off the middle, low by day's ends, high at night."""
    rng = canvas.rng("light")
    x = canvas.width * (0.5 + rng.uniform(0.13, 0.27) * (1 if rng.random() < 0.5 else -1))
    return x, horizon * (rng.uniform(0.22, 0.4) if scene.palette.dark else rng.uniform(0.45, 0.65))
