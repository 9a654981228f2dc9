"""Mountain ranges one behind the other, a lake, and firs in front."""

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import mix
from ai_node_builder.services.images.demo.elements import air, ridges
from ai_node_builder.services.images.demo.elements.conifers import wood
from ai_node_builder.services.images.demo.elements.heavens import heavens, light_place
from ai_node_builder.services.images.demo.elements.houses import village
from ai_node_builder.services.images.demo.elements.massif import Rock, massif
from ai_node_builder.services.images.demo.elements.water import glitter, lake
from ai_node_builder.services.images.demo.scene import Scene

# Per range, from far to near: distance (0 here, 1 the horizon), height in units, peaks per unit of width.
_RANGES = ((0.85, 0.48, 1.1), (0.6, 0.36, 1.6), (0.34, 0.20, 2.3))


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, unit = scene.palette, canvas.unit
    horizon, shore = canvas.height * 0.64, canvas.height * 0.77
    light = light_place(canvas, scene, horizon)
    heavens(canvas, scene, horizon, light)
    canvas.pixels[int(horizon) :] = palette.at(0.8)
    for distance, height, peaks in _RANGES:
        base = horizon + (shore - horizon) * (1 - distance)
        rock = _rock(scene, distance)
        massif(canvas, f"range {peaks}", base, height, peaks, rock, 1 if light[0] > canvas.width / 2 else -1)
        air.mist(canvas, mix(palette.haze, palette.glow, 0.3), base, 0.05, 0.5 * distance, f"mist {peaks}")
    bank = ridges.hills(canvas, "bank", shore, 0.05, 1.5)
    wood(canvas, bank, palette.at(0.24), palette.at(0.3), 0.05, "far wood")
    if "village" in scene.features:
        village(canvas, palette, bank, canvas.width - light[0], "snow" in scene.features)
    lake(canvas, shore, palette.near, 0.6)
    glitter(canvas, shore, light[0], palette.golden, 0.6)
    front = ridges.hills(canvas, "front", canvas.height + 0.01 * unit, 0.13, 1.3)
    wood(canvas, front, palette.near, palette.near, 0.25, "near wood", gap=light[0])


def _rock(scene: Scene, distance: float) -> Rock:
    palette = scene.palette
    tone = palette.at(distance)
    dim = palette.dark or "rain" in scene.features
    snow_lit = mix(palette.light, palette.glow, 0.25)
    return Rock(
        lit=mix(tone, palette.glow, 0.25 if dim else 0.6),
        dark=mix(tone, mix(palette.sky[0], palette.near, 0.4), 0.45),
        snow_lit=mix(snow_lit, palette.haze, 0.3) if dim else snow_lit,
        snow_dark=mix(palette.haze, palette.sky[1], 0.5),
        foot=mix(tone, palette.haze, 0.7),
        snow=0.55 if "snow" in scene.features else 0,
    )
