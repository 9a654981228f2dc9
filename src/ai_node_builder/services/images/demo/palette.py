"""The colours of a picture: a mood (sunset, night, winter ...), nudged by the prompt's hash and colour words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from .colour import Array, mix, rgb, rgbs, tinted, turned


@dataclass(frozen=True)
class Palette:
    """`sky` runs from the zenith to the horizon; things fade from `near` to `haze` with their distance."""

    mood: str
    sky: tuple[Array, ...]
    light: Array
    glow: Array
    haze: Array
    near: Array
    accent: Array

    @property
    def dark(self) -> bool:
        """Whether it is night: stars are out and windows are lit."""
        return self.mood in ("night", "violet night", "aurora", "space")

    @property
    def golden(self) -> Array:
        """The colour that the light gives to what it falls on."""
        return mix(self.glow, self.light, 0.5)

    def at(self, distance: float) -> Array:
        """The colour of a silhouette at a distance from 0 (here) to 1 (the horizon)."""
        return mix(self.near, self.haze, distance)


# Per mood: five sky colours from the zenith down, then light, glow, haze, near, accent.
_MOODS = {
    "sunset": "#2a1f57 #6b2d75 #c4486f #f5855a #ffd27d | #fff2cf #ffb25e #c9627a #1b1033 #ffc861",
    "rose sunset": "#1c3263 #4d4f8e #a9669a #f08a80 #ffd6a0 | #fff3d6 #ff9f7a #a56c96 #131a38 #ff9d7d",
    "savanna": "#6e1f2c #b23a2c #e8702d #fba841 #ffe08c | #fff0b8 #ffb341 #c8552f #210d0d #ffbf4d",
    "dawn": "#41639b #8396c6 #d5abc8 #f8c9b4 #ffebca | #fffbe8 #ffdcae #b79cbd #233150 #ffb59a",
    "teal dawn": "#1d5575 #5a9aa8 #b3cbb8 #f5dcae #fff0d2 | #fffbe6 #ffe3a6 #86aaa6 #12323c #f4a261",
    "day": "#1f67b8 #4594d8 #84c1ea #c3e4f2 #f3f4e6 | #fffdf0 #fff2cc #93bfd6 #173a4a #ffd166",
    "golden": "#47789f #93b3b3 #e6d6a2 #ffcb70 #ffdf9e | #fff8dd #ffcf70 #c6a070 #2b2a1d #ffb443",
    "night": "#050a20 #0b1a40 #15325f #265584 #4b87a8 | #f5f7ff #b9d6ff #2d5781 #050c1c #ffcf7a",
    "violet night": "#0a0722 #1c1147 #37206a #643a8c #a3619f | #fff4fb #e0b8ff #553a85 #0b0720 #ffc78a",
    "aurora": "#040b1c #07203a #0b3449 #135058 #2f7f74 | #f2fffa #9dffd9 #1e5560 #040e17 #7dffc4",
    "rain": "#0f1a3c #1d3468 #3a5796 #8b72a6 #f2a679 | #fff1dc #ffb070 #46588f #0a1128 #ffc56e",
    "storm": "#1a2430 #31414f #526674 #8398a0 #c6cfc8 | #f6f8f2 #e6e2c8 #6b8088 #111b25 #ffc371",
    "winter": "#4475aa #82acd2 #b8d3e6 #e0ecf3 #fdf1e4 | #fffaf0 #ffe7c9 #a3bfd6 #1f3550 #ffb06b",
    "autumn": "#5b87a6 #9db8ba #e3d3a8 #f8c27c #fbd9a0 | #fff7dc #ffc873 #c98f5c #33180f #e2642c",
    "spring": "#3f8fd6 #7dbbea #b6dcf2 #e6eef2 #fff3e0 | #fffdf2 #fff0cf #a7cbb4 #1f4a35 #ff7fa8",
    "space": "#05040f #0d0a26 #1d1444 #3a1f63 #6a2c7d | #fff6ee #ffc9a6 #3b2a6b #05040d #6fd3ff",
}

_COLOURS = {
    "red": "#d62828",
    "orange": "#f3722c",
    "yellow": "#f6c91f",
    "green": "#3fa34d",
    "turquoise": "#1aa6a6",
    "blue": "#2667d4",
    "purple": "#7b3fc4",
    "pink": "#f25c9b",
    "gold": "#e0a526",
    "brown": "#8a5a34",
    "white": "#f4f4f0",
    "black": "#24242c",
    "grey": "#8a8f96",
}
COLOURS = frozenset(_COLOURS)

# About half: the scene leans towards the colour word and keeps its contrasts.
_TINT = 0.55


def palette(mood: str, rng: np.random.Generator, tints: Iterable[str], whole: bool) -> Palette:
    """The palette of a mood, its hues turned a little by the generator.

    Colour words set the accent; with `whole` they tint everything else too.
    """
    turn = float(rng.uniform(-9, 9))
    sky, rest = ([turned(colour, turn) for colour in rgbs(part)] for part in _MOODS[mood].split("|"))
    colours = Palette(mood, tuple(sky), *rest)
    for name in tints:
        tint = rgb(_COLOURS[name])
        colours = replace(_leaning(colours, tint) if whole else colours, accent=tint)
    return colours


def _leaning(colours: Palette, tint: Array) -> Palette:
    return replace(
        colours,
        sky=tuple(tinted(stop, tint, _TINT) for stop in colours.sky),
        glow=tinted(colours.glow, tint, _TINT),
        haze=tinted(colours.haze, tint, _TINT),
        near=tinted(colours.near, tint, _TINT / 2),
    )
