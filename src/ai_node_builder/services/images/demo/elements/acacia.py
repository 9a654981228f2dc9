"""Umbrella acacias: a forked trunk under flat decks of leaves."""

import numpy as np

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import Array
from ai_node_builder.services.images.demo.pen import Pen

from .outline import tapered

_DECKS = 7


def acacia(canvas: Canvas, foot: Point, height: float, colour: Array, name: str) -> None:
    """A tree `height` pixels tall."""
    rng = canvas.rng(name)
    pen = Pen(canvas, foot[1] - height * 1.2, foot[1] + height * 0.1)
    lean = rng.uniform(-0.12, 0.12) * height
    fork = (foot[0] + lean, foot[1] - height * rng.uniform(0.36, 0.46))
    waist = (foot[0] + lean * 0.2, foot[1] - height * 0.2)
    pen.polygon(tapered([(foot[0], foot[1] + height * 0.02), waist, fork], height * 0.075, height * 0.045))
    for number in range(_DECKS):
        across = (number / (_DECKS - 1) - 0.5) * 1.1 * height + rng.normal(0, 0.03) * height
        rise = height * (0.93 - 0.42 * (across / height) ** 2 + rng.uniform(-0.06, 0.05))
        end = (fork[0] + across, foot[1] - rise + height * 0.03)
        elbow = (fork[0] + across * 0.42, fork[1] - (rise + fork[1] - foot[1]) * 0.62)
        pen.polygon(tapered([fork, elbow, end], height * 0.032, height * 0.008))
        _deck(pen, rng, end, height)
    pen.lay(colour)


def _deck(pen: Pen, rng: np.random.Generator, centre: Point, height: float) -> None:
    for _ in range(8):
        place = (centre[0] + rng.normal(0, 0.085) * height, centre[1] - abs(rng.normal(0, 0.02)) * height)
        pen.ellipse(place, height * rng.uniform(0.05, 0.1), height * rng.uniform(0.018, 0.032))
    for _ in range(70):
        across = float(np.clip(rng.normal(0, 0.085), -0.16, 0.16))
        rise = rng.normal(0.012, 0.02) * (1 - abs(across) / 0.2)
        place = (centre[0] + across * height, centre[1] - rise * height)
        pen.leaf(place, height * rng.uniform(0.014, 0.026), rng.uniform(-np.pi, np.pi))
