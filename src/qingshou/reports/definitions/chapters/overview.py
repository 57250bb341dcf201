"""Chapters one and two: the conclusion, scope and method, how fees are made and collected."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions import missing
from qingshou.reports.definitions.background import STAGE_MEANING
from qingshou.reports.definitions.lines import listed, paragraph, say, strong
from qingshou.reports.definitions.material import Material, callout
from qingshou.reports.document import Align, Block, BulletList, Column, DataTable
from qingshou.reports.figures.dimensions import STAGES


def summary(m: Material) -> Iterator[Block | None]:
    """一、内容简述."""
    t = m.t
    yield paragraph(
        strong("结论："),
        f"{t.this_period}应收 ", t.amount("due.amount"), "，截至", t.day, "已收 ",
        t.amount("collected.amount"), "，收缴率 ", t.percent("rate.collection"),
        t.compare_rate("rate.collection"), "。期末欠费 ", t.homes("overdue.households"), "、",
        t.amount("overdue.amount"), "。",
    )  # fmt: skip
    if m.findings:
        first = m.findings[0]
        yield paragraph(strong("主要原因："), first.problem)
        titles = listed([say(f.title) for f in m.findings[:3]])
        yield paragraph(
            strong("行动："), "下期优先处理", titles, "三项" if len(m.findings) >= 3 else "",
            "，措施、责任角色、期限和预期效果见改进措施一章。",
        )  # fmt: skip


def purpose(m: Material) -> Iterator[Block | None]:
    """1.1 报告背景与目的."""
    t, b = m.t, m.b
    yield paragraph(
        f"{b.company}在{b.places_listed}管理 ", t.homes("open.households"),
        "（一处房屋、商铺或车位的一个缴费人计一户）。本期有应收的 ", t.homes("due.households"),
        "，应收 ", t.amount("due.amount"), t.compare_amount("due.amount"), "。",
    )  # fmt: skip
    yield paragraph(
        "本报告回答三个问题：收了多少、还欠多少、为什么欠；并据此提出下期的措施和目标。供公司管理层决策、"
        "项目执行和业主委员会查阅。报告不列业主姓名，房号只出现在受限的明细中。"
    )


def method(m: Material) -> Iterator[Block | None]:
    """1.2 报告范围与方法."""
    t, b = m.t, m.b
    yield paragraph(
        f"范围：{b.places_listed}；期间：{t.this_period}；截止日：{t.day}。全部数字由账本和催收档案计算，"
        "截止日之后发生的收款不计入，同一截止日重新生成结果相同。"
    )
    yield BulletList(
        (
            say(
                "应收：应收日在本期内且不晚于截止日的账单，扣除冲红；按面积 × 单价 × 月数等标准逐笔计算。"
            ),
            say(
                "收缴率按金额计，户收缴率按户计，清欠率只看期初旧欠，按时缴费率看是否在应收日前缴清；四者口径不同，不可混用。"
            ),
            say(
                f"环比与{t.previous_period}比，同比与去年同期比；比率之差用个百分点，金额之差用百分比。"
            ),
            say("对比中凡未设对照组的，只称「同期出现」，不作因果判断；不足 30 户的分组只列户数。"),
        )
    )
    yield _scope_table(m)
    gaps = missing.sentences(t)
    if gaps:
        yield callout("本期没有登记、因此不作评价的内容", "；".join(gaps), "。")


def _scope_table(m: Material) -> DataTable | None:
    t = m.t
    members = t.ranked("due.amount", "community")
    if len(members) < 2:
        return None
    rows = tuple(
        (
            member.label,
            t.number(f"open.households[community={member.key}]"),
            t.number(f"due.households[community={member.key}]"),
            t.yuan(member.figure.id),
            t.number(f"overdue.households[community={member.key}]"),
            t.yuan(f"overdue.amount[community={member.key}]"),
        )
        for member in members
    )
    total = (
        "合计", t.number("open.households"), t.number("due.households"), t.yuan("due.amount"),
        t.number("overdue.households"), t.yuan("overdue.amount"),
    )  # fmt: skip
    return DataTable(
        title="报告范围",
        columns=(
            Column("小区", align=Align.LEFT),
            Column("在管", "户"),
            Column("本期应收", "户"),
            Column("应收", "元"),
            Column("欠费", "户"),
            Column("欠费", "元"),
        ),
        rows=rows,
        total=total,
    )


def collecting(m: Material) -> Iterator[Block | None]:
    """二、物业费催收概述."""
    t = m.t
    yield paragraph(
        "物业费维持小区的保洁、绿化、秩序和设施运行。逾期不缴的，物业公司可以在合理期限内催告，期满仍不缴的，"
        "可以提起诉讼或者申请仲裁；但不得以停水、停电、停暖、停气等方式催收（民法典第九百四十四条）。"
    )
    yield paragraph(
        "本期有欠费需要跟进的住户 ", t.homes("involved.households"), "（期初有旧欠，或期内出现逾期），其中 ",
        t.homes("involved_cleared.households"), "已在截止日前缴清，占 ",
        t.share("rate.involved_cleared"), "。",
    )  # fmt: skip


def fees(m: Material) -> Iterator[Block | None]:
    """2.1 物业费定义及计算方式."""
    yield paragraph(
        "物业费是业主为公共区域的维护、保洁、绿化、秩序维护等服务支付的费用，由基础服务费、专项服务费（如电梯）和"
        "附加服务费（如车位）组成。基本算法是 面积（㎡）× 单价（元/㎡·月）× 月数；单价本身是月价，不再乘天数，"
        "不足一月的部分按约定方法折算。"
    )
    yield paragraph(
        "公摊费用按面积分摊，各户之和与总额分毫不差；价格调整自生效日起适用，已出的账单不追溯改价。每张账单逐行写明"
        "面积、单价、月数、价格依据和取整规则。", *m.b.roundings,
    )  # fmt: skip
    yield _price_table(m)
    yield from _price_changes(m)


def _price_table(m: Material) -> DataTable | None:
    lines = m.b.prices[:12]
    if not lines:
        return None
    note = (
        ""
        if len(m.b.prices) <= 12
        else f"仅列前 12 项，共 {len(m.b.prices)} 项，其余见 Excel 明细。"
    )
    left = {"align": Align.LEFT}
    return DataTable(
        title="截止日执行的收费标准",
        columns=(
            Column("小区", **left), Column("收费项目", **left), Column("计费方式", **left),
            Column("单价"), Column("周期", **left), Column("执行起日", **left), Column("价格依据", **left),
        ),
        rows=tuple(
            (p.community, p.kind, p.basis, p.price, p.cycle, p.since.isoformat(), p.document or "—")
            for p in lines
        ),
        note=note,
    )  # fmt: skip


def _price_changes(m: Material) -> Iterator[Block]:
    t = m.t
    for member in t.family("price_change.before.amount", "change"):
        after = f"price_change.after.rate[change={member.key}]"
        if after in t.figures and t.known(after):
            yield paragraph(
                f"{member.label}调价前三个月的账单三十日内结清率 ",
                t.percent(f"price_change.before.rate[change={member.key}]"), "，调价起三个月为 ",
                t.percent(after), "（同期出现，未设对照，不能认定由调价引起）。",
            )  # fmt: skip


def stages(m: Material) -> Iterator[Block | None]:
    """2.2 催收流程简介."""
    t = m.t
    yield paragraph(
        "催收分三个阶段，逐级推进，不跳级，每一步写明依据。缴清的当即结案；有争议待处理、经济困难暂缓或正在履行"
        "分期协议的，暂停推进。每次联系都登记时间、渠道、结果和原因，登记后不能修改。"
    )
    yield BulletList(
        tuple(
            say(strong(f"{label}。"), STAGE_MEANING[code], _in_stage(m, code))
            for code, label in STAGES.items()
        ),
        ordered=True,
    )
    yield paragraph(
        "联系规则：只在 8 时至 22 时之间进行，只联系缴费义务人本人，每人每日有效联系不超过三次；不公示业主信息，不限制"
        "通行，不停水电。本期登记联系 ", t.number("contact.count", "次"), "。",
    )  # fmt: skip


def _in_stage(m: Material, code: str):  # type: ignore[no-untyped-def]
    figure_id = f"cases.in_stage[stage={code}]"
    if figure_id not in m.t.figures or not m.t.value(figure_id):
        return "本期没有案件处于该阶段。"
    return say("本期有 ", m.t.number(figure_id, "件"), "处于该阶段。")


_ROLES = (
    ("项目经理", "统筹本项目收缴目标，审批分期、减免和进入法律程序", "分期与减免的审批"),
    ("财务专员", "出账、收款、对账，解释账单构成", "每日收款与账本一致"),
    ("催收员（楼栋管家）", "提醒、上门、登记联系结果与欠费原因", "当日联系当日登记"),
    ("客户关系经理", "处理服务争议与投诉，核对联系方式", "争议事项按期答复"),
    ("法务", "催告函、律师函、支付令与诉讼，监看诉讼时效", "时效届满前处置"),
    ("技术支持", "系统运行、备份与权限", "系统可用、数据可查"),
)


def team(m: Material) -> Iterator[Block | None]:
    """2.3 催收团队组成与职责分工."""
    left = {"align": Align.LEFT}
    yield paragraph("收缴工作由六个角色分担，要求收款的人不审批减免、审批的人不经手现金。")
    yield DataTable(
        title="角色与职责",
        columns=(Column("角色", **left), Column("职责", **left), Column("考核要点", **left)),
        rows=_ROLES,
    )
    yield callout(
        "人员工作量",
        "本期联系记录已登记经办岗位，但未登记工时，无法比较人均工作量；自下期起在联系登记中填写用时即可统计。",
    )
