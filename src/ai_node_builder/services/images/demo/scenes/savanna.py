"""The savanna at dusk: a great sun, acacias, tall grass, and the lion if the prompt asks for one."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import mix, rgb
from ai_node_builder.services.images.demo.elements import air, clouds, ridges, sky, stars
from ai_node_builder.services.images.demo.elements.acacia import acacia
from ai_node_builder.services.images.demo.elements.birds import flock
from ai_node_builder.services.images.demo.elements.grass import grass
from ai_node_builder.services.images.demo.elements.lion import lion
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    horizon, unit = canvas.height - 0.32 * canvas.unit, canvas.unit
    side = 1 if canvas.rng("side").random() < 0.5 else -1
    light = (canvas.width * (0.5 + side * 0.1), horizon - 0.25 * unit)
    _sky(canvas, scene, horizon, light)
    flock(canvas, (light[0] - side * 0.34 * unit, light[1] - 0.14 * unit), scene.palette.at(0.3))
    _plains(canvas, scene, horizon, light)
    _foreground(canvas, scene, horizon + 0.18 * unit, side)


def _sky(canvas: Canvas, scene: Scene, horizon: float, light: Point) -> None:
    palette = scene.palette
    radius = 0.16 if palette.dark else 0.24
    sky.gradient(canvas, palette, horizon)
    if palette.dark:
        stars.stars(canvas, horizon)
    sky.halo(canvas, palette, light)
    clouds.streaks(canvas, palette, horizon, light, 0.5)
    (sky.moon if palette.dark else sky.sun)(canvas, palette, light, radius)
    rim = np.exp(-np.maximum(canvas.distance(light) - radius, 0) / 0.05)
    canvas.shine(palette.glow, rim * 0.35)
    air.mist(canvas, palette.glow, light[1] + 0.12 * canvas.unit, 0.035, 0.7, "bars")


def _plains(canvas: Canvas, scene: Scene, horizon: float, light: Point) -> None:
    palette, rng = scene.palette, canvas.rng("plains")
    for number, distance in enumerate((0.9, 0.7, 0.5, 0.3)):
        base = horizon + canvas.unit * 0.045 * number
        edge = ridges.hills(canvas, f"plain {number}", base, 0.12 - 0.025 * number, 1.2 + 0.5 * number)
        tone = palette.at(distance)
        ridges.fill(canvas, edge, tone, mix(tone, palette.glow, 0.3 + 0.1 * distance), 0.1)
        for tree in range(int((5 - number) * canvas.width / canvas.unit)):
            x = rng.random() * canvas.width
            height = canvas.unit * (0.035 + 0.03 * number) * rng.uniform(0.7, 1.3)
            if abs(x - light[0]) > 0.2 * canvas.unit:
                foot = (x, canvas.row(edge, x) + 2)
                acacia(canvas, foot, height, mix(tone, palette.near, 0.25), f"acacia {number} {tree}")


def _foreground(canvas: Canvas, scene: Scene, ground: float, side: int) -> None:
    palette, unit = scene.palette, canvas.unit
    edge = ridges.hills(canvas, "ground", ground, 0.05, 1.2)
    tree = canvas.width / 2 + side * (0.5 * canvas.width - 0.03 * unit)
    height = unit * 0.44
    acacia(canvas, (tree, canvas.row(edge, tree) + 4), height, palette.at(0.08), "great acacia")
    middle = canvas.width / 2 - side * 0.16 * unit
    edge = edge - 0.06 * unit * np.exp(-(((canvas.across - middle) / (0.3 * unit)) ** 2))
    ridges.fill(canvas, edge, palette.at(0.14), palette.near, 0.2)
    grass(canvas, edge, 0.03, palette.at(0.1), "far grass")
    if "lion" in scene.features:
        fur, light = mix(palette.near, rgb("#5c2612"), 0.55), mix(palette.glow, palette.light, 0.25)
        lion(canvas, (middle, canvas.row(edge, middle) + 0.012 * unit), unit * 0.42, fur, light, side)
        grass(canvas, edge + 0.02 * unit, 0.03, palette.at(0.06), "grass at the paws")
    front = ridges.hills(canvas, "front", canvas.height * 0.99, 0.05, 1.5)
    ridges.fill(canvas, front, palette.near, palette.near * 0.6, 0.15)
    grass(canvas, front, 0.13, palette.near * 0.8, "near grass")
