"""The picture while it is painted: float pixels, laid on in layers from back to front."""

from dataclasses import dataclass

import numpy as np

from .colour import Array
from .noise import field, generator

Point = tuple[float, float]


@dataclass(frozen=True)
class Detail:
    """What a quality buys: edges drawn so many times finer, noise octaves, and the share of small things.

    `scale` is the size that is painted over the size that was asked for.
    """

    finer: int
    octaves: int
    plenty: float
    scale: float = 1


class Canvas:
    """Pixels (height, width, 3) in 0..1. Points are pixels from the top left; `unit` is the shorter side."""

    def __init__(self, width: int, height: int, detail: Detail, seed: bytes) -> None:
        self.width, self.height = width, height
        self.unit = min(width, height)
        self.detail = detail
        self.seed = seed
        self.pixels = np.zeros((height, width, 3), np.float32)
        self.across: Array = np.arange(width, dtype=np.float32) + 0.5
        self.down: Array = (np.arange(height, dtype=np.float32) + 0.5)[:, None]

    def rng(self, name: str) -> np.random.Generator:
        """The random stream of the thing called `name`."""
        return generator(self.seed, name)

    def noise(self, name: str, cells: float, octaves: int, stretch: float = 1, gain: float = 0.5) -> Array:
        """Noise over the whole canvas; `cells` per unit downwards, `stretch` times wider than high."""
        rows, columns = cells * self.height / self.unit, cells * self.width / self.unit / stretch
        return field(self.rng(name), (self.height, self.width), (rows, columns), octaves, gain)

    def lay(self, colour: Array, mask: Array, top: int = 0) -> None:
        """Cover with a colour (or pixels) where the mask says so; the mask's first row is `top`."""
        region = self.pixels[top : top + mask.shape[0]]
        region += (colour - region) * mask[..., None]

    def shine(self, colour: Array, mask: Array, top: int = 0) -> None:
        """Add light (screen blend): brightens without ever burning out."""
        region = self.pixels[top : top + mask.shape[0]]
        region += (1 - region) * (mask[..., None] * colour)

    def shade(self, mask: Array, top: int = 0) -> None:
        """Take light away in proportion to the mask."""
        self.pixels[top : top + mask.shape[0]] *= 1 - mask[..., None]

    def distance(self, centre: Point, flatten: float = 1) -> Array:
        """Distance of each pixel from a point, in units; `flatten` above 1 gives ellipses lying down."""
        across = (self.across[None, :] - centre[0]) / self.unit
        distance: Array = np.hypot(across, (self.down - centre[1]) * (flatten / self.unit))
        return distance

    def row(self, edge: Array, x: float) -> float:
        """The row that an edge (a row per column) has at column x."""
        return float(edge[int(np.clip(x, 0, self.width - 1))])
