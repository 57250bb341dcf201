"""Next period's targets, from the stages' own transition rates and nothing rounder than that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from qingshou.reports.definitions.background import STAGES
from qingshou.reports.definitions.lines import say
from qingshou.reports.definitions.telling import Telling
from qingshou.reports.document import FigureRef, Line, Unit

PERIODS_BACK = 4


@dataclass(frozen=True, slots=True)
class StageForecast:
    """Cases expected to leave one stage paid next period: the worst and the best of late rates."""

    stage: str
    waiting_id: str
    low_id: str
    high_id: str
    low_rate: Fraction
    high_rate: Fraction


def stage_forecasts(t: Telling) -> list[StageForecast]:
    """Apply the lowest and the highest success rate of recent periods to the cases waiting now."""
    return list(_forecasts(t))


def _forecasts(t: Telling) -> Iterator[StageForecast]:
    for stage, label in STAGES.items():
        waiting_id = f"cases.remaining[stage={stage}]"
        rates = recent_rates(t, stage)
        if waiting_id not in t.figures or not rates or not t.value(waiting_id):
            continue
        waiting = t.value(waiting_id)
        ends = {"low": floor(waiting * min(rates)), "high": ceil(waiting * max(rates))}
        low_id, high_id = (
            t.derive(
                f"target.cases.{stage}.{end}",
                f"下期预计缴清案件（{label}，{'低' if end == 'low' else '高'}）",
                "现处于该阶段的案件 × 近几期该阶段催收成功率的最低（最高）值。",
                Unit.COUNT,
                value,
                (waiting_id, f"rate.success[stage={stage}]"),
            )
            for end, value in ends.items()
        )
        yield StageForecast(label, waiting_id, low_id, high_id, min(rates), max(rates))


def recent_rates(t: Telling, stage: str) -> list[Fraction]:
    """The success rates of a stage in this and the latest earlier periods, as far as known."""
    earlier = [
        m.figure.value
        for m in t.figures.family("rate.success", by=("stage", "period"))
        if m.keys[0] == stage and m.figure.value is not None
    ]
    now = t.figures[f"rate.success[stage={stage}]"].value
    return [Fraction(rate) for rate in (*earlier[-PERIODS_BACK:], now) if rate is not None]


def collection_target(t: Telling) -> tuple[FigureRef, FigureRef] | None:
    """The range of next period's collection rate: this one, and this one plus the better change."""
    rate, before = t.figure("rate.collection"), t.figure("rate.collection@previous")
    if rate.value is None:
        return None
    now = Fraction(rate.value)
    gain = abs(now - Fraction(before.value)) if before.value is not None else Fraction(1, 100)
    gain = min(max(gain, Fraction(1, 200)), Fraction(3, 100))
    return (
        _target(t, "low", now, "本期收缴率，作为下限。"),
        _target(
            t,
            "high",
            min(now + gain, Fraction(1)),
            "本期收缴率加上最近一期的变动幅度（0.5 至 3 个百分点之间）。",
        ),
    )


def recovery_target(t: Telling) -> Line:
    """What next period should bring of today's arrears, from the recovery rates seen."""
    seen = [
        t.value(id_)
        for id_ in ("rate.recovery", "rate.recovery@previous", "rate.recovery@year_before")
        if t.known(id_)
    ]
    base = t.value("waterfall.closing")
    if not seen or not base:
        return ()
    refs = [
        FigureRef(
            t.derive(
                f"target.recovery.{end}",
                f"下期清欠目标（{'低' if end == 'low' else '高'}）",
                "期末欠费 × 近几期清欠率的最低（最高）值。",
                Unit.YUAN,
                floor(base * rate),
                ("waterfall.closing", "rate.recovery"),
            ),
            t.amount_words(floor(base * rate)),
        )
        for end, rate in (("low", min(seen)), ("high", max(seen)))
    ]
    return say("清回现有欠费 ", refs[0], " 至 ", refs[1])


def _target(t: Telling, end: str, value: Fraction, definition: str) -> FigureRef:
    figure_id = t.derive(
        f"target.collection.{end}", f"下期收缴率目标（{'下限' if end == 'low' else '上限'}）",
        definition, Unit.RATE, value, ("rate.collection",),
    )  # fmt: skip
    return t.percent(figure_id)
