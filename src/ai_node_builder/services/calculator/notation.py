"""From the way people write arithmetic to a checked syntax tree."""

import ast
import math
import re
from fractions import Fraction

from .bounds import MAX_DEPTH, MAX_LENGTH, CalculationError, Number, TooLarge, checked

SPELLINGS = {"^": "**", "×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "√": "sqrt", "π": "pi"}
CHARACTERS = re.compile(r"[\w\s.,+\-*/%()\[\]<>]")
HINTS = {
    "!": "write factorial(5) for 5!",
    "=": "leave the equals sign out",
    "°": "write radians(30), or set the angle unit to degrees",
    "²": "write ^2",
    "³": "write ^3",
}

NUMBER = r"(?:0[xX][0-9a-fA-F]+|0[bB][01]+|(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
NOT_A_NUMBER = re.compile(rf"(?<![\w.])(?!{NUMBER}(?![\w.]))(\.?\d[\w.]*)")

ALLOWED = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Load, ast.Constant),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift, ast.RShift),
    *(ast.UAdd, ast.USub),
)
WRITE_INSTEAD: dict[type[ast.AST], str] = {
    ast.Tuple: "a comma only parts the arguments of a function; write 1234.5 without thousands commas",
    ast.Compare: "comparisons have no number as their answer; calculate the difference instead",
    ast.List: "a list only stands directly inside a function, as in mean([1, 2, 3])",
    ast.Attribute: "a dot only stands inside a number",
}


def read(expression: str) -> ast.expr:
    """The syntax tree of an expression: numbers, names, calls and operators, and nothing else.

    CalculationError says what is wrong, and at which character, counted from 1.
    """
    if len(expression) > MAX_LENGTH:
        raise CalculationError(
            f"the expression has {len(expression):,} characters, at most {MAX_LENGTH:,} are allowed; split it."
        )
    _check_characters(expression)
    tree = _parse(expression)
    _check_nodes(tree)
    return tree.body


def _check_characters(expression: str) -> None:
    for place, character in enumerate(expression, 1):
        if character in HINTS or not (character in SPELLINGS or CHARACTERS.match(character)):
            hint = HINTS.get(character, "use digits, + - * / ^ % ( ) and the names of functions")
            raise CalculationError(f"{character!r} at character {place} is not understood; {hint}.")


def _parse(expression: str) -> ast.Expression:
    # One character of Python's own for each that stands for itself, so that places can be counted back.
    spelled = [SPELLINGS.get(c, " " if c.isspace() else c) for c in expression]
    python = "".join(spelled)
    if broken := NOT_A_NUMBER.search(python):
        place = _place(spelled, broken.start())
        raise CalculationError(
            f"{broken[1][:20]!r} at character {place} is not a number; put * between factors, as in 2*pi."
        )
    indent = len(python) - len(python.lstrip())
    try:
        return ast.parse(python.lstrip(), mode="eval")
    except (RecursionError, MemoryError):
        raise _too_deep() from None
    except SyntaxError as error:
        # Python gives no offset for what is missing at the end.
        place = _place(spelled, indent + error.offset - 1) if error.offset else len(expression)
        raise CalculationError(f"the syntax is wrong at character {place}: {_advice(error, python)}.") from error


def _place(spelled: list[str], offset: int) -> int:
    """The place in the original text, counted from 1, of an offset into the text as Python spells it."""
    for place, piece in enumerate(spelled, 1):
        offset -= len(piece)
        if offset < 0:
            return place
    return len(spelled)


def _advice(error: SyntaxError, python: str) -> str:
    if "%" in python:
        return "% is the remainder of a division; for a percentage write 15/100 * 200"
    if error.msg.startswith("invalid syntax"):
        return "a number, an operator or a bracket is missing or does not belong there"
    return error.msg


def _check_nodes(tree: ast.Expression) -> None:
    waiting: list[tuple[ast.AST, int]] = [(tree.body, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise _too_deep()
        _check_node(node)
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]


def _check_node(node: ast.AST) -> None:
    if not isinstance(node, ALLOWED):
        advice = WRITE_INSTEAD.get(type(node), "only numbers, + - * / // % ^, brackets and functions are understood")
        raise CalculationError(f"{advice}.")
    if isinstance(node, ast.Call):
        _check_call(node)
    if isinstance(node, ast.Constant):
        node.value = _exact(node.value)  # type: ignore[assignment]


def _check_call(call: ast.Call) -> None:
    if not isinstance(call.func, ast.Name):
        raise CalculationError("put * between a number or a closing bracket and the bracket after it, as in 2*(3+4).")
    call.args = [item for given in call.args for item in (given.elts if isinstance(given, ast.List) else [given])]


def _exact(value: object) -> Number:
    """0.1 as a tenth, which no float is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CalculationError(f"{value} is not a number; only numbers can be calculated with.")
    if math.isinf(value):
        raise TooLarge
    return checked(Fraction(str(value)))


def _too_deep() -> CalculationError:
    return CalculationError(
        f"more than {MAX_DEPTH} operations are nested in each other; split the expression, "
        "or add up a long row of numbers with sum(1, 2, 3)."
    )
