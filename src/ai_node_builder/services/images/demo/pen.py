"""Shapes with smooth edges: drawn several times finer than the canvas, then averaged down."""

from collections.abc import Sequence
from math import cos, sin
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .canvas import Canvas, Point
from .colour import Array

Fill = int | tuple[int, int, int, int]

# Pixels of a drawing surface: a large picture needs its edges less fine than a small one.
_AMPLE = 20e6


class Pen:
    """Draws on the rows `top` to `bottom` of a canvas. A fill is 0..255, or four bytes for a colour pen."""

    def __init__(
        self, canvas: Canvas, top: float = 0, bottom: float | None = None, mode: Literal["L", "RGBA"] = "L"
    ) -> None:
        self.canvas = canvas
        self.top = int(np.clip(top, 0, canvas.height - 1))
        end = canvas.height if bottom is None else int(np.clip(np.ceil(bottom), self.top + 1, canvas.height))
        ample = int((_AMPLE / (canvas.width * canvas.height)) ** 0.5)
        self._finer = max(2, min(canvas.detail.finer, ample)) if mode == "L" else 2
        size = (canvas.width * self._finer, (end - self.top) * self._finer)
        self._image = Image.new(mode, size)
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: Sequence[Point], fill: Fill = 255) -> None:
        self._draw.polygon([self._finely(point) for point in points], fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Fill = 255) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def ellipse(self, centre: Point, across: float, down: float, fill: Fill = 255) -> None:
        """`across` and `down` are the half axes."""
        x, y = self._finely(centre)
        across, down = across * self._finer, down * self._finer
        self._draw.ellipse((x - across, y - down, x + across, y + down), fill)

    def stroke(self, points: Sequence[Point], width: float, fill: Fill = 255) -> None:
        fine = [self._finely(point) for point in points]
        self._draw.line(fine, fill, max(1, round(width * self._finer)), "curve")

    def leaf(self, stem: Point, size: float, angle: float, fill: Fill = 255, breadth: float = 0.22) -> None:
        """A small pointed leaf, `size` pixels long, growing from its stem."""
        along, aside = size * cos(angle), size * sin(angle)
        shape = ((0, 0), (0.32, breadth), (0.68, breadth * 0.8), (1, 0), (0.68, -breadth * 0.8), (0.32, -breadth))
        self.polygon([(stem[0] + along * t - aside * w, stem[1] + aside * t + along * w) for t, w in shape], fill)

    def _finely(self, point: Point) -> Point:
        return point[0] * self._finer, (point[1] - self.top) * self._finer

    def drawn(self) -> Array:
        """What was drawn, averaged down, 0..1: (rows, width), or (rows, width, 4) from a colour pen."""
        return np.asarray(self._image.reduce(self._finer), np.float32) / 255

    def lay(self, colour: Array) -> None:
        """Put what a plain pen drew on the canvas, in a colour."""
        self.canvas.lay(colour, self.drawn(), self.top)

    def lay_colours(self, strength: float = 1) -> None:
        """Put what a colour pen drew on the canvas."""
        drawn = self.drawn()
        self.canvas.lay(drawn[..., :3], drawn[..., 3] * strength, self.top)

    def rim(self, light: Array, across: float, down: float) -> None:
        """Let a light fall on the edges that face the direction (across, down): a bright seam, and softly beyond.

        The seam is as wide as the direction is long, in pixels.
        """
        drawn = self._image.reduce(self._finer)
        mask = drawn.getchannel("A") if drawn.mode == "RGBA" else drawn
        inside = np.asarray(mask, np.float32) / 255
        for wider, strength in ((1, 0.7), (3, 0.22)):
            blurred = mask.filter(ImageFilter.BoxBlur(wider * float(np.hypot(across, down)) / 2))
            ahead = np.roll(np.asarray(blurred), (-round(down * wider), -round(across * wider)), (0, 1))
            self.canvas.shine(light, inside * (1 - ahead.astype(np.float32) / 255) * strength, self.top)
