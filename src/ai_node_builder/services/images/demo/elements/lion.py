"""A lion in profile."""

from collections.abc import Callable, Sequence

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgba
from ai_node_builder.services.images.demo.pen import Pen

from .outline import outline, smooth, tapered

# Drawn walking to the right on a grid of 100 by 100, the paws on its lower edge.
_BODY = outline(
    "60,30 53,35 44,37.5 34,38.5 26,37.5 19,38 14,41 11,47 10,54 10.5,61 10.5,67 8,73 8,78 10,84 10.5,90 9.5,95 "
    "10,98.5 15,99.6 21,99.2 21.5,96.5 18,93.5 17.5,88 18.5,82 22.5,77 28,72 34,69 42,69.5 50,71 57,72 60,75 "
    "61,81 60,88 59,95 60,99 66,99.7 72,99.2 72,96 68.5,93 68.5,86 70.5,78 73,70 78,60 80,50 74,36"
)
_FAR_HIND = outline(
    "22,62 20,72 23,80 27.5,86 29,91 28.5,96 29.5,99 35,99.5 40,98.9 39.5,96 35.5,93.3 34.5,87 32.5,80 36,73 40,65"
)
_FAR_FORE = outline("66,64 70,78 74,86 76,93 77,98 82,99.4 88,98.5 87.5,95.5 83,92.6 81,84 79,74 80,62")
_MANE = outline(
    "88,17.5 84.5,13 79,11 73,11 67,14 62,19 58.5,26 56.5,33 56.5,41 58.5,49 62,57 67,64 71,70 74,68 77,67 "
    "79.5,62 82,58 84,53 86.5,49.5 87,45 84,36 86,26"
)
_HEAD = outline(
    "87.5,19.5 91,23 93.5,27 97,31 99.5,33.2 100,35.6 98.6,37.6 97.2,38.6 97.6,40.2 96.5,42.6 92.5,44.3 87.5,45.2 "
    "83,43 80,36 81,26 84,20"
)
_EAR = outline("80.5,21 78.5,16 80.5,13.2 84,14.5 86,18.5")
_TAIL = outline("12.5,42 7,46 3.5,54 3,63 5,71 3.5,77")
# The locks of the mane point away from here.
_FACE = np.array([84.0, 33.0])


def lion(canvas: Canvas, paws: Point, height: float, colour: Array, light: Array, side: int) -> None:
    """A lion `height` pixels tall, its paws at a point, looking to `side` (-1 left, 1 right) where the light is."""

    def at(points: Sequence[Point]) -> list[Point]:
        scale = height / 100
        return [(paws[0] + side * (x - 50) * scale, paws[1] + (y - 99) * scale) for x, y in points]

    pen = Pen(canvas, paws[1] - height * 1.05, paws[1] + height * 0.05, "RGBA")
    tones = [mix(colour, light, share) for share in (0, 0.05, 0.1, 0.17, 0.26)]
    for shape, tone in ((_FAR_HIND, 0), (_FAR_FORE, 0), (_BODY, 2), (_MANE, 1)):
        pen.polygon(at(smooth(shape)), rgba(tones[tone]))
    pen.polygon(at(tapered(_TAIL, 2.6, 1.6)), rgba(tones[2]))
    for angle in np.linspace(0.4, 2.4, 9):
        pen.leaf(at([(3.6, 75)])[0], height * 0.085, _towards(float(angle), side), rgba(tones[0]))
    _locks(pen, canvas.rng("lion"), at, height, tones, side)
    for shape, tone in ((_EAR, 1), (_HEAD, 2)):
        pen.polygon(at(smooth(shape)), rgba(tones[tone]))
    _face(pen, at, height, rgba(tones[0]), side)
    pen.lay_colours()
    pen.rim(light, side * height * 0.009, -height * 0.008)


def _towards(angle: float, side: int) -> float:
    """An angle on the grid as an angle on the canvas: mirrored when the lion looks to the left."""
    return angle if side > 0 else np.pi - angle


def _locks(
    pen: Pen,
    rng: np.random.Generator,
    at: Callable[[Sequence[Point]], list[Point]],
    height: float,
    tones: Sequence[Array],
    side: int,
) -> None:
    rim = np.array(smooth(_MANE))
    for ring in (1.0, 0.8, 0.6, 0.42):
        for place in (_FACE + (rim - _FACE) * ring)[::2]:
            outward = float(np.arctan2(*(place - _FACE)[::-1]))
            # Locks lie backwards and down, and none hangs into the face.
            angle = outward + 0.35 * float(np.cos(outward)) + rng.normal(0, 0.16)
            if abs(outward) < 0.55 or (np.cos(angle) > 0.3 and place[1] < 25):
                continue
            length = rng.uniform(7, 13) * (1 if ring < 1 else 0.75)
            root = (float(place[0] - np.cos(angle) * length * 0.4), float(place[1] - np.sin(angle) * length * 0.4))
            tone = tones[rng.choice([0, 1, 1, 2, 3])]
            pen.leaf(at([root])[0], length * height / 100, _towards(angle, side), rgba(tone))


def _face(
    pen: Pen, at: Callable[[Sequence[Point]], list[Point]], height: float, dark: tuple[int, int, int, int], side: int
) -> None:
    eye, nose, mouth = at([(92.2, 29.6), (99, 34.2), (98, 38.4)])
    pen.ellipse(eye, height * 0.009, height * 0.006, dark)
    pen.ellipse(nose, height * 0.012, height * 0.011, dark)
    pen.leaf(mouth, height * 0.045, _towards(np.pi - 0.15, side), dark)
