"""The sky's gradient, and the sun or moon with the light around it."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, ramp, shades
from ai_node_builder.services.images.demo.noise import smoothstep
from ai_node_builder.services.images.demo.palette import Palette


def gradient(canvas: Canvas, palette: Palette, horizon: float) -> None:
    """Fill the canvas from the zenith to the horizon (a row); below it the last colour goes on."""
    heights = np.clip(canvas.down[:, 0] / horizon, 0, 1)
    canvas.pixels[:] = ramp(palette.sky, heights)[:, None, :]


def halo(canvas: Canvas, palette: Palette, centre: Point, strength: float = 1) -> None:
    """The glow that a low sun or a moon spreads: a tight one, and a wide one that lies along the horizon."""
    canvas.shine(palette.glow, np.exp(-canvas.distance(centre) / 0.1) * (0.75 * strength))
    canvas.shine(palette.glow, np.exp(-canvas.distance(centre, flatten=1.5) / 0.38) * (0.5 * strength))


def sun(canvas: Canvas, palette: Palette, centre: Point, radius: float) -> None:
    """A sun's disc, `radius` in units, warmer towards its lower edge."""
    below = (canvas.down[:, 0] - centre[1]) / (radius * canvas.unit) * 0.5 + 0.5
    face = shades([palette.light, palette.light, mix(palette.light, palette.glow, 0.8)], below)
    canvas.lay(face[:, None, :], _disc(canvas, centre, radius))


def moon(canvas: Canvas, palette: Palette, centre: Point, radius: float) -> None:
    """A full moon with soft seas."""
    seas = smoothstep(0.45, 0.7, canvas.noise("moon", 0.9 / radius, 3))
    canvas.lay(palette.light * (1 - seas[..., None] * 0.14), _disc(canvas, centre, radius))


def _disc(canvas: Canvas, centre: Point, radius: float) -> Array:
    edge = 1.2 / canvas.unit
    return 1 - smoothstep(radius - edge, radius + edge, canvas.distance(centre))
