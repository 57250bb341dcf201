"""Writes the charge rule as SQL, over whole numbers only: never a rounding nobody named.

Every share of time a contract can name is a whole number of ``MOMENTS``, 330,760,080 to a
month: it divides by 28, 29, 30, 31 and 365, and again by 12. An exact amount is then fen times
``MOMENTS`` (times the denominators of formulas), a plain numeric without a fraction lost;
``tests/contexts/billing`` proves these expressions equal to ``tariffs.rules.charges``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qingshou.billing.rules.bills import totals_together
from qingshou.tariffs.rules.due_tariffs import DueTariff
from qingshou.tariffs.rules.proration import MONTHS_PER, parts_of, time_in
from qingshou.tariffs.rules.rounding import Stage, Step, Steps

MOMENTS = 330_760_080


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time of a tariff's whole stretch, in moments: first part, whole middles, last part."""

    head: int
    middle: int
    tail: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.head + self.middle + self.tail


def stretch_of(tariff: DueTariff) -> Stretch:
    """Count the whole stretch of a tariff by the rule itself."""
    parts = [
        moments(time_in(part, tariff.proration, tariff.per))
        for part in parts_of(tariff.stretch, tariff.per)
    ]
    return Stretch(parts[0], sum(parts[1:-1]), parts[-1] if len(parts) > 1 else 0)


def moments(time: Fraction) -> int:
    """Write a share of time as a whole number of moments.

    >>> moments(Fraction(15, 31))
    160045200
    """
    exact = time * MOMENTS
    assert exact.denominator == 1
    return int(exact)


def exact_amount(tariffs: Sequence[DueTariff], scale: int) -> str:
    """Write the amount after MONTH and LINE roundings, for ``rate``, the parts and ``no``."""
    return _by_tariff(tariffs, lambda steps: _exact(steps, scale))


def line_fen(tariffs: Sequence[DueTariff], scale: int) -> str:
    """Write the fen of a line whose contract leaves nothing to the total.

    One whole month, the common case, is the rate itself: plain rounding is as exact, and cheaper.
    """
    exact = f"div({exact_amount(tariffs, scale)}, {scale})"
    if scale != MOMENTS:
        return exact
    plain = _by_tariff(tariffs, _plain)
    return f"CASE WHEN head = {MOMENTS} AND middle = 0 AND tail = 0 THEN {plain} ELSE {exact} END"


def bill_total(tariffs: Sequence[DueTariff], scale: int, exact: str) -> str:
    """Write the rounded total, in fen, of an exact sum, for ``no``."""
    return _by_tariff(tariffs, lambda steps: _total(steps, scale, exact))


def whole_fen(exact: str, scale: int) -> str:
    """Write an exact amount in fen, half up."""
    return f"div(2 * {exact} + {scale}, {2 * scale})"


def needs_total(tariffs: Sequence[DueTariff]) -> bool:
    """Tell whether some contract leaves part of a fen to the total, or rounds the total."""
    return any(
        totals_together(tariff.rounding)
        or not any(step.stage in (Stage.MONTH, Stage.LINE) for step in tariff.rounding)
        for tariff in tariffs
    )


def _by_tariff(tariffs: Sequence[DueTariff], write: Callable[[Steps], str]) -> str:
    groups: dict[str, list[int]] = {}
    for no, tariff in enumerate(tariffs):
        groups.setdefault(write(tariff.rounding), []).append(no)
    if len(groups) == 1:
        return next(iter(groups))
    cases = (f"WHEN no IN ({', '.join(map(str, nos))}) THEN {sql}" for sql, nos in groups.items())
    return f"CASE {' '.join(cases)} END"


def _exact(steps: Steps, scale: int) -> str:
    monthly = [step for step in steps if step.stage is Stage.MONTH]
    amount = "rate * (head + middle + tail)"
    if monthly:
        head, month, tail = (
            _rounded(f"rate * {part}", monthly, scale) for part in ("head", "month", "tail")
        )
        amount = f"({head} + middle / month * {month} + {tail})"
    return _rounded(amount, [step for step in steps if step.stage is Stage.LINE], scale)


def _plain(steps: Steps) -> str:
    amount = "rate"
    for stage in (Stage.MONTH, Stage.LINE):
        for step in steps:
            if step.stage is stage:
                amount = f"round({amount}, {1 - len(str(step.unit.fen))})"
    return amount


def _total(steps: Steps, scale: int, exact: str) -> str:
    return whole_fen(_rounded(exact, totals_together(steps), scale), scale)


def _rounded(amount: str, steps: Sequence[Step], scale: int) -> str:
    for step in steps:
        unit = step.unit.fen * scale
        amount = f"div(2 * ({amount}) + {unit}, {2 * unit}) * {unit}"
    return f"({amount})"


def month_of(tariff: DueTariff) -> int:
    """Tell what a whole month counts for a price of that time, in moments."""
    return MOMENTS // MONTHS_PER.get(tariff.per, 1)
