"""The functions and constants that an expression may name."""

import math
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

from .bounds import MAX_LENGTH, Number, checked, combinations, divide, factorial, permutations, power, whole

MANY = MAX_LENGTH

CONSTANTS: Mapping[str, float] = MappingProxyType(
    {"pi": math.pi, "e": math.e, "tau": math.tau, "phi": (1 + math.sqrt(5)) / 2}
)


@dataclass(frozen=True, slots=True)
class Function:
    """What a name does, and how many arguments it takes."""

    run: Callable[..., Number]
    least: int = 1
    most: int = 1


def square_root(x: Number) -> Number:
    """Exact for the squares of whole numbers, of any size."""
    if isinstance(x, int) and x >= 0 and math.isqrt(x) ** 2 == x:
        return math.isqrt(x)
    return math.sqrt(x)


def round_half_up(x: Number, places: Number = 0) -> Number:
    """Halves go away from zero, judged by the decimal digits that people see: 2.675 gives 2.68."""
    digits = whole(places)
    if abs(digits) > sys.float_info.dig:
        raise ValueError("more digits than a number has")
    scale = Fraction(10) ** digits
    scaled = abs(Fraction(str(x))) * scale
    return math.floor(scaled + Fraction(1, 2)) / scale * (1 if x >= 0 else -1)


def total(*numbers: Number) -> Number:
    return reduce(lambda so_far, number: checked(so_far + number), numbers)


def common_multiple(*numbers: Number) -> Number:
    return reduce(lambda so_far, number: whole(checked(math.lcm(so_far, number))), map(whole, numbers))


GENERAL: Mapping[str, Function] = MappingProxyType(
    {
        "sqrt": Function(square_root),
        "cbrt": Function(math.cbrt),
        "abs": Function(abs),
        "round": Function(round_half_up, 1, 2),
        "floor": Function(math.floor),
        "ceil": Function(math.ceil),
        "trunc": Function(math.trunc),
        "exp": Function(math.exp),
        "log": Function(math.log, 1, 2),
        "ln": Function(math.log),
        "log2": Function(math.log2),
        "log10": Function(math.log10),
        "sinh": Function(math.sinh),
        "cosh": Function(math.cosh),
        "tanh": Function(math.tanh),
        "degrees": Function(math.degrees),
        "radians": Function(math.radians),
        "factorial": Function(factorial),
        "comb": Function(combinations, 2, 2),
        "perm": Function(permutations, 2, 2),
        "pow": Function(power, 2, 2),
        "mod": Function(lambda a, b: a % b, 2, 2),
        "gcd": Function(lambda *numbers: math.gcd(*map(whole, numbers)), 1, MANY),
        "lcm": Function(common_multiple, 1, MANY),
        "min": Function(lambda *numbers: min(numbers), 1, MANY),
        "max": Function(lambda *numbers: max(numbers), 1, MANY),
        "sum": Function(total, 1, MANY),
        "mean": Function(lambda *numbers: divide(total(*numbers), len(numbers)), 1, MANY),
        "median": Function(lambda *numbers: statistics.median(numbers), 1, MANY),
        "stdev": Function(lambda *numbers: statistics.stdev(map(float, numbers)), 2, MANY),
        "hypot": Function(math.hypot, 1, MANY),
    }
)


def in_radians() -> dict[str, Function]:
    """The functions of angles, for angles in radians."""
    return _angles(float, float)


def in_degrees() -> dict[str, Function]:
    """The functions of angles, for angles in degrees."""
    return _angles(lambda angle: math.radians(math.fmod(angle, 360)), math.degrees)


def _angles(to_radians: Callable[[Number], float], back: Callable[[float], float]) -> dict[str, Function]:
    return {
        "sin": Function(lambda angle: _sine(to_radians(angle))),
        "cos": Function(lambda angle: _cosine(to_radians(angle))),
        "tan": Function(lambda angle: _tangent(to_radians(angle))),
        "asin": Function(lambda x: back(math.asin(x))),
        "acos": Function(lambda x: back(math.acos(x))),
        "atan": Function(lambda x: back(math.atan(x))),
        "atan2": Function(lambda y, x: back(math.atan2(y, x)), 2, 2),
    }


def _sine(angle: float) -> float:
    return _zero_or(math.sin(angle), angle)


def _cosine(angle: float) -> float:
    return _zero_or(math.cos(angle), angle)


def _tangent(angle: float) -> float:
    if _cosine(angle) == 0:
        raise ValueError("the tangent has a pole here")
    return _sine(angle) / _cosine(angle)


def _zero_or(value: float, angle: float) -> float:
    """Zero where the value is less than the rounding of the angle: sin(pi) is 0, not 1.2e-16."""
    noise = min(abs(angle), 1e6) * sys.float_info.epsilon
    return 0.0 if abs(value) < noise else value
