"""Rolling hills in flower."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgb, rgbs, shades
from ai_node_builder.services.images.demo.elements import ridges, terrain
from ai_node_builder.services.images.demo.elements.conifers import wood
from ai_node_builder.services.images.demo.elements.flowers import STEMS, flowers
from ai_node_builder.services.images.demo.elements.foliage import tree
from ai_node_builder.services.images.demo.elements.ground import Ground
from ai_node_builder.services.images.demo.elements.heavens import heavens, light_place
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen
from ai_node_builder.services.images.demo.scene import Scene

_FLOWERS = ("#e63946 #ffffff #b388eb #ff7fa8 #ffd166 #6a7dff", "#ff8fab #fff1f5 #9d6bff", "#ffb703 #ffffff #5c7cfa")
_BARK = rgb("#4a3626")
_GRASS = rgbs("#14462b #2f7a38 #6cae45 #bfdc62")


def draw(canvas: Canvas, scene: Scene) -> None:
    palette = scene.palette
    horizon = canvas.height * 0.5
    light = light_place(canvas, scene, horizon)
    heavens(canvas, scene, horizon, light)
    for number, share in enumerate((0.12, 0.3, 0.5)):
        edge = ridges.hills(canvas, f"hill {number}", horizon + 0.03 * number * canvas.unit, 0.13, 1.6 + 0.5 * number)
        tone = mix(palette.haze, _under(palette, rgb("#3f7f4f")), share)
        foot = mix(tone, palette.glow, 0.35)
        if number:
            wood(canvas, edge, mix(tone, palette.near, 0.12 * number), tone, 0.011 * number, f"wood {number}")
        ridges.fill(canvas, edge, tone, foot, 0.12)
    ground = horizon + 0.05 * canvas.unit
    hues = _hues(canvas, scene)
    _fields(canvas, palette, ground, light, hues)
    _tree(canvas, palette, (canvas.width - light[0], ground + 0.1 * canvas.unit), light[0])
    stems = [_under(palette, tone) for tone in STEMS]
    flowers(canvas, ground, hues, stems, mix(palette.haze, palette.glow, 0 if palette.dark else 0.5))


def _tree(canvas: Canvas, palette: Palette, foot: Point, light_x: float) -> None:
    rng, height = canvas.rng("tree"), canvas.unit * 0.36
    pen = Pen(canvas, foot[1] - height * 1.1, foot[1] + 0.05 * canvas.unit, "RGBA")
    tones = [_under(palette, tone) for tone in _GRASS]
    off = ((canvas.across[None, :] - foot[0]) / (height * 0.4)) ** 2 + ((canvas.down - foot[1]) / (height * 0.035)) ** 2
    canvas.shade(np.exp(-off) * 0.5)
    tree(pen, rng, foot, height, mix(palette.near, _under(palette, _BARK), 0.6), tones, canvas.detail.plenty)
    pen.lay_colours()
    pen.rim(palette.glow * 0.5, (2 if light_x > foot[0] else -2) * canvas.unit / 1024, -canvas.unit / 1024)


def _hues(canvas: Canvas, scene: Scene) -> list[Array]:
    hues = rgbs(_FLOWERS[canvas.rng("hues").integers(0, len(_FLOWERS))])
    if "coloured" in scene.features:
        hues = [scene.palette.accent, mix(scene.palette.accent, rgb("#ffffff"), 0.5), scene.palette.accent * 0.8]
    return [_under(scene.palette, hue) for hue in hues]


def _under(palette: Palette, colour: Array) -> Array:
    """A colour of the day as it looks in this light."""
    return mix(colour, palette.near, 0.72) if palette.dark else mix(colour, palette.glow, 0.13)


def _fields(canvas: Canvas, palette: Palette, horizon: float, light: Point, hues: list[Array]) -> None:
    ground = Ground(canvas, horizon, far=40)
    rise = (ground.noise("hills", 7, 2, 0.35, long=1.2) - 0.5) * 1.7 * smoothstep(0.8, 6, ground.z)
    heights = np.minimum(rise + (ground.noise("lumps", 1.5) - 0.5) * 0.12, 0.75 + ground.z * 0.02)
    side = 1 if light[0] > canvas.width / 2 else -1
    lit = smoothstep(-0.1, 0.95, terrain.lambert(*ground.slopes(heights), (side * 0.7, 0.5, 0.5)))
    blades, patches = ground.noise("blades", 0.06, gain=0.75, long=2), ground.noise("patches", 1.4)
    tones = [_under(palette, tone) for tone in _GRASS]
    colours = shades(tones, lit * 0.7 + (patches - 0.5) * 0.5 + (blades - 0.5) * 0.35 + 0.05)
    specks = smoothstep(0.5, 0.66, ground.noise("specks", 0.06, 2))
    for number, hue in enumerate(hues[:3]):
        carpet = smoothstep(0.53, 0.7, ground.noise(f"carpet {number}", 2.2, long=1.5))
        share = carpet * specks * smoothstep(2, 5, ground.z) * 0.85
        colours = colours + (hue * (0.7 + 0.3 * lit[..., None]) - colours) * share[..., None]
    fog = mix(palette.haze, palette.glow, 0.35)
    ground.draw(heights, colours + (fog - colours) * ground.haze(20))
