"""The last chapter: what the period comes to, next period's targets, and what is proposed."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions.findings import Finding
from qingshou.reports.definitions.lines import Piece, listed, paragraph, say, strong
from qingshou.reports.definitions.material import Material
from qingshou.reports.definitions.telling import Telling, period_name
from qingshou.reports.document import (
    Align,
    Block,
    BulletList,
    Cell,
    Chart,
    ChartBlock,
    ChartKind,
    Column,
    DataTable,
    Line,
    Point,
    Unit,
)


def opening(m: Material) -> Iterator[Block | None]:
    """六、总结与展望 (first outline)."""
    t = m.t
    yield paragraph(
        f"{t.this_period}的收缴用一句话概括：应收 ", t.amount("due.amount"), "收回 ",
        t.percent("rate.collection"), "，期初旧欠清回 ", t.percent("rate.recovery"), "，期末欠费 ",
        t.amount("overdue.amount"), "。以下各节只写结论和下一步，数据见第三章。",
    )  # fmt: skip


def done(m: Material) -> Iterator[Block | None]:
    """6.1 本期物业费催收工作总结."""
    t = m.t
    yield paragraph(strong("做到的："), *_better(m))
    yield paragraph(
        strong("没做到的："),
        listed([say(f.title) for f in m.findings[:3]]) if m.findings else "没有触及阈值的问题",
        "。", "欠费户数", t.compare_amount("overdue.households") or "无上期可比", "。",
    )  # fmt: skip


def _better(m: Material) -> list:  # type: ignore[type-arg]
    t = m.t
    told = []
    for rate_id, name in (
        ("rate.collection", "收缴率"), ("rate.households", "户收缴率"), ("rate.recovery", "清欠率"),
        ("rate.on_time", "按时缴费率"), ("rate.closed", "案件结清率"),
    ):  # fmt: skip
        ref = t.points(rate_id, "previous")
        if ref is not None and t.value(ref.figure_id) > 0:
            told.append(say(f"{name}比{t.previous_period}提高 ", ref))
    if told:
        return [listed(told, between="，"), "。"]
    return [
        "本期清回旧欠 ",
        t.amount("recovered.amount"),
        "，缴清欠费 ",
        t.homes("involved_cleared.households"),
        "。",
    ]


def plan(m: Material) -> Iterator[Block | None]:
    """6.2 下期工作计划与目标设定."""
    t = m.t
    following = period_name(t.next_period)
    pieces: list[Piece] = [f"{following}目标由以往各期自身的比率推算，给出区间而不取整数。"]
    if t.known("target.rate.collection.expected"):
        pieces += ["收缴率", *_range(m, "target.rate.collection"), "；"]
    if t.known("target.recovery.expected"):
        pieces += ["可清回现有欠费", *_range(m, "target.recovery"), "；"]
    yield paragraph(*pieces, "前提是应收与本期同额，联系力度和欠费结构与本期相当。")
    yield _target_table(m)
    yield _forecast_chart(m)
    if m.findings:
        yield BulletList(
            tuple(_task(m, f) for f in sorted(m.findings[:6], key=lambda f: f.within_days)),
            ordered=True,
        )


def _range(m: Material, base: str) -> Line:
    show = m.t.percent if base.startswith("target.rate") else m.t.amount
    low, expected, high = (show(f"{base}.{end}") for end in ("low", "expected", "high"))
    return say(" ", low, " 至 ", high, "（预期 ", expected, "）")


def _task(m: Material, finding: Finding) -> Line:
    due_on = finding.action(m.t.as_of).due_on
    return say(f"{due_on.month} 月 {due_on.day} 日前，{finding.role}：", finding.measure)


_TARGETS = (
    ("target.rate.collection", "收缴率", "%"),
    ("target.rate.recovery", "清欠率", "%"),
    ("target.recovery", "可清回欠费", "元"),
    ("target.cleared", "可缴清户数", "户"),
    ("target.closing", "期末欠费", "元"),
)


def _target_table(m: Material) -> DataTable | None:
    t = m.t
    if not t.known("target.recovery.expected"):
        return None
    rows = tuple(_target_row(t, base, name, unit) for base, name, unit in _TARGETS)
    return DataTable(
        title="下期目标",
        columns=(
            Column("指标", align=Align.LEFT), Column("单位", align=Align.CENTER),
            Column("下限"), Column("预期"), Column("上限"),
        ),
        rows=rows,
        note="下限与上限取以往各期的最低与最高，预期为各期合并；定义见附录。",
    )  # fmt: skip


def _target_row(t: Telling, base: str, name: str, unit: str) -> tuple[Cell, ...]:
    show = {"%": t.bare_percent, "元": t.yuan, "户": t.number}[unit]
    return (name, unit, *(show(f"{base}.{end}") for end in ("low", "expected", "high")))


def _forecast_chart(m: Material) -> ChartBlock | None:
    t = m.t
    seen = [
        (period_name(period), t.figure(id_).value)
        for period, id_ in (
            (t.period.year_before, "rate.collection@year_before"),
            (t.period.previous, "rate.collection@previous"),
            (t.period, "rate.collection"),
        )
        if t.known(id_)
    ]
    ends = [f"target.rate.collection.{end}" for end in ("low", "expected", "high")]
    if len(seen) < 2 or not all(map(t.known, ends)):
        return None
    low, expected, high = map(t.value, ends)
    points = [Point(label, value) for label, value in seen]
    points.append(Point(period_name(t.next_period), expected, low=low, high=high))
    title = f"下期收缴率在 {t.percent(ends[0]).shown} 至 {t.percent(ends[2]).shown} 之间"
    chart = Chart(ChartKind.FORECAST_BAND, title, Unit.RATE, t.as_of, "账本", tuple(points))
    return ChartBlock(chart)


def proposals(m: Material) -> Iterator[Block | None]:
    """6.3 对未来工作的展望与建议."""
    t = m.t
    yield paragraph(
        "建议一，旧欠分级：对 ", t.homes("lasting_overdue.households"), "连续欠费户按金额、账龄和原因分三级，"
        "一级由项目经理包干，三级以提醒为主。",
    )  # fmt: skip
    yield paragraph("建议二，补齐数据：", *_gaps(m))
    yield paragraph(
        "建议三，先试后推：选一个小区试行到期前提醒与代扣签约，留对照组，以按时缴费率（现为 ",
        t.percent("rate.on_time"), "）检验，期满报告差异及其区间。",
    )  # fmt: skip


def _gaps(m: Material) -> list[str]:
    return ["登记满意度问卷、联系用时和费用预算三项后，下期报告即可增加相应分析，现有口径不变。"]


def whole(m: Material) -> Iterator[Block | None]:
    """五、总结与展望 (second outline): the whole closing in one section."""
    yield from opening(m)
    yield from done(m)
    yield from plan(m)
    yield from proposals(m)
