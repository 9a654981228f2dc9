"""Colour arithmetic. A colour is an array of shape (3,): red, green and blue in sRGB, 0..1.

Mixing happens in OKLab (Björn Ottosson, 2020), where a blend of two hues keeps its lightness instead of
turning grey.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB, _FROM_LMS = np.linalg.inv(_TO_LAB), np.linalg.inv(_TO_LMS)
_SHADES = 1024


def rgb(code: str) -> Array:
    """The colour of a hex code such as "#ffb35c"."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def rgbs(codes: str) -> list[Array]:
    """The colours of several hex codes with blanks between them."""
    return [rgb(code) for code in codes.split()]


def rgba(colour: Array, alpha: float = 1) -> tuple[int, int, int, int]:
    """The colour as four bytes, for drawing."""
    red, green, blue = (round(255 * float(part)) for part in colour)
    return red, green, blue, round(255 * alpha)


def mix(first: Array, second: Array, share: float) -> Array:
    """`first` with `share` (0..1) of `second` in it."""
    return _from_lab(_to_lab(first) * (1 - share) + _to_lab(second) * share)


def ramp(colours: Sequence[Array], positions: Array) -> Array:
    """Colours along a gradient of evenly spaced stops, shape (..., 3); positions are 0..1."""
    stops = np.linspace(0, 1, len(colours))
    lab = _to_lab(np.stack(list(colours)))
    return _from_lab(np.stack([np.interp(positions, stops, lab[:, i]) for i in range(3)], axis=-1))


def shades(colours: Sequence[Array], positions: Array) -> Array:
    """The same gradient looked up in a table: fast enough for every pixel, and fine enough not to band."""
    table = ramp(colours, np.linspace(0, 1, _SHADES))
    return table[(np.clip(positions, 0, 1) * (_SHADES - 1)).astype(np.intp)]


def turned(colour: Array, degrees: float) -> Array:
    """The colour with its hue turned; lightness and strength stay."""
    lightness, a, b = _to_lab(colour)
    angle, strength = np.arctan2(b, a) + np.radians(degrees), np.hypot(a, b)
    return _from_lab(np.array([lightness, strength * np.cos(angle), strength * np.sin(angle)]))


def tinted(colour: Array, towards: Array, share: float) -> Array:
    """The colour pulled towards another's hue; its lightness stays, so light still reads as light."""
    own, other = _to_lab(colour), _to_lab(towards)
    return _from_lab(np.array([own[0], *(own[1:] * (1 - share) + other[1:] * share)]))


def _to_lab(colours: Array) -> Array:
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    lab: Array = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _from_lab(lab: Array) -> Array:
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return encoded.astype(np.float32)
