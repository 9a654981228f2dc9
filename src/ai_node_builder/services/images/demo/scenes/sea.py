"""The open sea, with what the prompt puts on it: a lighthouse on its island, a sailing boat."""

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.elements.birds import flock
from ai_node_builder.services.images.demo.elements.boat import boat
from ai_node_builder.services.images.demo.elements.heavens import heavens, light_place
from ai_node_builder.services.images.demo.elements.lighthouse import island
from ai_node_builder.services.images.demo.elements.ocean import ocean
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, unit = scene.palette, canvas.unit
    horizon = canvas.height * 0.56
    light = light_place(canvas, scene, horizon)
    side = 1 if light[0] > canvas.width / 2 else -1
    heavens(canvas, scene, horizon, light)
    if not palette.dark:
        flock(canvas, (canvas.width / 2 - side * 0.1 * unit, horizon * 0.6), palette.at(0.4), 6)
    ocean(canvas, palette, horizon, light, 1.7 if "storm" in scene.features else 1)
    if "lighthouse" in scene.features:
        island(canvas, palette, canvas.width / 2 - side * 0.2 * unit, horizon + 0.09 * unit, side)
    if "boat" in scene.features or ("lighthouse" not in scene.features and scene.seed[9] % 2):
        boat(canvas, palette, (canvas.width / 2 - side * 0.16 * unit, horizon + 0.085 * unit), 0.24 * unit, side)
