"""Open ground in perspective, from the viewer's feet to the horizon: what dunes, meadows and waves lie on."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.elements import terrain
from ai_node_builder.services.images.demo.noise import field

# How many of its coarsest lumps the texture holds that ground noise is read from.
_LUMPS = 12


class Ground:
    """The ground below the row `horizon`. `x` and `z` are each sample's place, in eye heights; z is away."""

    def __init__(self, canvas: Canvas, horizon: float, far: float) -> None:
        self.canvas, self.horizon = canvas, horizon
        self.nearest = canvas.unit / max(1.0, canvas.height - horizon)
        slices = int(240 + 240 * canvas.detail.plenty)
        # From before the lower edge of the picture, so that no hollow there shows the ground's end.
        start = 0.7 * self.nearest
        self.z: Array = (start * (far / start) ** np.linspace(0, 1, slices, dtype=np.float32))[:, None]
        fine = (np.arange(canvas.width * terrain.FINER, dtype=np.float32) + 0.5) / terrain.FINER
        self.x: Array = (fine[None, :] - canvas.width / 2) / canvas.unit * self.z

    def noise(self, name: str, size: float, octaves: int = 3, gain: float = 0.5, long: float = 1) -> Array:
        """Noise lying on the ground, 0..1: coarsest lumps `size` eye heights wide, `long` times deeper."""
        fine = int(np.clip(1.5 * self.canvas.unit, 256, 2048))
        texture = field(self.canvas.rng(name), (fine, fine), (_LUMPS, _LUMPS), octaves, gain)
        return _folded(texture, self.x / (_LUMPS * size), self.z / (_LUMPS * size * long))

    def slopes(self, heights: Array) -> tuple[Array, Array]:
        """dh/dx and dh/dz of heights on this ground."""
        across = np.gradient(heights, axis=1) / np.gradient(self.x, axis=1)
        aslant = np.gradient(heights, axis=0) - across * np.gradient(self.x, axis=0)
        return across, aslant / np.gradient(self.z, axis=0)

    def haze(self, reach: float) -> Array:
        """How far the ground is lost in haze, 0..1, for each slice; half of it at about `reach` eye heights."""
        haze: Array = 1 - np.exp(-((self.z / reach) ** 1.3))
        return haze[..., None]

    def draw(self, heights: Array, colours: Array) -> None:
        """Lay the ground on the canvas; heights in eye heights."""
        rows = self.horizon + (1 - heights) / self.z * self.canvas.unit
        bottom = np.full(rows.shape[1], self.canvas.height)
        terrain.project(self.canvas, rows, colours.astype(np.float32), bottom)


def _folded(texture: Array, across: Array, down: Array) -> Array:
    """Bilinear look-up of a texture that repeats mirrored beyond 0..1, so that it has no seams."""
    size = texture.shape[0] - 1
    x, y = (np.abs((place + 0.5) % 2 - 1) * size for place in (across, down))
    column, row = (np.minimum(place.astype(np.intp), size - 1) for place in (x, y))
    right, low = (x - column).astype(np.float32), (y - row).astype(np.float32)
    upper = texture[row, column] * (1 - right) + texture[row, column + 1] * right
    lower = texture[row + 1, column] * (1 - right) + texture[row + 1, column + 1] * right
    value: Array = upper * (1 - low) + lower * low
    return value
