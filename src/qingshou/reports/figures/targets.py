"""What the next period may bring, from what the periods before it brought: a range, not a wish.

Old debts: each stage's arrears times the share of cases that earlier periods paid in it.
New charges: as many as this period, collected as in the periods known. The low and the high
end are the worst and the best period seen; what is expected is all of them taken together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from qingshou.kernel.money import half_up
from qingshou.reports.document import FigureValue, Unit
from qingshou.reports.figures.dimensions import STAGES
from qingshou.reports.figures.shown import shown
from qingshou.reports.figures.windows import VARIANTS

Value = int | Fraction | None


class Known(Protocol):
    """The counted figures a target is made from."""

    def value(self, figure_id: str) -> Value:
        """The exact value of a figure."""
        ...

    def periods(self) -> list[str]:
        """The names of the earlier periods, oldest first."""
        ...


class End(StrEnum):
    """Which end of the range."""

    LOW = "low"
    EXPECTED = "expected"
    HIGH = "high"


_ENDS = {End.LOW: "下限", End.EXPECTED: "预期", End.HIGH: "上限"}
_STAGE_OF = {**{stage: stage for stage in STAGES}, "NO_CASE": "FIRST_CONTACT"}
_FROM_STAGES = (
    "各阶段欠费乘以往各期该阶段的催收成功率；尚未进入催收的按初步沟通计，暂缓催收的不计。"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the next period."""

    id: str
    name: str
    definition: str
    unit: Unit


TARGETS: tuple[Target, ...] = tuple(
    Target(f"{base}.{end}", f"{name}（{_ENDS[end]}）", definition, unit)
    for base, name, definition, unit in (
        ("target.recovery", "下期可清回欠费", _FROM_STAGES, Unit.YUAN),
        ("target.cleared", "下期可缴清户数", _FROM_STAGES.replace("欠费", "欠费户数", 1), Unit.COUNT),
        ("target.rate.recovery", "下期清欠率", "下期可清回欠费 ÷ 欠费金额。", Unit.RATE),
        ("target.rate.collection", "下期收缴率",
         "本期、上期与去年同期收缴率的最低、合并与最高值。", Unit.RATE),
        ("target.closing", "下期末欠费",
         "欠费金额，减去下期可清回欠费，加上与本期同额的应收按下期收缴率未收的部分。", Unit.YUAN),
    )
    for end in End
)  # fmt: skip
BY_ID = {target.id: target for target in TARGETS}


def target_figure(known: Known, figure_id: str, *, scope: str, as_of: object) -> FigureValue:
    """Make a figure of the next period; its value is None where no earlier period is known."""
    target = BY_ID[figure_id]
    base, _, end = figure_id.rpartition(".")
    value, parts = _MADE[base](known, End(end))
    return FigureValue(
        id=figure_id, name=target.name, definition=target.definition, unit=target.unit,
        value=value, shown=shown(value, target.unit), scope=scope,
        as_of=as_of, parts=parts,  # type: ignore[arg-type]
    )  # fmt: skip


def success(known: Known, stage: str, end: End) -> Fraction | None:
    """The share of a stage's cases that were paid in it, over the earlier periods."""
    pairs = [
        (int(known.value(f"cases.paid[{where}]") or 0), int(count))
        for period in known.periods()
        for where in [f"stage={stage},period={period}"]
        if (count := known.value(f"cases.in_stage[{where}]"))
    ]
    return _end_of(pairs, end)


def collection(known: Known, end: End) -> Fraction | None:
    """The collection rate over this period and those it is compared with."""
    pairs = [
        (int(known.value(f"collected.amount{suffix}") or 0), int(due))
        for suffix in (f"@{variant}" if variant else "" for variant in VARIANTS)
        if (due := known.value(f"due.amount{suffix}"))
    ]
    return _end_of(pairs, end)


def _end_of(pairs: list[tuple[int, int]], end: End) -> Fraction | None:
    if not pairs:
        return None
    match end:
        case End.LOW:
            return min(Fraction(*pair) for pair in pairs)
        case End.HIGH:
            return max(Fraction(*pair) for pair in pairs)
        case End.EXPECTED:
            return Fraction(sum(part for part, _ in pairs), sum(whole for _, whole in pairs))


def _staged(known: Known, base: str, end: End) -> tuple[Value, tuple[str, ...]]:
    parts = tuple(f"{base}[stage={key}]" for key in _STAGE_OF)
    rates = {stage: success(known, stage, end) for stage in STAGES}
    if all(rate is None for rate in rates.values()):
        return None, parts
    exact = sum(
        (Fraction(int(known.value(part) or 0)) * (rates[stage] or 0)
         for part, stage in zip(parts, _STAGE_OF.values(), strict=True)),
        start=Fraction(0),
    )  # fmt: skip
    return int(half_up(exact)), parts


def _recovery(known: Known, end: End) -> tuple[Value, tuple[str, ...]]:
    return _staged(known, "overdue.amount", end)


def _cleared(known: Known, end: End) -> tuple[Value, tuple[str, ...]]:
    return _staged(known, "overdue.households", end)


def _recovery_rate(known: Known, end: End) -> tuple[Value, tuple[str, ...]]:
    parts = (f"target.recovery.{end}", "overdue.amount")
    recovered, owed = _recovery(known, end)[0], known.value("overdue.amount")
    return (Fraction(recovered) / owed if recovered is not None and owed else None), parts


def _collection_rate(known: Known, end: End) -> tuple[Value, tuple[str, ...]]:
    return collection(known, end), ("collected.amount", "due.amount")


def _closing(known: Known, end: End) -> tuple[Value, tuple[str, ...]]:
    """The most is owed where the least is paid, so the ends change places."""
    paid_end = {End.LOW: End.HIGH, End.HIGH: End.LOW, End.EXPECTED: End.EXPECTED}[end]
    parts = ("overdue.amount", f"target.recovery.{paid_end}", "due.amount",
             f"target.rate.collection.{paid_end}")  # fmt: skip
    recovered, rate = _recovery(known, paid_end)[0], collection(known, paid_end)
    if recovered is None or rate is None:
        return None, parts
    new = Fraction(int(known.value("due.amount") or 0)) * (1 - rate)
    return int(known.value("overdue.amount") or 0) - int(recovered) + int(half_up(new)), parts


_MADE = {
    "target.recovery": _recovery,
    "target.cleared": _cleared,
    "target.rate.recovery": _recovery_rate,
    "target.rate.collection": _collection_rate,
    "target.closing": _closing,
}
