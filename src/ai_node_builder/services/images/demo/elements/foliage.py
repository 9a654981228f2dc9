"""Broad-leaved trees: trunks, and clumps of many small leaves, set like a painter's dabs."""

from collections.abc import Sequence

import numpy as np

from ai_node_builder.services.images.demo.canvas import Point
from ai_node_builder.services.images.demo.colour import Array, mix, rgba
from ai_node_builder.services.images.demo.pen import Fill, Pen

from .outline import tapered


def clump(
    pen: Pen, rng: np.random.Generator, centre: Point, size: Point, leaf: float, count: int, tones: Sequence[Array]
) -> None:
    """A clump of leaves; `tones` run from its shaded foot to its lit top, `size` holds its half axes."""
    fills = [rgba(tone) for tone in tones]
    turns, reach = rng.uniform(0, 2 * np.pi, count), rng.random(count) ** 0.6
    across, down = np.cos(turns) * reach * size[0], np.sin(turns) * reach
    light = np.clip(((1 - down) / 2 + rng.normal(0, 0.2, count)) * len(fills), 0, len(fills) - 1).astype(int)
    angles, lengths = rng.uniform(0, 2 * np.pi, count), leaf * rng.uniform(0.7, 1.5, count)
    for i in np.argsort(-down + rng.normal(0, 0.4, count)):
        place = (centre[0] + float(across[i]), centre[1] + float(down[i]) * size[1])
        pen.leaf(place, float(lengths[i]), float(angles[i]), fills[light[i]])


def trunk(pen: Pen, foot: Point, top: Point, width: float, bend: float, fill: Fill = 255) -> None:
    """A trunk that tapers upwards from `width`, with a slight bend, and roots that spread at its foot."""
    left, right = [], []
    for t in np.linspace(0, 1, 18) ** 1.7:
        share = float(t)
        x = foot[0] + (top[0] - foot[0]) * share + bend * float(np.sin(np.pi * t))
        y = foot[1] + (top[1] - foot[1]) * share
        half = width / 2 * (1 - 0.5 * share + 0.9 * float(np.exp(-t * 30)))
        left.append((x - half, y))
        right.append((x + half, y))
    roots = [(foot[0] - width * 0.35, foot[1] + width * 0.12), (foot[0] + width * 0.3, foot[1] + width * 0.16)]
    pen.polygon([*reversed(left), *roots, *right], fill)


def branch(pen: Pen, rng: np.random.Generator, start: Point, reach: float, width: float, fill: Fill = 255) -> None:
    """A rising branch with a twig; a negative reach grows to the left."""
    length = abs(reach)
    elbow = (start[0] + reach * 0.45, start[1] - length * rng.uniform(0.1, 0.35))
    tip = (start[0] + reach, start[1] - length * rng.uniform(0.4, 0.8))
    pen.polygon(tapered([start, elbow, tip], width, width * 0.15), fill)
    twig = (elbow[0] + reach * 0.4, elbow[1] + length * rng.uniform(-0.05, 0.12))
    pen.polygon(tapered([elbow, ((elbow[0] + twig[0]) / 2, elbow[1]), twig], width * 0.5, width * 0.1), fill)


def tree(
    pen: Pen, rng: np.random.Generator, foot: Point, height: float, bark: Array, tones: Sequence[Array], plenty: float
) -> None:
    """A free-standing tree: a short trunk under a wide round crown, lit from above."""
    top = (foot[0] + rng.normal(0, 0.03) * height, foot[1] - height * 0.75)
    trunk(pen, foot, top, height * 0.09, rng.normal(0, 0.02) * height, rgba(bark))
    for _ in range(7):
        reach = height * rng.uniform(0.18, 0.36) * (1 if rng.random() < 0.5 else -1)
        branch(pen, rng, (foot[0], foot[1] - height * rng.uniform(0.3, 0.5)), reach, height * 0.03, rgba(bark))
    for lift in np.linspace(0, 1, 26):
        across = rng.uniform(-1, 1) * float(np.sqrt(1 - (lift * 0.95) ** 2)) * 0.42
        centre = (foot[0] + across * height, foot[1] - height * (0.46 + 0.46 * float(lift)))
        lit = [mix(tone, tones[-1], 0.22 * float(lift)) for tone in tones]
        clump(pen, rng, centre, (height * 0.15, height * 0.1), height * 0.026, int(85 * plenty), lit)
