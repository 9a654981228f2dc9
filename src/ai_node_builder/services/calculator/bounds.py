"""What keeps a calculation small, finite and real."""

import math
from fractions import Fraction
from typing import Any, TypeAlias

from ai_node_builder.errors import ToolCallError

Number: TypeAlias = int | Fraction | float
"""Whole numbers and decimals are exact as far as possible; what is not a fraction, such as a root, is a float."""

MAX_LENGTH = 1_000
"""Characters in an expression."""
MAX_DEPTH = 100
"""Operations inside each other. Evaluation takes up to three Python frames for each, out of a thousand."""
MAX_BITS = 10_000
"""Bits of a whole number: 3,010 digits, where Python writes out 4,300. A fraction with more becomes a float."""


class CalculationError(ToolCallError):
    """The expression has no answer as it stands; the message says what to change."""

    code = "calculation_error"


class TooLarge(CalculationError):
    """A number on the way to the result is out of bounds."""

    def __init__(self) -> None:
        super().__init__(
            "the result is too large; whole numbers may have about 3,000 digits, "
            "decimals may reach 1.8e308. Calculate with smaller numbers."
        )


def checked(value: Any) -> Number:
    """The value in its simplest form, if it is a real number within bounds; CalculationError where it is not."""
    if isinstance(value, complex):
        raise CalculationError("the result is not a real number; use cbrt(x) for the cube root of a negative number.")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise TooLarge
        return value
    if value.denominator == 1:
        refuse_bits(value.numerator.bit_length())
        return int(value)
    return value if _bits(value) <= MAX_BITS else float(value)


def divide(dividend: Number, divisor: Number) -> Number:
    if isinstance(dividend, float) or isinstance(divisor, float):
        return dividend / divisor
    return Fraction(dividend, divisor)


def power(base: Number, exponent: Number) -> Any:
    if isinstance(base, float) or not isinstance(exponent, int):
        return base**exponent
    # A whole number of n bits, taken to the power of e, has more than (n - 1) * e bits.
    least = (_bits(base) - 1) * abs(exponent)
    if least <= MAX_BITS:
        return Fraction(base) ** exponent
    if isinstance(base, int) and exponent > 0:
        raise TooLarge
    return float(base) ** exponent


def shift_left(value: Number, places: Number) -> int:
    value, places = whole(value), whole(places)
    refuse_bits(value.bit_length() + places)
    return value << places


def shift_right(value: Number, places: Number) -> int:
    return whole(value) >> whole(places)


def permutations(n: Number, k: Number) -> int:
    n, k = whole(n), whole(k)
    if 0 < k <= n:
        # n! / (n - k)! is at least (n / e) ** k.
        refuse_bits(k * (math.log2(n) - math.log2(math.e)))
    return math.perm(n, k)


def factorial(n: Number) -> int:
    return permutations(n, n)


def combinations(n: Number, k: Number) -> int:
    n, k = whole(n), whole(k)
    k = min(k, n - k) if k <= n else k
    if 0 < k <= n:
        # n choose k is at least (n / k) ** k.
        refuse_bits(k * (math.log2(n) - math.log2(k)))
    return math.comb(n, k)


def _bits(value: int | Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def refuse_bits(least: float) -> None:
    """Raise TooLarge before a result of at least so many bits is computed."""
    if least > MAX_BITS:
        raise TooLarge


def whole(value: Number) -> int:
    """The value as an int; CalculationError where it has a fraction."""
    if value != int(value):
        raise CalculationError(f"{float(value):.15g} stands where only a whole number can; use round(x) or floor(x).")
    return int(value)
