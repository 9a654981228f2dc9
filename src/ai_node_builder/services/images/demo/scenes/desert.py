"""Dunes to the horizon under a low sun."""

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.elements.dunes import dunes
from ai_node_builder.services.images.demo.elements.heavens import heavens, light_place
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    horizon = canvas.height * 0.5
    light = light_place(canvas, scene, horizon)
    heavens(canvas, scene, horizon, light)
    dunes(canvas, scene.palette, horizon, 1 if light[0] > canvas.width / 2 else -1)
