"""Abstract: folds of shining silk."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import shades
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, unit = scene.palette, canvas.unit
    bend, drift = (canvas.noise(name, 1.1, 2, gain=0.4) - 0.5 for name in ("bend", "drift"))
    flow = canvas.across[None, :] / unit * 0.8 + canvas.down / unit * 1.3 + bend * 2.6
    folds = np.sin(flow * 5.2 + drift * 7) + 0.5 * np.sin(flow * 11 + bend * 9 - drift * 5)
    across, down = np.gradient(folds, axis=1) * (unit / 10), np.gradient(folds, axis=0) * (unit / 10)
    upright = 1 / np.sqrt(1 + across**2 + down**2)
    light = np.clip((0.62 - across * 0.5 - down * 0.6) * upright, 0, 1)
    gloss = np.clip((0.75 - across * 0.42 - down * 0.5) * upright, 0, 1) ** 22
    hue = (bend + drift) * 0.75 + 0.5 + folds * 0.12
    canvas.pixels[:] = np.clip(shades([palette.near, *palette.sky], hue) * (0.35 + 0.85 * light[..., None]), 0, 1)
    canvas.shine(palette.light, gloss * 0.55)
    canvas.shine(palette.accent, smoothstep(0.6, 1, light) * 0.12)
