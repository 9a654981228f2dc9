import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ai_node_builder.errors import AINodeBuilderError, OptionNotOffered
from ai_node_builder.nodes.calculator_tool import CalculatorTool
from ai_node_builder.services.calculator.bounds import MAX_BITS, MAX_LENGTH
from ai_node_builder.services.calculator.calculate import calculate

Ask = Callable[..., Awaitable[Any]]
Tool: Any = CalculatorTool


def refusal(expression: str, **widgets: Any) -> str:
    with pytest.raises(AINodeBuilderError) as caught:
        calculate(expression, **widgets)
    assert caught.value.code == "calculation_error"
    assert caught.value.charged == "no"
    return caught.value.message


async def test_the_definition(ask: Ask) -> None:
    definition = await ask(Tool())
    assert definition["name"] == "calculator"
    assert definition["input_schema"]["required"] == ["expression"]
    assert definition["input_schema"]["properties"]["expression"]["type"] == "string"


async def test_the_examples_of_the_docs_page(ask: Ask, docs_examples: Callable[..., Any]) -> None:
    examples = docs_examples(CalculatorTool)
    assert len(examples) == 3
    for call, answer in examples:
        assert await ask(Tool(), call) == answer


async def test_widgets_set_the_angle_unit_and_the_digits(ask: Ask) -> None:
    node = Tool(angle_unit="degrees", precision=3)
    answer = await ask(node, {"arguments": {"expression": "cos(30)"}})
    assert answer["id"] == "calculator_success"
    assert answer["result"]["result"] == 0.866
    assert answer["result"]["angle_unit"] == "degrees"


async def test_an_empty_expression_is_missing(ask: Ask) -> None:
    answer = await ask(Tool(), {"arguments": {"expression": "  "}})
    assert answer["id"] == "calculator_error"
    assert answer["code"] == "argument_missing"
    assert answer["error"].startswith("Calculation error: give the expression argument")


@pytest.mark.parametrize(("result", "formatted"), [("1234.5", "1,234.5"), ("1234567", "1,234,567"), ("1/3", None)])
async def test_the_formatted_result_has_thousands_commas(ask: Ask, result: str, formatted: str | None) -> None:
    answer = await ask(Tool(), {"arguments": {"expression": result}})
    assert answer["result"]["formatted"] == (formatted or "0.333333333333333")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2 + 3 * 4", 14),
        ("7 / 2", 3.5),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("2^10", 1024),
        ("2^3^2", 512),
        ("-2^2", -4),
        ("2**-1", 0.5),
        ("3 × 4 ÷ 2 − 1", 5),
        ("√(16) + 2·π", 4 + 2 * math.pi),
        ("1 << 4 >> 2", 4),
        ("1_000 + 0xff + 0b11 + .5", 1258.5),
        (" 1\n+ 2 ", 3),
        ("0^0", 1),
    ],
)
def test_operators_read_as_people_write_them(expression: str, value: float) -> None:
    assert calculate(expression) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0.1 + 0.2 - 0.3", 0),
        ("19.99 * 3 - 59.97", 0),
        ("1/3 * 3", 1),
        ("floor(0.29 * 100)", 29),
        ("10^30 + 0.5 - 10^30", 0.5),
        ("10^400 / 10^399", 10),
        ("sqrt(10^40)", 10**20),
        ("comb(100, 50)", 100891344545564193334812497256),
        ("factorial(25)", 15511210043330985984000000),
        ("perm(10, 3)", 720),
        ("mean(0.1, 0.2, 0.3)", 0.2),
    ],
)
def test_whole_numbers_and_decimals_are_exact(expression: str, value: float) -> None:
    assert calculate(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [("6 / 2", int), ("sqrt(16)", int), ("2^100", int), ("sin(pi)", int), ("1e22 + 0.5", float), ("0.5", float)],
)
def test_a_whole_result_is_an_int(expression: str, value: type) -> None:
    assert type(calculate(expression)) is value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", 2.68),
        ("round(1250, -2)", 1300),
        ("cbrt(-27)", -3),
        ("log(8, 2) + log2(8) + log10(1000) + ln(e) + log(e)", 11),
        ("exp(0) + trunc(-1.9) + ceil(1.1) + abs(-4)", 6),
        ("median([3, 1, 2]) + median(1, 2, 3, 4)", 4.5),
        ("stdev(2, 4, 4, 4, 5, 5, 7, 9)", math.sqrt(32 / 7)),
        ("min(3, 1, 2) + max(3, 1, 2) + sum([1, 2], 3)", 10),
        ("gcd(12, 18) + lcm(4, 6) + mod(7, 4) + pow(2, 3)", 29),
        ("hypot(3, 4) + degrees(pi) + radians(180) - pi", 185),
        ("sinh(0) + cosh(0) + tanh(0)", 1),
        ("phi^2 - phi + tau / pi", 3),
        ("factorial(6 / 2)", 6),
    ],
)
def test_functions(expression: str, value: float) -> None:
    assert calculate(expression) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("expression", "unit", "value"),
    [
        ("sin(pi)", "radians", 0),
        ("cos(pi / 2)", "radians", 0),
        ("atan2(1, 1) - pi / 4", "radians", 0),
        ("sin(1e-9)", "radians", 1e-9),
        ("sin(30)", "degrees", 0.5),
        ("sin(360 * 10^12 + 30)", "degrees", 0.5),
        ("tan(45)", "degrees", 1),
        ("asin(1) + acos(1) + atan(1)", "degrees", 135),
        ("cos(180)", "degrees", -1),
    ],
)
def test_angles(expression: str, unit: str, value: float) -> None:
    assert calculate(expression, unit) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1 / 0", "division by zero in 1 / 0"),
        ("5 % (2 - 2)", "division by zero in 5 % 0"),
        ("0 ^ -1", "division by zero in 0 ^ -1"),
        ("sqrt(-0.5)", "sqrt(-0.5) is not defined"),
        ("log(0)", "log(0) is not defined"),
        ("tan(pi / 2)", "tan(1.5707963267949) is not defined"),
        ("factorial(-1)", "factorial(-1) is not defined"),
        ("1 << -1", "1 << -1 is not defined"),
        ("round(1, 16)", "round(1, 16) is not defined"),
        ("(-8) ^ (1/3)", "use cbrt(x)"),
        ("factorial(2.5)", "2.5 stands where only a whole number can"),
        ("sqr(4)", "'sqr' is not known; did you mean 'sqrt'?"),
        ("PI", "'PI' is not known; did you mean 'pi'"),
        ("apples", "'apples' is not known. Only numbers"),
        ("pi(2)", "pi is a number and takes no brackets"),
        ("sqrt + 1", "a function needs brackets"),
        ("sqrt", "a function needs brackets"),
        ("sin(1, 2)", "sin takes 1 number, got 2"),
        ("log()", "log takes 1 or 2 numbers, got 0"),
        ("comb(1)", "comb takes 2 numbers, got 1"),
        ("max()", "max takes 1 or more numbers, got 0"),
    ],
)
def test_what_has_no_value_is_explained(expression: str, said: str) -> None:
    assert said in refusal(expression)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("2 * (3 + 4", "the syntax is wrong at character 5: '(' was never closed"),
        ("2 +", "the syntax is wrong at character 3: a number, an operator or a bracket is missing"),
        ("2 ^ ^ 3", "the syntax is wrong at character 5"),
        ("  2 ^ 3 4", "the syntax is wrong at character 9"),
        ("√(4) 4", "the syntax is wrong at character 6"),
        ("50%", "for a percentage write 15/100 * 200"),
        ("20% of 50", "for a percentage write 15/100 * 200"),
        ("1,234 + 1", "without thousands commas"),
        ("2 * 2pi", "'2pi' at character 5 is not a number; put * between factors"),
        ("1.2.3", "'1.2.3' at character 1 is not a number"),
        ("3j", "'3j' at character 1 is not a number"),
        ("2(3 + 4)", "put * between"),
        ("5!", "'!' at character 2 is not understood; write factorial(5)"),
        ("2 + 2 =", "leave the equals sign out"),
        ("sin(30°)", "'°' at character 7 is not understood"),
        ("3²", "write ^2"),
        ("1 # 2", "'#' at character 3 is not understood"),
        ("\ud800", r"'\ud800' at character 1 is not understood"),
        ("1 < 2", "comparisons have no number as their answer"),
        ("[1, 2]", "a list only stands directly inside a function"),
        ("True", "True is not a number"),
        ("1 if 2 else 3", "only numbers, + - * / // % ^, brackets and functions are understood"),
        ("sum(*[1, 2])", "only numbers"),
        ("max([x])", "'x' is not known"),
        ("１", "the syntax is wrong at character 1"),
    ],
)
def test_what_cannot_be_read_is_explained(expression: str, said: str) -> None:
    assert said in refusal(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('ls')",
        "().__class__",
        "pi.real",
        "lambda: 1",
        "[x for x in [1]]",
        "'a' * 9",
        'f"{1}"',
        "not 1",
        "1 and 2",
        "x := 1",
        "max(key=1)",
        "{1}",
        "sum[0]",
        "...",
    ],
)
def test_program_code_is_not_arithmetic(expression: str) -> None:
    assert refusal(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "9^9^9^9",
        "2^10001",
        "1e999",
        "1 / 1e999",
        "1e308 * 10 * pi",
        "exp(1000)",
        "factorial(10^6)",
        "factorial(10^300)",
        "comb(10^6, 10^5)",
        "comb(10^300, 10^299)",
        "perm(10^300, 10^4)",
        "1 << 10^9",
        "1.5 ^ 10^9",
        "10^400 / 3",
        "10^400 * pi",
        "hypot(10^400, 1)",
        "1.7976931348623157e308 + 0.5",
        "sum(2^9999, 2^9999, -(2^9999))",
        "stdev(10^400, 1)",
        "lcm(" + ",".join(f"2^9000 + {n}" for n in range(9)) + ")",
        "(2^6000)^(2^6000)",
        "*".join(["2^9000"] * 20),
    ],
)
def test_too_large_a_number_is_refused(expression: str) -> None:
    assert "the result is too large" in refusal(expression)


@pytest.mark.parametrize("expression", ["2^9999", "comb(10^300, 3)", "-(10^3000)", "1.0001^100000", "10^300 * 1.5"])
def test_large_numbers_within_bounds_are_calculated(expression: str) -> None:
    assert abs(calculate(expression)) > 20_000


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1" * (MAX_LENGTH + 1), "the expression has 1,001 characters"),
        ("-" * 150 + "1", "nested"),
        ("-" * 999 + "1", "nested"),
        ("(" * 400 + "1" + ")" * 400, "too many nested parentheses"),
        ("+".join(["1"] * 400), "nested"),
        ("sqrt(" * 150 + "1" + ")" * 150, "nested"),
    ],
)
def test_long_and_deep_expressions_are_refused(expression: str, said: str) -> None:
    assert said in refusal(expression)


def test_a_long_row_of_numbers_is_added_up() -> None:
    assert calculate(f"sum({','.join(['1'] * 400)})") == 400


def test_an_unknown_angle_unit_is_refused() -> None:
    with pytest.raises(OptionNotOffered, match="radians or degrees"):
        calculate("sin(1)", "gradians")


NAMES = ["sqrt", "round", "factorial", "comb", "perm", "log", "exp", "tan", "gcd", "lcm", "mean", "stdev", "acos"]
NUMBERS = ["0", "1", "2", "9", ".5", "1e308", "1e-308", "10^300", "0xf", "pi", "e"]
SIGNS = [*"()[],+-*/%^<=.!#'_x² ", "//", "<<", ">>", "\\", "\0", "\ud800"]
PIECES = st.sampled_from([*NUMBERS, *SIGNS, *(f"{name}(" for name in NAMES)])
CALCULATIONS = st.recursive(
    st.integers(-(10**9), 10**9).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "^", "<<", ">>"]), inner).map(
            lambda parts: "({}{}{})".format(*parts)
        ),
        st.tuples(st.sampled_from(["sqrt", "factorial", "exp", "ln", "sin", "tan", "acos", "floor"]), inner).map(
            lambda parts: "{}({})".format(*parts)
        ),
        st.tuples(st.sampled_from(["comb", "perm", "log", "mean", "stdev", "lcm", "round", "pow"]), inner, inner).map(
            lambda parts: "{}({},{})".format(*parts)
        ),
    ),
    max_leaves=12,
)


def outcome(expression: str, digits: int = 15) -> int | float | AINodeBuilderError:
    try:
        return calculate(expression, digits=digits)
    except AINodeBuilderError as error:
        return error


def is_bounded(value: int | float) -> bool:
    return math.isfinite(value) if not isinstance(value, int) else value.bit_length() <= MAX_BITS


@given(st.text(max_size=40) | st.lists(PIECES, max_size=25).map("".join) | CALCULATIONS)
def test_every_text_gives_a_bounded_number_or_an_error_that_explains(expression: str) -> None:
    found = outcome(expression)
    if isinstance(found, AINodeBuilderError):
        assert (found.code, len(found.message) > 20) == ("calculation_error", True)
    else:
        assert is_bounded(found)
        assert json.loads(json.dumps(found)) == found


@given(CALCULATIONS, st.integers(1, 15))
def test_fewer_digits_change_no_more_than_the_digits_after_them(expression: str, digits: int) -> None:
    value, shortened = outcome(expression), outcome(expression, digits)
    assume(isinstance(value, int | float) and isinstance(shortened, int | float))
    assert shortened == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits), abs=1e-322)
