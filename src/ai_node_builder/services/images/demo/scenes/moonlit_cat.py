"""A cat on a hill, looking at a great low moon or sun."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import mix
from ai_node_builder.services.images.demo.elements import air, clouds, ridges, sky, stars
from ai_node_builder.services.images.demo.elements.cat import cat
from ai_node_builder.services.images.demo.elements.conifers import wood
from ai_node_builder.services.images.demo.elements.grass import grass
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, unit = scene.palette, canvas.unit
    horizon = canvas.height - 0.3 * unit
    x = canvas.width * 0.5 + canvas.rng("cat").uniform(-0.12, 0.12) * unit
    light = (x + 0.03 * unit, horizon - 0.22 * unit)
    sky.gradient(canvas, palette, horizon)
    if palette.dark:
        stars.stars(canvas, horizon)
    sky.halo(canvas, palette, light, 0.9)
    clouds.streaks(canvas, palette, horizon, light, 0.5)
    (sky.moon if palette.dark else sky.sun)(canvas, palette, light, 0.25)
    air.mist(canvas, palette.glow, light[1] + 0.1 * unit, 0.03, 0.6, "bars")
    for number, distance in enumerate((0.8, 0.55, 0.3)):
        base = horizon + (0.03 + 0.055 * number) * unit
        edge = ridges.hills(canvas, f"hill {number}", base, 0.09, 1.4)
        wood(canvas, edge, palette.at(distance), mix(palette.at(distance), palette.haze, 0.4), 0.03, f"wood {number}")
    knoll = canvas.height - unit * (0.02 + 0.13 * np.exp(-(((canvas.across - x) / (0.5 * unit)) ** 2)))
    ridges.fill(canvas, knoll, palette.at(0.05), palette.near * 0.7, 0.2)
    cat(canvas, (x, canvas.row(knoll, x) + 0.012 * unit), unit * 0.46, palette.near * 0.8, palette.golden)
    grass(canvas, knoll + 0.005 * unit, 0.035, palette.near * 0.9, "grass", wind=0.1)
