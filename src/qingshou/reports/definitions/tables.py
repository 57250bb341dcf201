"""The tables of the report: at most twelve rows, totals that add up to the rows shown."""

from __future__ import annotations

from collections.abc import Sequence

from qingshou.reports.definitions.telling import Telling
from qingshou.reports.document import Align, Cell, Column, DataTable
from qingshou.reports.figures import Member

LONGEST = 12
_LABEL = {"align": Align.LEFT}


def _cut(members: Sequence[Member]) -> tuple[Sequence[Member], str]:
    if len(members) <= LONGEST:
        return members, ""
    return members[
        :LONGEST
    ], f"仅列前 {LONGEST} 项，共 {len(members)} 项，其余见 Excel 明细；合计为全部。"


_MONEY = (Column("应收", "元"), Column("已收", "元"), Column("减免", "元"), Column("未收", "元"))


def collection_table(t: Telling, *, by: str, label: str, title: str) -> DataTable | None:
    """Due, collected and open amounts with the collection rates, by one dimension."""
    members = t.ranked("due.amount", by)
    if len(members) < 2:
        return None
    shown, note = _cut(members)
    return DataTable(
        title=title,
        columns=(
            Column(label, **_LABEL),
            Column("应收户数", "户"),
            *_MONEY,
            Column("收缴率", "%"),
            Column("户收缴率", "%"),
        ),
        rows=tuple(_collection_row(t, m.label, f"[{by}={m.key}]") for m in shown),
        total=_collection_row(t, "合计", ""),
        note=note,
    )


def _collection_row(t: Telling, label: str, key: str) -> tuple[Cell, ...]:
    return (
        label,
        t.number(f"due.households{key}"),
        *_money(t, key),
        _rate(t, f"rate.collection{key}"),
        _rate(t, f"rate.households{key}"),
    )


def kind_table(t: Telling) -> DataTable | None:
    """Due, collected and open amounts with the collection rate, by charge kind."""
    members = t.ranked("due.amount", "kind")
    if len(members) < 2:
        return None
    shown, note = _cut(members)
    return DataTable(
        title="各收费项目的收缴率",
        columns=(Column("收费项目", **_LABEL), *_MONEY, Column("收缴率", "%")),
        rows=tuple(_kind_row(t, m.label, f"[kind={m.key}]") for m in shown),
        total=_kind_row(t, "合计", ""),
        note=note,
    )


def _kind_row(t: Telling, label: str, key: str) -> tuple[Cell, ...]:
    return (label, *_money(t, key), _rate(t, f"rate.collection{key}"))


def _money(t: Telling, key: str) -> tuple[Cell, ...]:
    names = ("due", "collected", "waived", "uncollected")
    return tuple(t.yuan(f"{name}.amount{key}") for name in names)


def _rate(t: Telling, rate_id: str) -> Cell:
    known = rate_id in t.figures and t.figures[rate_id].value is not None
    return t.bare_percent(rate_id) if known else None


def arrears_table(t: Telling, *, by: str, label: str, title: str) -> DataTable | None:
    """Overdue households and amounts with their shares, by one dimension."""
    members = t.ranked("overdue.amount", by)
    if len(members) < 2:
        return None
    shown, note = _cut(members)
    rows = tuple(
        (
            m.label,
            t.number(f"overdue.households[{by}={m.key}]"),
            t.yuan(m.figure.id),
            _rate(t, f"share.overdue.amount[{by}={m.key}]"),
            t.yuan(f"overdue.average[{by}={m.key}]"),
        )
        for m in shown
    )
    total = (
        "合计", t.number("overdue.households"), t.yuan("overdue.amount"), "100.0",
        t.yuan("overdue.average"),
    )  # fmt: skip
    columns = (
        Column(label, **_LABEL),
        Column("欠费户数", "户"),
        Column("欠费金额", "元"),
        Column("占比", "%"),
        Column("户均", "元"),
    )
    return DataTable(title=title, columns=columns, rows=rows, total=total, note=note)


def aging_table(t: Telling) -> DataTable | None:
    """The arrears by age."""
    members = t.family("aging.amount", "bucket")
    if not members:
        return None
    return DataTable(
        title="欠费账龄",
        columns=(
            Column("账龄", **_LABEL), Column("笔数", "笔"), Column("金额", "元"), Column("占比", "%"),
        ),
        rows=tuple(
            (
                m.label,
                t.number(f"aging.items[bucket={m.key}]"),
                t.yuan(m.figure.id),
                _rate(t, f"share.aging[bucket={m.key}]"),
            )
            for m in members
        ),
        total=("合计", t.number("overdue.items"), t.yuan("overdue.amount"), "100.0"),
    )  # fmt: skip


def stage_table(t: Telling) -> DataTable | None:
    """What happened in each stage: in it, paid from it, moved on, still there."""
    members = t.family("cases.in_stage", "stage")
    if not members:
        return None
    rows = tuple(
        (
            m.label,
            t.number(m.figure.id),
            t.number(f"cases.paid[stage={m.key}]"),
            t.number(f"cases.moved[stage={m.key}]"),
            t.number(f"cases.remaining[stage={m.key}]"),
            _rate(t, f"rate.success[stage={m.key}]"),
        )
        for m in members
    )
    total = (
        "合计", t.number("cases.in_stage"), t.number("cases.paid"), t.number("cases.moved"),
        t.number("cases.remaining"), _rate(t, "rate.success"),
    )  # fmt: skip
    return DataTable(
        title="各催收阶段的结果",
        columns=(
            Column("阶段", **_LABEL),
            Column("处于该阶段", "件"),
            Column("缴清", "件"),
            Column("转出", "件"),
            Column("期末仍在", "件"),
            Column("催收成功率", "%"),
        ),
        rows=rows,
        total=total,
        note="同一案件期内经过两个阶段的，在两行各计一次。",
    )


def receipts_table(t: Telling) -> DataTable | None:
    """Money in by channel."""
    members = t.ranked("receipts.amount", "channel")
    if not members:
        return None
    return DataTable(
        title="本期收款渠道",
        columns=(
            Column("渠道", **_LABEL), Column("笔数", "笔"), Column("金额", "元"), Column("占比", "%"),
        ),
        rows=tuple(
            (
                m.label,
                t.number(f"receipts.count[channel={m.key}]"),
                t.yuan(m.figure.id),
                _rate(t, f"share.receipts[channel={m.key}]"),
            )
            for m in members
        ),
        total=("合计", t.number("receipts.count"), t.yuan("receipts.amount"), "100.0"),
    )  # fmt: skip


def contacts_table(t: Telling) -> DataTable | None:
    """Contacts by channel, how many got through, and how many payments followed."""
    members = t.ranked("contact.count", "channel")
    if not members:
        return None
    rows = tuple(_contact_row(t, m.label, f"[channel={m.key}]") for m in members)
    return DataTable(
        title="各渠道联系与其后付款",
        columns=(
            Column("渠道", **_LABEL),
            Column("联系", "次"),
            Column("覆盖", "户"),
            Column("联系上", "次"),
            Column("联系成功率", "%"),
            Column("十四日内有付款", "次"),
            Column("同期出现率", "%"),
        ),
        rows=rows,
        note="「同期出现」只表示付款发生在联系之后十四日内，未设对照，不能认定为该渠道的效果。覆盖户数因一户多渠道而不相加。",
    )


def _contact_row(t: Telling, label: str, key: str) -> tuple[Cell, ...]:
    return (
        label,
        t.number(f"contact.count{key}"),
        t.number(f"contact.households{key}"),
        t.number(f"contact.reached.count{key}"),
        _rate(t, f"rate.reached{key}"),
        t.number(f"contact.followed.count{key}"),
        _rate(t, f"rate.followed{key}"),
    )
