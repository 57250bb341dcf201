"""Put a report together: words for every section, the one-page summary, the appendices."""

from __future__ import annotations

import hashlib
from typing import Literal

from qingshou.kernel.period import Period
from qingshou.reports.definitions.background import Background
from qingshou.reports.definitions.findings import Finding, findings
from qingshou.reports.definitions.lines import say
from qingshou.reports.definitions.material import Material, blocks
from qingshou.reports.definitions.outlines import OUTLINES
from qingshou.reports.definitions.telling import Telling
from qingshou.reports.document import (
    Definition,
    FigureRef,
    FigureValue,
    Highlight,
    Line,
    OnePage,
    Report,
    Section,
    Source,
)
from qingshou.reports.figures import Figures

TITLE = "物业费催收总结报告"


def build(
    figures: Figures,
    background: Background,
    *,
    outline: Literal[1, 2],
    period: Period,
) -> Report:
    """Write the report of an outline from figures that have passed the tie-out."""
    as_of = figures.as_of
    t = Telling(figures, scope=background.scope_name, period=period, as_of=as_of)
    found = tuple(findings(t))
    material = Material(t, background, found)
    chapters = tuple(
        Section(place.number, place.title, place.level, blocks(place.words, material))
        for place in OUTLINES[outline]
    )
    page = _one_page(t, found)
    return Report(
        title=TITLE,
        outline=outline,
        company=background.company,
        scope_name=background.scope_name,
        period=period,
        period_name=t.this_period,
        as_of=as_of,
        number=_number(background, outline, period, t),
        figures=_carried(t),
        one_page=page,
        chapters=chapters,
        definitions=_definitions(t),
        sources=_sources(t, background),
    )


def _carried(t: Telling) -> dict[str, FigureValue]:
    """All figures, the words' own among them, and whatever those are made of."""
    carried = {**t.figures, **t.derived}
    waiting = [part for figure in carried.values() for part in figure.made_of]
    while waiting:
        part = waiting.pop()
        if part not in carried:
            carried[part] = t.figure(part)
            waiting.extend(carried[part].made_of)
    return carried


def _number(background: Background, outline: int, period: Period, t: Telling) -> str:
    mark = hashlib.sha256(background.scope_name.encode()).hexdigest()[:4].upper()
    return f"QS-{period.name}-{outline}-{mark}-{t.as_of:%Y%m%d}"


_HIGHLIGHTS = (
    ("收缴率", "rate.collection", True),
    ("户收缴率", "rate.households", True),
    ("清欠率", "rate.recovery", True),
    ("期末欠费", "overdue.amount", False),
    ("欠费户数", "overdue.households", False),
)


def _one_page(t: Telling, found: tuple[Finding, ...]) -> OnePage:
    finding: Line = found[0].problem if found else say("本期各项指标均未触及预设的问题阈值。")
    return OnePage(
        highlights=tuple(_highlight(t, *item) for item in _HIGHLIGHTS),
        finding=finding,
        actions=tuple(f.action(t.as_of) for f in found[:3]),
    )


def _highlight(t: Telling, name: str, figure_id: str, up_is_good: bool) -> Highlight:
    rate = figure_id.startswith("rate.")
    if rate:
        shown: FigureRef = t.percent(figure_id)
        change = t.points(figure_id, "previous")
    else:
        shown = t.homes(figure_id) if figure_id.endswith("households") else t.amount(figure_id)
        change = t.growth(figure_id, "previous")
    value = t.value(change.figure_id) if change else 0
    words: Line = ()
    if change:
        up, down = ("提高", "下降") if rate else ("增加", "减少")
        direction = up if value > 0 else down
        words = say(f"比{t.previous_period}{direction} ", change) if value else say("与上期相同")
    history = tuple(
        t.figures[id_].value
        for id_ in (f"{figure_id}@year_before", f"{figure_id}@previous", figure_id)
        if id_ in t.figures
    )
    good = None if not value else (value > 0) == up_is_good
    return Highlight(name, shown, t.trend(figure_id), words, good, history)


_APPENDIX = (
    "due.amount", "collected.amount", "uncollected.amount", "waived.amount", "rate.collection",
    "rate.households", "rate.recovery", "rate.on_time", "rate.success", "overdue.amount",
    "overdue.households", "old.amount", "recovered.amount", "receipts.amount", "prepaid.amount",
    "contact.count", "contact.followed.count", "promise.judged.count", "limitation.soon.amount",
)  # fmt: skip


def _definitions(t: Telling) -> tuple[Definition, ...]:
    return tuple(
        Definition(name=t.figures[id_].name, meaning=t.figures[id_].definition)
        for id_ in _APPENDIX
        if id_ in t.figures
    )


def _sources(t: Telling, background: Background) -> tuple[Source, ...]:
    ledger = Source(
        "账本", "应收、收款、核销、冲红，只增不改", t.as_of, t.amount("open.amount").shown
    )
    archive = Source(
        "催收档案",
        "联系、承诺、原因、阶段，只增不改",
        t.as_of,
        f"{t.number('contact.count').shown} 次联系",
    )
    files = tuple(
        Source(f"导入：{kind}", "公司自有台账", until, extent)
        for kind, extent, until in background.imports
    )
    return (ledger, archive, *files)
