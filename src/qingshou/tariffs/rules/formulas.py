"""The company's own formulas: a tiny language of exact arithmetic over a unit's facts.

A formula gives yuan a month before factor, proration and rounding, for example
``price * max(area, 60) * (1 + (floor - 1) * 0.02)``. It knows numbers, ``+ - * /``,
``min``, ``max``, comparisons, ``and``/``or``/``not`` and ``x if condition else y``; nothing else.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from qingshou.kernel.refusals import Refusal

LONGEST = 400
MOST_PARTS = 120
NAMES = ("area", "usable_area", "floor", "price")
_ALIASES = {
    "面积": "area",
    "建筑面积": "area",
    "套内面积": "usable_area",
    "楼层": "floor",
    "单价": "price",
}

Value = Fraction | bool
Facts = Mapping[str, Fraction | None]

_ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {"min": min, "max": max}


class FormulaUnreadable(Refusal):
    """A formula is not written in the formula language."""

    code = "tariffs.formula-unreadable"

    def __init__(self, *, formula: str, part: str) -> None:
        super().__init__(formula=formula, part=part)


class FormulaLacksValue(Refusal):
    """A formula needs a fact the unit does not have, such as its floor."""

    code = "tariffs.formula-lacks-value"

    def __init__(self, *, formula: str, name: str) -> None:
        super().__init__(formula=formula, name=name)


class FormulaFails(Refusal):
    """A formula divides by zero or gives a negative amount for a unit."""

    code = "tariffs.formula-fails"

    def __init__(self, *, formula: str, result: str) -> None:
        super().__init__(formula=formula, result=result)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read and contains nothing but arithmetic."""

    text: str
    tree: ast.expr

    def monthly_yuan(self, facts: Facts) -> Fraction:
        """Compute the exact yuan a month for a unit's facts (``NAMES``).

        Raises:
            FormulaLacksValue: If a fact it names is not known.
            FormulaFails: If it divides by zero or the result is negative or no number.

        >>> read_formula("area / 3").monthly_yuan({"area": Fraction(100)})
        Fraction(100, 3)
        """
        try:
            result = _Evaluation(self.text, facts).value(self.tree)
        except ZeroDivisionError:
            raise FormulaFails(formula=self.text, result="÷ 0") from None
        if isinstance(result, bool) or result < 0:
            raise FormulaFails(formula=self.text, result=str(result))
        return result


def read_formula(text: str) -> Formula:
    """Read a formula.

    Raises:
        FormulaUnreadable: If it is empty, too long or contains anything outside the language.
    """
    plain = text.strip().translate(str.maketrans("（）×÷，", "()*/,"))
    if not plain or len(plain) > LONGEST:
        raise FormulaUnreadable(formula=text[:LONGEST], part="")
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaUnreadable(formula=text, part=plain) from None
    _Reading(plain).check(tree)
    return Formula(plain, tree)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Walks a formula once and refuses whatever is not in the language."""

    text: str

    def check(self, tree: ast.expr) -> None:
        nodes = list(ast.walk(tree))
        if len(nodes) > MOST_PARTS:
            self.refuse(tree)
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            if isinstance(node, ast.expr) and id(node) not in called and not self.allowed(node):
                self.refuse(node)

    def allowed(self, node: ast.expr) -> bool:
        match node:
            case ast.BinOp(op=op):
                return type(op) in _ARITHMETIC
            case ast.Compare(ops=ops):
                return all(type(op) in _COMPARISONS for op in ops)
            case ast.Call(func=ast.Name(id=name), args=[_, _, *_], keywords=[]):
                return name in _FUNCTIONS
            case ast.Name(id=name):
                return _ALIASES.get(name, name) in NAMES
            case ast.Constant():
                return _number(self.text, node) is not None
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not()):
                return True
        return isinstance(node, ast.IfExp | ast.BoolOp)

    def refuse(self, node: ast.expr) -> NoReturn:
        part = ast.get_source_segment(self.text, node) or ""
        raise FormulaUnreadable(formula=self.text, part=part)


@dataclass(frozen=True, slots=True)
class _Evaluation:
    """Computes a checked formula exactly."""

    text: str
    facts: Facts

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant():
                number = _number(self.text, node)
                assert number is not None
                return number
            case ast.Name(id=name):
                return self.fact(_ALIASES.get(name, name))
            case ast.BinOp(left=left, op=op, right=right):
                return _ARITHMETIC[type(op)](self.number(left), self.number(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return _FUNCTIONS[name](*[[self.number(one) for one in arguments]])
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.value(body if self.value(test) else orelse)
        return self.truth(node)

    def truth(self, node: ast.expr) -> Value:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand)
            case ast.UnaryOp(op=op, operand=operand):
                number = self.number(operand)
                return -number if isinstance(op, ast.USub) else number
            case ast.BoolOp(op=ast.And(), values=values):
                return all(self.value(one) for one in values)
            case ast.BoolOp(values=values):
                return any(self.value(one) for one in values)
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = [self.number(one) for one in (left, *others)]
                pairs = zip(sides, ops, sides[1:], strict=False)
                return all(_COMPARISONS[type(op)](one, other) for one, op, other in pairs)
        raise FormulaUnreadable(formula=self.text, part="")

    def number(self, node: ast.expr) -> Fraction:
        value = self.value(node)
        if isinstance(value, bool):
            raise FormulaFails(formula=self.text, result=str(value))
        return value

    def fact(self, name: str) -> Fraction:
        known = self.facts.get(name)
        if known is None:
            raise FormulaLacksValue(formula=self.text, name=name)
        return known


def _number(text: str, node: ast.Constant) -> Fraction | None:
    """Read a constant as it is written, so that 0.02 is two hundredths and not a binary float."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    written = (ast.get_source_segment(text, node) or "").replace("_", "")
    return Fraction(written) if written.replace(".", "", 1).isdigit() else None
