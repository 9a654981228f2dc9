"""Arithmetic that an LLM can rely on."""

from typing import Annotated

from ai_node_builder.node.context import Context
from ai_node_builder.node.effects import PURE
from ai_node_builder.node.fields import combo, number
from ai_node_builder.node.tool import ToolNode
from ai_node_builder.types import JsonObject


class CalculatorTool(ToolNode):
    """Calculates arithmetic expressions exactly and safely, for LLMs that should not do sums in their head"""

    type = "calculator_tool"
    title = "Calculator Tool"
    tool_name = "calculator"
    tool_description = (
        "Calculate an arithmetic expression. Use it for every calculation instead of working it out yourself. "
        "Operators: + - * / // % ^ and brackets. Constants: pi, e, tau, phi. Functions: sqrt, cbrt, abs, round, "
        "floor, ceil, trunc, exp, log, ln, log2, log10, sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, "
        "degrees, radians, factorial, comb, perm, pow, mod, gcd, lcm, min, max, sum, mean, median, stdev, hypot."
    )
    family = "calculator"
    failure = "Calculation error"
    effects = PURE

    angle_unit: str = combo(
        "radians", options=("radians", "degrees"), description="Unit of the angles that sin, asin and the like use"
    )
    precision: int = number(
        15, minimum=1, maximum=15, step=1, description="Significant digits of a decimal result; whole numbers are exact"
    )

    async def call(
        self,
        ctx: Context,
        expression: Annotated[
            str,
            "The expression, as in '(19.99 * 3 + 4.5) / 2' or 'sqrt(2) * 10^3'. "
            "Write 1234.5 without thousands commas and 15% as 15/100.",
        ],
    ) -> JsonObject:
        """Calculate the expression; `result` is a number, `formatted` the same for people to read."""
        from ai_node_builder.services.calculator.calculate import calculate

        result = calculate(expression, self.angle_unit, int(self.precision))
        return {
            "success": True,
            "expression": expression,
            "result": result,
            "formatted": f"{result:,}" if isinstance(result, int) else f"{result:,.15g}",
            "angle_unit": self.angle_unit,
        }
