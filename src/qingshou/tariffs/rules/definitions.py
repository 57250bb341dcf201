"""A tariff as a customer's price list states it, read into a definition that can be charged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules import rounding
from qingshou.tariffs.rules.cycles import Cycle
from qingshou.tariffs.rules.due_dates import read_due_rule
from qingshou.tariffs.rules.formulas import read_formula
from qingshou.tariffs.rules.kinds import Basis, Nature
from qingshou.tariffs.rules.price_units import PriceUnit, read_price_unit
from qingshou.tariffs.rules.proration import Per, Proration
from qingshou.tariffs.rules.rounding import Stage, Steps

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
YES = {"YES", "TRUE", "1", "是"}
BASE_KIND = "PROPERTY_FEE"
DEFAULT_DUE_RULE = "END"
DEFAULT_TAX_RATE = "0.06"


class DefinitionUnreadable(Refusal):
    """A field of a price list cannot be read, or contradicts another."""

    code = "tariffs.definition-unreadable"

    def __init__(self, *, row_no: int, field: str, value: str) -> None:
        super().__init__(row_no=row_no, field=field, value=value)


@dataclass(frozen=True, slots=True)
class Definition:
    """A tariff without its prices."""

    kind: str
    basis: Basis
    cycle: Cycle
    in_advance: bool
    due_rule: str
    per: Per
    proration: Proration
    rounding: Steps
    formula: str
    tax_rate: Fraction
    usages: tuple[str, ...]

    @property
    def rounding_json(self) -> list[dict[str, str]]:
        """The rounding steps as they are kept."""
        return [{"unit": step.unit.value, "stage": step.stage.value} for step in self.rounding]


@dataclass(frozen=True, slots=True)
class Kind:
    """A charge kind as a price list names it."""

    code: str
    name: str
    nature: Nature
    tax_rate: Fraction


def read_definition(cells: Mapping[str, str | None], *, row_no: int) -> Definition:
    """Read a definition from clean cells; absent cells take the customary value.

    Raises:
        DefinitionUnreadable: If a field cannot be read, naming row, field and value.
    """
    row = _Row(cells, row_no)
    unit = row.read("price_unit", read_price_unit, "")
    basis = row.choice("basis", Basis, _basis_of(unit))
    definition = Definition(
        kind=row.text("kind"),
        basis=basis,
        cycle=row.choice("cycle", Cycle, Cycle.MONTH),
        in_advance=row.text("in_advance", "yes").upper() in YES,
        due_rule=row.read("due_rule", _due_rule, DEFAULT_DUE_RULE),
        per=Per.ONCE if basis in (Basis.METER, Basis.SHARE) else unit.per,
        proration=row.choice("proration", Proration, Proration.ACTUAL_MONTH),
        rounding=row.read("rounding", rounding.read_steps, "FEN:LINE"),
        formula=row.read("formula", _formula, "") if basis is Basis.FORMULA else "",
        tax_rate=row.read("tax_rate", _tax_rate, DEFAULT_TAX_RATE),
        usages=_usages(row.text("usages", "")),
    )
    _check(row, definition, unit)
    return definition


def read_kind(cells: Mapping[str, str | None], *, row_no: int) -> Kind:
    """Read a charge kind from clean cells.

    Raises:
        DefinitionUnreadable: If its nature or tax rate cannot be read.
    """
    row = _Row(cells, row_no)
    code = row.text("kind")
    return Kind(
        code=code,
        name=row.text("kind_name", code),
        nature=row.choice("nature", Nature, Nature.BASE if code == BASE_KIND else Nature.SPECIAL),
        tax_rate=row.read("tax_rate", _tax_rate, DEFAULT_TAX_RATE),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells of one row; refusals name the row."""

    cells: Mapping[str, str | None]
    row_no: int

    def text(self, field: str, default: str | None = None) -> str:
        found = (self.cells.get(field) or "").strip() or default
        if found is None:
            raise self.refusal(field)
        return found

    def read(self, field: str, reader: Callable[[str], T], default: str) -> T:
        try:
            return reader(self.text(field, default))
        except (Refusal, ValueError, ZeroDivisionError):
            raise self.refusal(field) from None

    def choice(self, field: str, choices: type[E], default: E) -> E:
        return self.read(field, choices, default.value)

    def refusal(self, field: str) -> DefinitionUnreadable:
        value = self.cells.get(field) or ""
        return DefinitionUnreadable(row_no=self.row_no, field=field, value=value)


def _basis_of(unit: PriceUnit) -> Basis:
    if unit.metered:
        return Basis.METER
    return Basis.BUILDING_AREA if unit.by_area else Basis.HOUSEHOLD


def _usages(text: str) -> tuple[str, ...]:
    return tuple(sorted({word for word in re.split(r"[\s,;，；、]+", text) if word}))


def _due_rule(text: str) -> str:
    read_due_rule(text)
    return text.replace(" ", "").upper()


def _formula(text: str) -> str:
    return read_formula(text).text


def _tax_rate(text: str) -> Fraction:
    rate = Fraction(text)
    if not 0 <= rate < 1 or (rate * 10_000).denominator != 1:
        raise ValueError(text)
    return rate


def _check(row: _Row, definition: Definition, unit: PriceUnit) -> None:
    """Refuse what contradicts itself.

    A price by the square meter needs an area; a rounding each month needs months of one
    price, which a daily price over several months is not.
    """
    if row.cells.get("price_unit") and unit.by_area and not definition.basis.by_area:
        raise row.refusal("price_unit")
    by_month = any(step.stage is Stage.MONTH for step in definition.rounding)
    if definition.per is Per.DAY and by_month and definition.cycle is not Cycle.MONTH:
        raise row.refusal("rounding")
