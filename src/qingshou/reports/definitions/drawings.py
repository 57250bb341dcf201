"""The charts of the report: each says its message in its title."""

from __future__ import annotations

from collections.abc import Sequence

from qingshou.reports.definitions.telling import Telling, size
from qingshou.reports.document import (
    CONTACTS,
    KEPT,
    LAST_YEAR,
    PROMISES,
    THIS_YEAR,
    Chart,
    ChartBlock,
    ChartKind,
    Point,
    Unit,
)
from qingshou.reports.figures import Member
from qingshou.reports.figures.dimensions import CHANNELS
from qingshou.reports.figures.shown import decimal

LEDGER = "账本"
ARCHIVE = "催收档案"
MOST_BARS = 10
MOST_BUILDINGS = 14
MONTHS_SHOWN = 12


def _chart(
    t: Telling,
    kind: ChartKind,
    title: str,
    unit: Unit,
    points: Sequence[Point],
    source: str = LEDGER,
    counted: str = "",
) -> ChartBlock | None:
    chart = Chart(kind, title, unit, t.as_of, source, tuple(points), counted)
    return ChartBlock(chart) if len(chart.points) > 1 else None


def monthly_rate(t: Telling) -> ChartBlock | None:
    """The collection rate by month of due date, against the same months a year before."""
    members = [m for m in t.figures.family("rate.collection", by=("month",)) if m.figure.value]
    latest = members[-MONTHS_SHOWN:]
    before = {m.key: m.figure.value for m in members[:-MONTHS_SHOWN]}
    points = [Point(_month(m.key), m.figure.value, THIS_YEAR) for m in latest]
    points += [
        Point(_month(m.key), before[year_before(m.key)], LAST_YEAR)
        for m in latest
        if year_before(m.key) in before
    ]
    if len(latest) < 2:
        return None
    best = max(latest, key=lambda m: (size(m), m.key))
    title = f"{_month(best.key)}应收的当月收缴率最高，{decimal(size(best) * 100, 1)}%"
    return _chart(t, ChartKind.LINE_AGAINST_LAST_YEAR, title, Unit.RATE, points)


def year_before(month: str) -> str:
    """The same month a year earlier.

    >>> year_before("2026-09")
    '2025-09'
    """
    return f"{int(month[:4]) - 1}{month[4:]}"


def _month(key: str) -> str:
    return f"{int(key[5:])} 月"


def waterfall(t: Telling) -> ChartBlock | None:
    """From opening to closing arrears."""
    steps = (
        ("期初欠费", "waterfall.opening", 1, True),
        ("补记往期", "waterfall.added", 1, False),
        ("本期到期", "waterfall.billed", 1, False),
        ("收款结清", "waterfall.collected", -1, False),
        ("减免", "waterfall.waived", -1, False),
        ("冲红", "waterfall.reversed", -1, False),
        ("期末欠费", "waterfall.closing", 1, True),
    )
    points = [
        Point(label, int(t.value(id_)) * sign, total=total, marked=id_ == "waterfall.closing")
        for label, id_, sign, total in steps
        if total or t.value(id_)
    ]
    change = t.value("waterfall.closing") - t.value("waterfall.opening")
    word = "增加" if change > 0 else "减少"
    title = f"欠费由期初 {t.amount_words(t.value('waterfall.opening'))}到期末{word} {t.amount_words(abs(change))}"
    return _chart(t, ChartKind.WATERFALL, title, Unit.YUAN, points)


def aging_by_community(t: Telling) -> ChartBlock | None:
    """Arrears by age, a bar per community."""
    places = t.ranked("overdue.amount", "community")
    ages = t.family("aging.amount", "bucket")
    points = [
        Point(place.label, int(t.value_or_zero(_aged(place.key, age.key))), age.label)
        for place in places
        for age in ages
    ]
    over_year = sum(
        t.value(f"share.aging[bucket={m.key}]")
        for m in t.family("aging.amount", "bucket")
        if m.key in _OVER_YEAR
    )
    title = f"超过一年的欠费占 {round(over_year * 100)}%" if over_year else "欠费都在一年以内"
    return _chart(t, ChartKind.STACKED_AGING, title, Unit.YUAN, points)


def _aged(community: str, bucket: str) -> str:
    return f"aging.amount[community={community},bucket={bucket}]"


_OVER_YEAR = {"DAYS_366_730", "DAYS_731_1095", "OVER_1095"}


def funnel(t: Telling) -> ChartBlock | None:
    """Cases by stage."""
    members = t.family("cases.in_stage", "stage")
    points = [Point(m.label, m.figure.value, marked=m.key == "LEGAL") for m in members]
    if not members:
        return None
    first, last = members[0], members[-1]
    title = f"{first.label} {first.figure.value} 件，到{last.label} {last.figure.value} 件"
    return _chart(t, ChartKind.FUNNEL, title, Unit.COUNT, points, ARCHIVE, "件")


def reasons(t: Telling) -> ChartBlock | None:
    """Arrears by reason."""
    return _ranked(t, t.ranked("overdue.amount", "reason"), "的欠费金额最高", Unit.YUAN)


def buildings(t: Telling) -> ChartBlock | None:
    """Arrears by building."""
    return _ranked(t, t.ranked("overdue.amount", "building"), "欠费最多", Unit.YUAN)


def _ranked(t: Telling, members: Sequence[Member], message: str, unit: Unit) -> ChartBlock | None:
    if not members:
        return None
    shown = members[:MOST_BARS]
    points = [Point(m.label, m.figure.value, marked=m is shown[0]) for m in shown]
    return _chart(t, ChartKind.BARS, f"{shown[0].label}{message}", unit, points)


def heat_map(t: Telling) -> ChartBlock | None:
    """Collection rate by building and month, the buildings with the most arrears first."""
    worst = [m.key for m in t.ranked("overdue.amount", "building")][:MOST_BUILDINGS]
    members = [
        m
        for m in t.figures.family("rate.collection", by=("building", "month"))
        if m.keys[0] in worst
    ]
    months = sorted({m.keys[1] for m in members})[-MONTHS_SHOWN:]
    known = {m.keys: m for m in members}
    points = [
        Point(f"{month[2:4]}/{month[5:]}", known[key].figure.value if key in known else None, label)
        for label, building in _named(members)
        for month in months
        for key in [(building, month)]
    ]
    if not worst:
        return None
    return _chart(t, ChartKind.HEAT_MAP, "欠费较多的楼栋各月收缴率", Unit.RATE, points)


def _named(members: Sequence[Member]) -> list[tuple[str, str]]:
    """The buildings that occur, by name, in the order of the family."""
    return list(dict.fromkeys((m.labels[0], m.keys[0]) for m in members))


def contacts_and_promises(t: Telling) -> ChartBlock | None:
    """Contacts beside the promises they brought and those that were kept."""
    points = []
    for m in t.ranked("contact.count", "channel"):
        label = CHANNELS.get(m.key, m.label)
        points += [
            Point(label, m.figure.value, CONTACTS),
            Point(
                label,
                int(t.value(f"promise.made.count[channel={m.key}]"))
                if f"promise.made.count[channel={m.key}]" in t.figures
                else 0,
                PROMISES,
            ),
            Point(
                label,
                int(t.value(f"promise.kept.count[channel={m.key}]"))
                if f"promise.kept.count[channel={m.key}]" in t.figures
                else 0,
                KEPT,
            ),
        ]
    made, kept = t.value("promise.made.count"), t.value("promise.kept.count")
    title = f"本期承诺 {made} 项，兑现 {kept} 项"
    return _chart(t, ChartKind.CONTACTS_AND_PROMISES, title, Unit.COUNT, points, ARCHIVE, "次")


def amount_bands(t: Telling) -> ChartBlock | None:
    """How many households owe how much."""
    members = t.family("overdue.households", "band")
    top = max(members, key=size, default=None)
    if top is None:
        return None
    points = [Point(m.label, m.figure.value, marked=m is top) for m in members]
    title = f"欠费户最多的一档：{top.label}"
    return _chart(t, ChartKind.HISTOGRAM, title, Unit.COUNT, points, LEDGER, "户")


def durations(t: Telling) -> ChartBlock | None:
    """How many households have owed for how long."""
    members = t.family("overdue.households", "duration")
    top = max(members, key=size, default=None)
    if top is None:
        return None
    points = [Point(m.label, m.figure.value, marked=m is top) for m in members]
    title = f"欠费时长以{top.label}最多"
    return _chart(t, ChartKind.HISTOGRAM, title, Unit.COUNT, points, LEDGER, "户")
