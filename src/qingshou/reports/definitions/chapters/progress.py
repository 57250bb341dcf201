"""Chapter 3.1: how far collection has come, what came in and what is still open."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions import drawings, tables
from qingshou.reports.definitions.lines import Piece, listed, paragraph, say
from qingshou.reports.definitions.material import Material, callout
from qingshou.reports.definitions.telling import size
from qingshou.reports.document import Block, Line
from qingshou.reports.figures.dimensions import STAGES


def analysis(m: Material) -> Iterator[Block | None]:
    """三、催收情况分析."""
    t = m.t
    yield paragraph(
        "期初欠费 ", t.amount("waterfall.opening"), "，本期到期账单 ", t.amount("waterfall.billed"),
        "，收款结清 ", t.amount("waterfall.collected"), _others(m), "，期末欠费 ",
        t.amount("waterfall.closing"), "。其中属于期初旧欠、至今未清的 ", t.amount("old_open.amount"),
        "。",
    )  # fmt: skip
    yield drawings.waterfall(t)


def _others(m: Material) -> Line:
    t = m.t
    told = [
        (word, figure_id)
        for word, figure_id in (
            ("补记往期应收 ", "waterfall.added"),
            ("减免了结 ", "waterfall.waived"),
            ("冲红更正 ", "waterfall.reversed"),
        )
        if t.value(figure_id)
    ]
    return say(*[piece for word, id_ in told for piece in ("，", word, t.amount(id_))])


def progress(m: Material) -> Iterator[Block | None]:
    """3.1 催收进度统计."""
    t = m.t
    yield paragraph(
        f"截至{t.day}，{t.this_period}应收 ", t.amount("due.amount"), "，已收 ",
        t.amount("collected.amount"), "，收缴率 ", t.percent("rate.collection"),
        t.compare_rate("rate.collection"), "。按户看，户收缴率 ", t.share("rate.households"),
        t.compare_rate("rate.households"), "。", _spread(m),
    )  # fmt: skip
    yield paragraph(
        "期末欠费住户 ", t.homes("overdue.households"), "，共 ", t.amount("overdue.amount"), "，其中",
        _by_stage(m), "。本期主动联系 ", t.number("contact.count", "次"), "，覆盖 ",
        t.homes("contact.households"), _follow_up(m), "。",
    )  # fmt: skip
    yield paragraph(*_concentration(m))
    yield tables.stage_table(t)
    yield drawings.funnel(t)


def _spread(m: Material) -> Line:
    t = m.t
    members = [
        x
        for x in t.figures.family("rate.collection", by=("community",))
        if x.figure.value is not None
    ]
    if len(members) < 2:
        return ()
    ranked = sorted(members, key=lambda x: (size(x), x.key))
    low, high = ranked[0], ranked[-1]
    return say(
        f"各小区中，{high.label}最高，为 ", t.percent(high.figure.id), f"；{low.label}最低，为 ",
        t.percent(low.figure.id), "。",
    )  # fmt: skip


def _by_stage(m: Material) -> Line:
    t = m.t
    told = []
    for code, label in [*STAGES.items(), ("HELD", "暂缓"), ("NO_CASE", "尚未进入催收")]:
        figure_id = f"overdue.households[stage={code}]"
        if figure_id in t.figures and t.value(figure_id):
            share = t.percent(f"share.overdue.households[stage={code}]")
            told.append(say(f"{label} ", t.homes(figure_id), "（", share, "）"))
    return listed(told) if told else say("均尚未进入催收阶段")


def _follow_up(m: Material) -> Line:
    t, rate_id = m.t, "rate.success[stage=FOLLOW_UP]"
    if rate_id not in t.figures or not t.value("cases.in_stage[stage=FOLLOW_UP]"):
        return ()
    return say(
        "；曾处于跟进催收的 ", t.number("cases.in_stage[stage=FOLLOW_UP]", "件"), "中，",
        t.number("cases.paid[stage=FOLLOW_UP]", "件"), "在期内缴清，占 ", t.percent(rate_id),
    )  # fmt: skip


def _concentration(m: Material) -> list[Piece]:
    t = m.t
    top = next(iter(t.ranked("overdue.amount", "building")), None)
    pieces: list[Piece] = [
        "欠费集中程度：欠费最多的一成住户（", t.homes("concentration.top_tenth.households"), "）欠 ",
        t.amount("concentration.top_tenth.amount"), "，占全部欠费的 ",
        t.percent("concentration.top_tenth.share"),
    ]  # fmt: skip
    if top is not None:
        pieces += [
            f"；{top.label}欠 ", t.amount(top.figure.id), "，占 ",
            t.percent("concentration.top_building.share"), "，为各楼栋之首",
        ]  # fmt: skip
        main = _main_reason(m)
        pieces += ["。", main] if main else ["。"]
        return pieces
    return [*pieces, "。"]


def _main_reason(m: Material) -> Line:
    first = next(iter(m.t.ranked("overdue.amount", "reason")), None)
    if first is None:
        return ()
    share = m.t.percent(f"share.overdue.amount[reason={first.key}]")
    return say(f"按登记原因，「{first.label}」欠费最多，占 ", share, "，详见原因分析。")


def received(m: Material) -> Iterator[Block | None]:
    """3.1.1 已收款情况."""
    t = m.t
    yield paragraph(
        "本期收款 ", t.amount("receipts.amount"), "（", t.number("receipts.count", "笔"), "，",
        t.homes("receipts.households"), "），含结清以前各期的欠费和转入预存的款项，与只看本期应收的收缴率口径不同",
        t.compare_amount("receipts.amount"), "。", _refunds(m), "期末预存余额 ",
        t.amount("prepaid.amount"), "，", t.homes("prepaid.households"), "。",
    )  # fmt: skip
    yield paragraph(
        "发出催缴通知 ", t.homes("contact.notified.households"), "（短信、微信、信函和通知单）；期初旧欠 ",
        t.amount("old.amount"), "中清回 ", t.amount("recovered.amount"), "，清欠率 ",
        t.percent("rate.recovery"), t.compare_rate("rate.recovery"), "。",
    )  # fmt: skip
    yield paragraph(
        "线上收款（微信、支付宝、代扣）", t.amount("receipts.online.amount"), "，占本期收款的 ",
        t.percent("rate.online"), t.compare_rate("rate.online"), "。",
    )  # fmt: skip
    yield tables.receipts_table(t)
    yield drawings.monthly_rate(t)


def _refunds(m: Material) -> Line:
    t = m.t
    if not t.value("refunds.amount"):
        return say("本期没有退款。")
    return say(
        "本期退款 ", t.amount("refunds.amount"), "（", t.number("refunds.count", "笔"), "）。"
    )


def outstanding(m: Material) -> Iterator[Block | None]:
    """3.1.2 未收款情况."""
    t = m.t
    yield paragraph(
        "截至截止日欠费 ", t.homes("overdue.households"), "、", t.amount("overdue.amount"),
        t.compare_amount("overdue.amount"), "。本期应收中未收 ", t.amount("uncollected.amount"),
        "，占本期应收的 ", t.percent("rate.uncollected"), "；其余为以前各期的旧欠。新增欠费 ",
        t.homes("new_overdue.households"), "，连续欠费 ", t.homes("lasting_overdue.households"), "。",
    )  # fmt: skip
    yield paragraph(*_age(m))
    yield tables.arrears_table(t, by="community", label="小区", title="各小区欠费")
    yield tables.aging_table(t)
    yield drawings.aging_by_community(t)
    if not t.value("overdue.amount"):
        yield callout("没有欠费", "截至截止日没有逾期未缴的应收。")


def _age(m: Material) -> list[Piece]:
    t = m.t
    members = t.family("aging.amount", "bucket")
    if not members:
        return ["没有逾期账龄可列。"]
    oldest, largest = members[-1], max(members, key=lambda x: (size(x), x.key))
    return [
        f"按账龄，{largest.label}的金额最大，为 ", t.amount(largest.figure.id), "（",
        t.percent(f"share.aging[bucket={largest.key}]"), f"）；最久的一档为{oldest.label}，",
        t.amount(oldest.figure.id), "。单户欠费最高 ", t.amount("overdue.largest"), "，中位数 ",
        t.amount("overdue.median"), "，户均 ", t.amount("overdue.average"), "。",
    ]  # fmt: skip
