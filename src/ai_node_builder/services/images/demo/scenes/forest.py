"""Inside a forest: trunks in the mist, a light behind them, leaves above and on the ground."""

from dataclasses import dataclass

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, ramp, rgba, rgbs, shades
from ai_node_builder.services.images.demo.elements import air
from ai_node_builder.services.images.demo.elements.foliage import branch, clump, trunk
from ai_node_builder.services.images.demo.elements.ground import Ground
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen
from ai_node_builder.services.images.demo.scene import Scene

# From the shade to the light.
_LEAVES = {
    "autumn": "#4a1812 #8c2f17 #c14a1b #e2761f #f4a52c #ffd25e",
    "snow": "#5d7690 #9db2c6 #c3d3e0 #dfe9f1 #f1f6fa #ffffff",
    "night": "#06121c #0b2230 #133a48 #1f5660 #3b7d80 #7fc4b6",
    "summer": "#0d2a1c #17492a #2c6e33 #569a3a #93c34c #dcea7e",
}
_LAYERS = 6


@dataclass(frozen=True)
class _Wood:
    """The forest's own colours: `air` is what distance fades into."""

    palette: Palette
    leaves: list[Array]
    air: Array
    horizon: float
    light: Point


def draw(canvas: Canvas, scene: Scene) -> None:
    wood = _wood(canvas, scene)
    _glow(canvas, wood)
    drift = smoothstep(0.2, 0.8, canvas.noise("mist", 2.5, 3, 3))
    for number in range(_LAYERS):
        near = number / (_LAYERS - 1)
        foot = wood.horizon + canvas.unit * 0.36 / (10 * (1 - near) ** 1.7 + 1.1)
        if number == _LAYERS - 1:
            source = (wood.light[0] * 1.5 - canvas.width * 0.25, -0.25 * canvas.height)
            air.beams(canvas, source, wood.palette.golden, 0.3)
            _litter(canvas, wood)
        _trunks(canvas, wood, number, near, foot)
        _canopy(canvas, wood, number, near)
        low = np.exp(-(((canvas.down - foot) / (canvas.unit * 0.13)) ** 2)) * (0.55 * (1 - near) ** 0.7)
        canvas.lay(wood.air, low * np.roll(drift, number * canvas.width // 5, 1))
        if number == 2:
            _floor(canvas, wood)


def _wood(canvas: Canvas, scene: Scene) -> _Wood:
    palette = scene.palette
    leaves = rgbs(_LEAVES[_season(scene)])
    rng = canvas.rng("forest light")
    x = canvas.width * (0.5 + rng.uniform(0.06, 0.15) * (1 if rng.random() < 0.5 else -1))
    air_tone = mix(mix(palette.glow, leaves[3], 0.35), palette.light, 0.2)
    return _Wood(palette, leaves, air_tone, canvas.height * 0.6, (x, canvas.height * 0.4))


def _season(scene: Scene) -> str:
    if scene.palette.dark:
        return "night"
    return next((season for season in ("snow", "autumn") if season in scene.features), "summer")


def _glow(canvas: Canvas, wood: _Wood) -> None:
    top = mix(wood.leaves[2], wood.palette.sky[1], 0.3)
    stops = [top, mix(top, wood.air, 0.6), wood.air, wood.palette.golden]
    canvas.pixels[:] = ramp(stops, np.clip(canvas.down / wood.horizon, 0, 1))
    canvas.shine(wood.palette.light, np.exp(-canvas.distance(wood.light, 0.8) / 0.24) * 0.95)


def _trunks(canvas: Canvas, wood: _Wood, number: int, near: float, foot: float) -> None:
    rng, unit = canvas.rng(f"trunks {number}"), canvas.unit
    pen = Pen(canvas, 0, foot + 0.14 * unit)
    closeness = 0.36 * unit / (foot - wood.horizon)
    count = int((2.5 + 15 * (1 - near) ** 1.2) * canvas.width / unit) + 1
    for x in (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count * canvas.width:
        width = unit * 0.075 / closeness**0.8 * rng.uniform(0.5, 1.3)
        if near < 0.7 or abs(x - wood.light[0]) > 0.2 * unit:
            ground = foot + rng.uniform(-0.3, 1) * unit * 0.07 / closeness
            _tree(pen, rng, (float(x), ground), width, unit, 1 / closeness**0.4)
    bark = mix(wood.air, mix(wood.palette.near, wood.leaves[0], 0.4), 0.1 + 0.9 * near**1.15)
    pen.lay(bark)
    side = 1 if wood.light[0] > canvas.width / 2 else -1
    pen.rim(mix(bark, wood.palette.golden, 0.5) * 0.6, side * (1 + 3 * near) * unit / 1024, 0)


def _tree(pen: Pen, rng: np.random.Generator, foot: Point, width: float, unit: float, size: float) -> None:
    """A trunk that leaves the picture at its top, with some bare branches."""
    top = (foot[0] + rng.normal(0, 0.03) * unit, -0.1 * foot[1])
    bend = rng.normal(0, 0.012) * unit
    trunk(pen, foot, top, width, bend)
    for rise in rng.uniform(0.3, 0.8, rng.integers(1, 5)):
        share = float(rise)
        x = foot[0] + (top[0] - foot[0]) * share + bend * float(np.sin(np.pi * share))
        reach = width * 0.5 + unit * rng.uniform(0.05, 0.14) * size
        start = (x, foot[1] + (top[1] - foot[1]) * share)
        branch(pen, rng, start, reach if rng.random() < 0.5 else -reach, width * 0.22)


def _canopy(canvas: Canvas, wood: _Wood, number: int, near: float) -> None:
    """Leaves hanging in from above: the farther the layer, the lower they come and the paler they are."""
    rng, unit, plenty = canvas.rng(f"canopy {number}"), canvas.unit, canvas.detail.plenty
    low = 0.16 + 0.34 * (1 - near)
    pen = Pen(canvas, 0, (low + 0.2) * canvas.height, "RGBA")
    tones = [mix(wood.air, leaf, 0.12 + 0.88 * near**0.8) for leaf in wood.leaves]
    radius = unit * (0.055 + 0.06 * near)
    clumps = int(canvas.width / radius * (2.3 + 1.0 * (1 - near)) * plenty**0.5)
    for x in rng.uniform(-0.05, 1.05, clumps) * canvas.width:
        aside = min(1.0, abs(x - wood.light[0]) / unit)
        y = rng.random() ** 1.5 * low * canvas.height * (0.5 + 0.9 * aside) - 0.02 * canvas.height
        leaf, count = unit * (0.006 + 0.009 * near), int((34 + 12 * (1 - near)) * plenty)
        clump(pen, rng, (float(x), y), (radius * 1.3, radius * 0.8), leaf, count, tones)
    pen.lay_colours()


def _floor(canvas: Canvas, wood: _Wood) -> None:
    """The ground, with a pool of light where the light stands."""
    ground = Ground(canvas, wood.horizon, far=30)
    heights = (ground.noise("floor", 2.2) - 0.5) * 0.22
    patches, litter = ground.noise("patches", 0.5, gain=0.6), ground.noise("litter", 0.045, gain=0.8, long=1.4)
    tone = (litter - 0.25) * 1.1 + (patches - 0.5) * 0.6 + 0.2
    colours = shades(wood.leaves[:5], tone) * (0.6 + 0.5 * litter[..., None])
    aside = ground.x / ground.z - (wood.light[0] - canvas.width / 2) / canvas.unit
    pool = np.exp(-((aside / 0.3) ** 2)) * np.exp(-ground.z / 12) * litter * 0.65
    colours = colours + (wood.palette.golden - colours) * pool[..., None]
    ground.draw(heights, colours + (wood.air - colours) * ground.haze(7))


def _litter(canvas: Canvas, wood: _Wood) -> None:
    """Single fallen leaves, larger towards the viewer."""
    rng, unit = canvas.rng("litter"), canvas.unit
    pen = Pen(canvas, wood.horizon, canvas.height, "RGBA")
    nearest = unit / (canvas.height - wood.horizon)
    count = int(1300 * canvas.detail.plenty * canvas.width / unit)
    for z in np.sort(nearest / (rng.random(count) ** 0.5 * 0.93 + 0.07))[::-1]:
        place = (rng.uniform(-0.02, 1.02) * canvas.width, wood.horizon + unit / float(z))
        tone = wood.leaves[int(np.clip(rng.normal(3, 1.4), 0, 5))]
        size = unit * 0.02 / float(z) * rng.uniform(0.6, 1.2)
        pen.leaf(place, size, rng.normal(0, 0.5) + (np.pi if rng.random() < 0.5 else 0), rgba(tone, 0.9))
    pen.lay_colours()
