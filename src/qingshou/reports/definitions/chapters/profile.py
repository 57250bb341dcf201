"""Chapter 3.3: who owes, how much and how long; who pays on time and who late."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions import drawings, tables
from qingshou.reports.definitions.lines import Piece, listed, paragraph, say
from qingshou.reports.definitions.material import Material
from qingshou.reports.definitions.telling import size
from qingshou.reports.definitions.thresholds import SMALL
from qingshou.reports.document import Align, Block, Column, DataTable
from qingshou.reports.figures import Member


def features(m: Material) -> Iterator[Block | None]:
    """3.3 物业费拖欠特点分析."""
    t = m.t
    yield paragraph(
        "时长：", *_largest(m, "duration"), "金额：", *_largest(m, "band"), "单户最低 ",
        t.amount("overdue.smallest"), "，最高 ", t.amount("overdue.largest"), "，中位数 ",
        t.amount("overdue.median"), "。",
    )  # fmt: skip
    yield paragraph("分布：", *_places(m))
    yield drawings.durations(t)
    yield drawings.amount_bands(t)
    yield drawings.buildings(t)


def _largest(m: Material, by: str) -> list[Piece]:
    t = m.t
    members = t.ranked("overdue.households", by)
    if not members:
        return ["没有欠费。"]
    first = members[0]
    return [
        f"{first.label}的户数最多，", t.homes(first.figure.id), "，占 ",
        t.percent(f"share.overdue.households[{by}={first.key}]"), "。",
    ]  # fmt: skip


def _places(m: Material) -> list[Piece]:
    t = m.t
    members = t.ranked("rate.overdue", "community")
    if len(members) >= 2:
        told = [
            say(f"{x.label} ", t.percent(x.figure.id), "（", t.homes(f"overdue.households[community={x.key}]"), "）")
            for x in members[:4]
        ]  # fmt: skip
        return ["欠费户占在管户的比例，", listed(told, between="，"), "。"]
    members = t.ranked("overdue.amount", "building")[:3]
    told = [say(f"{x.label} ", t.amount(x.figure.id)) for x in members]
    return ["欠费金额居前的楼栋是", listed(told), "。"]


def on_time(m: Material) -> Iterator[Block | None]:
    """3.3.1 按时缴费业主情况."""
    t = m.t
    yield paragraph(
        "本期 ", t.homes("due.households"), "有应收，其中 ", t.homes("on_time.households"),
        "在每笔应收日当日或之前缴清，按时缴费率 ", t.percent("rate.on_time"),
        t.compare_rate("rate.on_time"), "。",
    )  # fmt: skip
    yield paragraph(*_contrast(m))
    yield _profile_table(m)


def _contrast(m: Material) -> list[Piece]:
    ranked = _large_groups(m)
    if len(ranked) < 2:
        return ["只有一类客户达到 30 户，不作分组比较。"]
    t, high, low = m.t, ranked[0], ranked[-1]
    return [
        f"按客户类型，{high.label}的按时缴费率最高，为 ", t.share(high.figure.id), f"；{low.label}最低，为 ",
        t.share(low.figure.id), "。按时缴费的住户不需要催收，下期对其只发账单和收据。",
    ]  # fmt: skip


def _large_groups(m: Material) -> list[Member]:
    t = m.t
    members = [
        x for x in t.figures.family("rate.on_time", by=("group",))
        if x.figure.value is not None and t.value(f"due.households[group={x.key}]") >= SMALL
    ]  # fmt: skip
    return sorted(members, key=lambda x: (-size(x), x.key))


def _profile_table(m: Material) -> DataTable | None:
    t = m.t
    members = t.ranked("due.households", "group")
    if len(members) < 2:
        return None

    def row(label: str, key: str):  # type: ignore[no-untyped-def]
        small = t.value(f"due.households{key}") < SMALL
        rate = None if small else t.percent(f"rate.on_time{key}")
        return (
            label,
            t.number(f"due.households{key}"),
            t.number(f"on_time.households{key}"),
            t.number(f"late_paid.households{key}"),
            t.number(f"unsettled.households{key}"),
            rate,
        )

    return DataTable(
        title="各类客户的缴费早晚",
        columns=(
            Column("客户类型", align=Align.LEFT), Column("应收户", "户"), Column("按时缴清", "户"),
            Column("逾期后缴清", "户"), Column("仍逾期", "户"), Column("按时缴费率"),
        ),
        rows=tuple(row(x.label, f"[group={x.key}]") for x in members),
        total=row("合计", ""),
        note="不足 30 户的不列比率；当日到期待缴的户不在后三列中。",
    )  # fmt: skip


def late(m: Material) -> Iterator[Block | None]:
    """3.3.2 逾期缴费业主情况."""
    t = m.t
    yield paragraph(
        "未按时缴清 ", t.homes("not_on_time.households"), "（", t.percent("rate.not_on_time"),
        "），其中 ", t.homes("late_paid.households"), "逾期后已缴清，", t.homes("unsettled.households"),
        "至截止日仍有逾期。",
    )  # fmt: skip
    members = t.family("due.households", "late")
    if members:
        told = [say(f"{x.label} ", t.homes(x.figure.id)) for x in members]
        yield paragraph("按本期最晚一笔的结清时间，", listed(told), "。")
    yield paragraph(
        "连续欠费 ", t.homes("lasting_overdue.households"), "，新增欠费 ",
        t.homes("new_overdue.households"), "；前者需要协商方案，后者以提醒为主。",
    )  # fmt: skip
    yield tables.arrears_table(t, by="group", label="客户类型", title="各类客户的欠费")
