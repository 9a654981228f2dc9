"""Evaluates an expression with simpleeval, which walks the syntax tree and never calls Python's own eval."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from simpleeval import FunctionNotDefined, NameNotDefined, SimpleEval

from ai_node_builder.errors import OptionNotOffered
from ai_node_builder.nearest import did_you_mean

from .bounds import CalculationError, Number, TooLarge, checked, divide, power, shift_left, shift_right
from .functions import CONSTANTS, GENERAL, MANY, Function, in_degrees, in_radians
from .notation import read

OPERATORS: Mapping[type[ast.AST], tuple[str, Callable[..., Any]]] = MappingProxyType(
    {
        ast.Add: ("+", operator.add),
        ast.Sub: ("-", operator.sub),
        ast.Mult: ("*", operator.mul),
        ast.Div: ("/", divide),
        ast.FloorDiv: ("//", operator.floordiv),
        ast.Mod: ("%", operator.mod),
        ast.Pow: ("^", power),
        ast.LShift: ("<<", shift_left),
        ast.RShift: (">>", shift_right),
        ast.UAdd: ("+", operator.pos),
        ast.USub: ("-", operator.neg),
    }
)
ANGLE_UNITS = MappingProxyType({"radians": in_radians, "degrees": in_degrees})


def calculate(expression: str, angle_unit: str = "radians", digits: int = 15) -> int | float:
    """The value of an expression; a decimal has so many significant digits, a whole number has them all.

    CalculationError says what to change in the expression.
    """
    evaluator = _evaluator(angle_unit)
    tree = read(expression)
    try:
        value = evaluator.eval(expression, previously_parsed=tree)
    except NameNotDefined as error:
        raise _unknown(error.name, evaluator) from error
    except FunctionNotDefined as error:
        raise _unknown(error.func_name, evaluator) from error
    return rounded(_number(value), digits)


def rounded(value: Number, digits: int) -> int | float:
    """The value as JSON can carry it: an int where nothing is lost by it, else a float of so many digits."""
    if isinstance(value, int):
        return value
    try:
        decimal = float(f"{float(value):.{digits}g}")
    except OverflowError as error:
        raise TooLarge from error
    if math.isinf(decimal):
        raise TooLarge
    # From 2**53 on, a float says less than the int that it would become.
    return int(decimal) if abs(decimal) < 2**53 and decimal == int(decimal) else decimal


def _evaluator(angle_unit: str) -> Any:
    if angle_unit not in ANGLE_UNITS:
        raise OptionNotOffered(f"angle_unit must be radians or degrees, not {angle_unit!r}.")
    functions = {**GENERAL, **ANGLE_UNITS[angle_unit]()}
    return SimpleEval(
        operators={node: _guarded(sign, run) for node, (sign, run) in OPERATORS.items()},
        functions={name: _counted(name, function) for name, function in functions.items()},
        names=dict(CONSTANTS),
    )


def _counted(name: str, function: Function) -> Callable[..., Number]:
    guarded = _guarded(name, function.run)

    def run(*arguments: Any) -> Number:
        if not function.least <= len(arguments) <= function.most:
            raise CalculationError(f"{name} takes {_arity(function)}, got {len(arguments)}.")
        return guarded(*arguments)

    return run


def _arity(function: Function) -> str:
    if function.most == MANY:
        return f"{function.least} or more numbers"
    if function.least == function.most:
        return f"{function.least} number{'s' if function.least > 1 else ''}"
    return f"{function.least} or {function.most} numbers"


def _guarded(name: str, run: Callable[..., Any]) -> Callable[..., Number]:
    """The operation with a bounded result, and with a reason for every failure."""

    def guarded(*arguments: Any) -> Number:
        numbers = [_number(argument) for argument in arguments]
        try:
            return checked(run(*numbers))
        except ZeroDivisionError as error:
            raise CalculationError(f"division by zero in {_shown(name, numbers)}; change the divisor.") from error
        except OverflowError as error:
            raise TooLarge from error
        except ValueError as error:
            raise CalculationError(f"{_shown(name, numbers)} is not defined; change its numbers.") from error

    return guarded


def _number(value: object) -> Number:
    if isinstance(value, int | Fraction | float):
        return value
    raise CalculationError("a function needs brackets with numbers in them, as in sqrt(16).")


def _shown(name: str, numbers: list[Number]) -> str:
    texts = [_short(number) for number in numbers]
    if name.isalnum():
        return f"{name}({', '.join(texts)})"
    return f" {name} ".join(texts)


def _short(number: Number) -> str:
    if isinstance(number, float):
        return f"{number:.15g}"
    if isinstance(number, Fraction):
        return f"{Decimal(number.numerator) / number.denominator:.15g}"
    text = str(number)
    return text if len(text) <= 24 else f"{text[:12]}… ({len(text)} digits)"


def _unknown(name: str, evaluator: Any) -> CalculationError:
    if name in evaluator.names:
        return CalculationError(f"{name} is a number and takes no brackets; put * after it, as in {name}*(1+2).")
    hint = did_you_mean(name.lower()[:40], [*evaluator.names, *evaluator.functions])
    return CalculationError(
        f"{name[:40]!r} is not known{hint} Only numbers, functions and {', '.join(evaluator.names)} have a value."
    )
