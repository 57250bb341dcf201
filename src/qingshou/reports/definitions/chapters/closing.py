"""The last chapter: what the period comes to, next period's targets, and what is proposed."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions.lines import Piece, listed, paragraph, say, strong
from qingshou.reports.definitions.material import Material
from qingshou.reports.definitions.outlook import (
    collection_target,
    recovery_target,
    stage_forecasts,
)
from qingshou.reports.definitions.telling import period_name
from qingshou.reports.document import (
    Align,
    Block,
    BulletList,
    Chart,
    ChartBlock,
    ChartKind,
    Column,
    DataTable,
    Point,
    Unit,
)
from qingshou.reports.figures.shown import decimal


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
    target = collection_target(t)
    pieces: list[Piece] = [f"{following}目标由各阶段自身的比率推算，给出区间而不取整数："]
    if target:
        low, high = target
        pieces += ["收缴率 ", low, " 至 ", high, "；"]
    yield paragraph(
        *pieces, recovery_target(t) or "尚无清欠率可参照", "。假设联系力度和欠费结构与本期相当。"
    )
    yield _forecast_table(m)
    yield _forecast_chart(m)
    if m.findings:
        yield BulletList(
            tuple(
                say(
                    f"{f.action(t.as_of).due_on.month} 月 {f.action(t.as_of).due_on.day} 日前，{f.role}：",
                    f.measure,
                )
                for f in sorted(m.findings[:6], key=lambda f: f.within_days)
            ),
            ordered=True,
        )


def _forecast_table(m: Material) -> DataTable | None:
    t = m.t
    forecasts = stage_forecasts(t)
    if not forecasts:
        return None
    rows = tuple(
        (
            f.stage, t.number(f.waiting_id),
            f"{decimal(f.low_rate * 100, 1)}—{decimal(f.high_rate * 100, 1)}",
            t.number(f.low_id), t.number(f.high_id),
        )
        for f in forecasts
    )  # fmt: skip
    return DataTable(
        title="下期预计缴清的案件",
        columns=(
            Column("阶段", align=Align.LEFT), Column("期末在案", "件"), Column("近期成功率", "%"),
            Column("预计缴清（低）", "件"), Column("预计缴清（高）", "件"),
        ),
        rows=rows,
        note="近期成功率取本期和此前四期中的最低与最高。",
    )  # fmt: skip


def _forecast_chart(m: Material) -> ChartBlock | None:
    t = m.t
    target = collection_target(t)
    before = [
        (period_name(p, with_year=True), t.figures[id_].value)
        for p, id_ in (
            (t.period.year_before, "rate.collection@year_before"),
            (t.period.previous, "rate.collection@previous"),
            (t.period, "rate.collection"),
        )
        if id_ in t.figures and t.figures[id_].value is not None
    ]
    if target is None or len(before) < 2:
        return None
    low, high = (t.value(ref.figure_id) for ref in target)
    points = [Point(label, value) for label, value in before]
    points.append(Point(period_name(t.next_period), (low + high) / 2, low=low, high=high))
    title = f"下期收缴率目标 {target[0].shown} 至 {target[1].shown}"
    return ChartBlock(
        Chart(ChartKind.FORECAST_BAND, title, Unit.RATE, t.as_of, "账本", tuple(points))
    )


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
