"""A tariff as a billing run sees it in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qingshou.kernel.period import Period
from qingshou.tariffs.rules.kinds import Basis
from qingshou.tariffs.rules.proration import Per, Proration
from qingshou.tariffs.rules.rounding import Steps


@dataclass(frozen=True, slots=True)
class DueTariff:
    """A tariff some of whose charges may be billed in a month.

    ``stretch`` is the cycle around the month, as far as the tariff is active. In advance a
    unit is billed in the month its part of the stretch begins, in arrears in which it ends.
    """

    tariff_id: int
    code: str
    kind: str
    basis: Basis
    per: Per
    proration: Proration
    rounding: Steps
    formula: str
    usages: tuple[str, ...]
    in_advance: bool
    stretch: Period
    due_on: date
    tax_rate: Fraction
