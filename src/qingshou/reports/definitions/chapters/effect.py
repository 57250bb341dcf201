"""Chapter 3.2: what dunning achieved, and why money is still open."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions import drawings, tables
from qingshou.reports.definitions.lines import Piece, listed, paragraph, say
from qingshou.reports.definitions.material import Material, callout
from qingshou.reports.definitions.telling import size
from qingshou.reports.document import Block, BulletList, Line


def effect(m: Material) -> Iterator[Block | None]:
    """3.2 催收效果评估."""
    t = m.t
    yield paragraph(
        "本期处理案件 ", t.number("cases.handled", "件"), "，结案 ", t.number("cases.closed", "件"),
        "，案件结清率 ", t.percent("rate.closed"), t.compare_rate("rate.closed"), "。欠费由期初 ",
        t.amount("waterfall.opening"), "变为期末 ", t.amount("waterfall.closing"), "。",
    )  # fmt: skip
    yield paragraph(*_channels(m))
    yield tables.contacts_table(t)
    yield paragraph(
        "以上为时间先后的统计，没有对照组，不能据此断定哪种方式有效；要得出结论，须在下期随机留出一部分同类住户不采用"
        "该方式，再比较两组的缴清比例。存在的问题见",
        "「问题与挑战」。" if t.period else "",
    )


def _channels(m: Material) -> list[Piece]:
    t = m.t
    members = t.ranked("rate.followed", "channel")
    big = [x for x in members if t.value(f"contact.observed.count[channel={x.key}]") >= 30]
    if len(big) < 2:
        return ["各渠道可观察的联系次数不足 30 次，不作渠道间比较。"]
    best, worst = big[0], big[-1]
    return [
        "联系后十四日内出现付款的比例，", f"{best.label}为 ", t.share(best.figure.id, of="次"),
        f"，{worst.label}为 ", t.share(worst.figure.id, of="次"),
        "。联系对象的欠费轻重不同，各渠道之间不能直接比高下。",
    ]  # fmt: skip


def success(m: Material) -> Iterator[Block | None]:
    """3.2.1 催收成功率."""
    t = m.t
    yield paragraph(
        "催收成功率是指在某一阶段缴清而结案的案件占曾处于该阶段案件的比例。", *_success_lines(m)
    )
    yield paragraph(*_promises(m))
    yield drawings.contacts_and_promises(t)
    if not t.value("cases.in_stage"):
        yield callout(
            "没有催收案件", "本期没有立案，无法计算催收成功率；出账后运行逾期识别即可立案。"
        )


def _success_lines(m: Material) -> Line:
    t = m.t
    told = [
        say(f"{x.label} ", t.share(f"rate.success[stage={x.key}]", of="件"))
        for x in t.family("cases.in_stage", "stage")
    ]
    if not told:
        return ()
    return say("本期", listed(told, between="，"), t.compare_rate("rate.success"), "。")


def _promises(m: Material) -> list[Piece]:
    t = m.t
    if not t.value("promise.made.count"):
        return ["本期没有登记付款承诺。"]
    pieces: list[Piece] = [
        "本期 ", t.homes("promise.made.households"), "作出付款承诺 ",
        t.number("promise.made.count", "项"), "、", t.amount("promise.made.amount"), "。",
    ]  # fmt: skip
    if t.value("promise.judged.count"):
        pieces += [
            "期内到期判定 ", t.number("promise.judged.count", "项"), "，兑现 ",
            t.number("promise.kept.count", "项"), "，承诺兑现率 ",
            t.share("rate.promise_kept", of="项"), t.compare_rate("rate.promise_kept"), "。",
        ]  # fmt: skip
    if t.value("promise.running.count"):
        pieces += ["另有 ", t.number("promise.running.count", "项"), "尚未到期。"]
    return pieces


def rates(m: Material) -> Iterator[Block | None]:
    """3.2.1 收款率分析 (second outline)."""
    t = m.t
    yield paragraph(
        "近十三个月中，", *_months(m), "分客户看，", *_groups(m),
    )  # fmt: skip
    yield tables.collection_table(t, by="group", label="客户类型", title="各类客户的收缴率")
    yield tables.kind_table(t)
    yield drawings.heat_map(t)


def _months(m: Material) -> list[Piece]:
    members = [
        x
        for x in m.t.figures.family("rate.collection", by=("month",))
        if x.figure.value is not None
    ]
    if len(members) < 2:
        return ["只有一个月有应收，不作比较。"]
    ranked = sorted(members, key=lambda x: (size(x), x.key))
    return [
        f"{ranked[-1].label}应收的收缴率最高，为 ", m.t.percent(ranked[-1].figure.id),
        f"；{ranked[0].label}最低，为 ", m.t.percent(ranked[0].figure.id), "（各月均以当月末为截止日，口径一致）。",
    ]  # fmt: skip


def _groups(m: Material) -> list[Piece]:
    t = m.t
    members = [
        x
        for x in t.figures.family("rate.collection", by=("group",))
        if x.figure.value is not None and t.value(f"due.households[group={x.key}]") >= 30
    ]
    if len(members) < 2:
        return ["只有一类客户达到 30 户，不作比较。"]
    ranked = sorted(members, key=lambda x: (size(x), x.key))
    low, high = ranked[0], ranked[-1]
    return [
        f"{high.label}收缴率 ", t.share(high.figure.id), f"，{low.label} ", t.share(low.figure.id), "。",
    ]  # fmt: skip


def satisfaction(m: Material) -> Iterator[Block | None]:
    """3.2.2 客户满意度调查 (second outline)."""
    t = m.t
    yield callout(
        "本期没有满意度调查数据",
        "未登记问卷或回访评分，不能评价满意度。自下期起按年龄段和主题发放问卷（费用透明度、缴费便捷、响应速度、"
        "公共设施），回收后即可在此统计。",
    )
    yield paragraph(
        "可以间接参考的是催收联系中的异议：本期主动联系 ", t.number("contact.count", "次"), "，",
        *_disputes(m), "异议不等于不满意，只说明这些住户的诉求需要先答复。",
    )  # fmt: skip


def _disputes(m: Material) -> list[Piece]:
    t, figure_id = m.t, "contact.count[outcome=DISPUTED]"
    if figure_id not in t.figures or not t.value(figure_id):
        return ["没有登记异议。"]
    return ["其中住户提出异议 ", t.number(figure_id, "次"), "。"]


def reasons(m: Material) -> Iterator[Block | None]:
    """3.2.2 逾期未收款原因分析."""
    t = m.t
    members = t.ranked("overdue.amount", "reason")
    known = [x for x in members if x.key != "UNRECORDED"]
    if not known:
        yield callout("没有登记欠费原因", "现有欠费户均未登记原因；联系登记时选择原因后即可分析。")
        return
    top = known[:3]
    yield paragraph(
        "按每户最近一次登记的原因，欠费金额居前的是",
        listed(
            [
                say(
                    f"{x.label} ", t.amount(x.figure.id), "（",
                    t.homes(f"overdue.households[reason={x.key}]"), "，",
                    t.percent(f"share.overdue.amount[reason={x.key}]"), "）",
                )
                for x in top
            ]
        ),
        "。原因由催收员在联系时选择，一户只取最近一次。",
    )  # fmt: skip
    yield tables.arrears_table(t, by="reason", label="登记原因", title="欠费原因")
    yield drawings.reasons(t)
    yield (
        BulletList(tuple(say(f.title, "：", f.measure) for f in m.found("reason.")[:4]))
        if m.found("reason.")
        else None
    )
