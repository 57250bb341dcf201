"""Problems and challenges: what the data show to be wrong, and the limits of the law."""

from __future__ import annotations

from collections.abc import Iterator

from qingshou.reports.definitions.lines import Piece, listed, paragraph, say, strong
from qingshou.reports.definitions.material import Material, callout
from qingshou.reports.document import Block, BulletList
from qingshou.reports.figures.dimensions import CHANNELS


def overview(m: Material) -> Iterator[Block | None]:
    """四、问题与挑战 (first outline), 3.3 存在问题与挑战 (second)."""
    if not m.findings:
        yield paragraph("本期各项指标均未触及预设的问题阈值。阈值列于附录，可按公司要求调整。")
        return
    t = m.t
    yield paragraph(
        "按预设阈值检出问题 ", f"{len(m.findings)} 项，按涉及金额排列，居首的是「{m.findings[0].title}」。",
        "各项问题与措施一一对应；同一欠费可能同时落入几项，金额不能相加。期末欠费合计 ",
        t.amount("overdue.amount"), "。",
    )  # fmt: skip


def encountered(m: Material) -> Iterator[Block | None]:
    """4.1 催收过程中遇到的问题."""
    if not m.findings:
        yield paragraph("没有检出需要专项处理的问题。")
        return
    yield BulletList(
        tuple(say(strong(f"{f.title}。"), f.problem) for f in m.findings[:8]), ordered=True
    )


def communication(m: Material) -> Iterator[Block | None]:
    """4.1.1 业主沟通不畅, 3.3.1 客户沟通困难."""
    t = m.t
    yield paragraph(
        "本期主动联系 ", t.number("contact.count", "次"), "，联系上 ",
        t.number("contact.reached.count", "次"), "，联系成功率 ", t.percent("rate.reached"),
        t.compare_rate("rate.reached"), "；", *_worst_channel(m),
    )  # fmt: skip
    yield paragraph(
        "欠费住户中，联系过的 ", t.homes("contacted.households"), "，没有任何联系登记的 ",
        t.homes("uncontacted.households"), "（", t.amount("uncontacted.amount"),
        "）；三次以上未接通的 ", t.homes("unreachable.households"), "，登记号码错误的 ",
        t.homes("wrong_number.households"), *_no_phone(m), "。",
    )  # fmt: skip
    yield paragraph(*_inbound(m))


def _no_phone(m: Material) -> list[Piece]:
    if not m.t.value("no_phone.households"):
        return ["；欠费户均有有效电话"]
    return ["，档案没有有效电话的 ", m.t.homes("no_phone.households")]


def _worst_channel(m: Material) -> list[Piece]:
    t = m.t
    ranked = [
        x for x in t.ranked("rate.reached", "channel")
        if t.value(f"contact.count[channel={x.key}]") >= 30
    ]  # fmt: skip
    if len(ranked) < 2:
        return ["各渠道次数较少，不作比较。"]
    worst = ranked[-1]
    return [
        f"{CHANNELS.get(worst.key, worst.label)}最低，为 ",
        t.share(worst.figure.id, of="次"),
        "。",
    ]


def _inbound(m: Material) -> list[Piece]:
    t = m.t
    if not t.value("contact.inbound.count"):
        return ["本期没有登记住户来电来访；客服接听后登记在同一档案，即可统计诉求。"]
    return ["住户主动来电来访 ", t.number("contact.inbound.count", "次"), "，均已登记在催收档案。"]


def finance(m: Material) -> Iterator[Block | None]:
    """4.1.2 财务管理不规范, 3.3.2 财务管理不善."""
    t = m.t
    yield paragraph(
        "本报告的勾稽检查全部通过：期初加本期到期，减收款、减免和冲红，等于期末；分小区、楼栋、原因、账龄之和都与总额相等。应收余额 ",
        t.amount("open.amount"), "（含未到期 ", t.amount("not_due.amount"), "）。",
    )  # fmt: skip
    yield paragraph(*_corrections(m))
    yield paragraph(
        "期末预存 ", t.amount("prepaid.amount"), "（", t.homes("prepaid.households"),
        "）属于业主，应按户保管、到期抵缴；线上收款占 ", t.percent("rate.online"),
        "，其余需要人工入账，是差错的主要来源。",
    )  # fmt: skip
    yield callout(
        "预算、费用与资金监管", "本期未导入费用与预算台账，不作评价；导入后可与收款对照。"
    )


def _corrections(m: Material) -> list[Piece]:
    t = m.t
    told = [
        say(word, t.amount(id_))
        for word, id_ in (
            ("账单冲红 ", "reversed.amount"),
            ("减免 ", "waived.amount"),
            ("退款 ", "refunds.amount"),
        )
        if t.value(id_)
    ]
    if not told:
        return ["本期没有冲红、减免和退款。"]
    return ["本期更正：", listed(told), "。更正只以反向凭证进行，原凭证保留。"]


def difficulties(m: Material) -> Iterator[Block | None]:
    """4.2 面临的挑战与困难."""
    t = m.t
    yield paragraph(
        "旧欠难清：期初旧欠 ", t.amount("old.amount"), "中，本期清回 ", t.percent("rate.recovery"),
        "，余 ", t.amount("old_open.amount"), "。欠费越久，联系越难，举证也越难。",
    )  # fmt: skip
    yield paragraph(*_limitation(m))


def _limitation(m: Material) -> list[Piece]:
    t = m.t
    soon, expired = t.value("limitation.soon.amount"), t.value("limitation.expired.amount")
    if not soon and not expired:
        return ["诉讼时效：没有九十日内届满或已经届满的欠费。"]
    pieces: list[Piece] = ["诉讼时效（三年，逐笔计算）："]
    if soon:
        pieces += [
            "九十日内届满 ", t.amount("limitation.soon.amount"), "（",
            t.homes("limitation.soon.households"), "）",
        ]  # fmt: skip
    if expired:
        pieces += [
            "，" if soon else "", "已届满 ", t.amount("limitation.expired.amount"), "（",
            t.homes("limitation.expired.households"), "），仍可催告协商，但对方可以提出时效抗辩",
        ]  # fmt: skip
    return [*pieces, "。"]


def law(m: Material) -> Iterator[Block | None]:
    """4.2.1, 3.3.3 法律法规限制."""
    yield paragraph("催收只能在法律允许的范围内进行，本公司的催收遵守以下各条：")
    yield BulletList(
        (
            say("不停水、电、暖、气，不限制门禁、电梯和车位通行（民法典第九百四十四条）。"),
            say(
                "不对业主罚款，不以任何方式要求业主迁出；逾期只按合同约定计收违约金，不另收滞纳金。"
            ),
            say(
                "不公示业主姓名、电话和欠费原因；个人信息的公开须取得单独同意（个人信息保护法第二十五条）。"
            ),
            say("只联系缴费义务人本人，8 时至 22 时之间，每日有效联系不超过三次。"),
            say(
                "仲裁须有仲裁协议，并向约定的仲裁委员会申请；没有仲裁协议的，申请支付令、调解或起诉。"
            ),
            say(
                "违约金过分高于损失的，法院可以应请求减少（民法典第五百八十五条），报告不把违约金计入应收。"
            ),
        )
    )


def relations(m: Material) -> Iterator[Block | None]:
    """4.2.2 客户关系维护难度."""
    t = m.t
    yield paragraph(
        "催收与服务面对同一批住户：连续欠费 ", t.homes("lasting_overdue.households"), "，其中与服务有关的诉求见",
        "原因分析。先答复诉求、再谈缴费，争议只暂缓有争议的费项，其余照常缴纳。",
    )  # fmt: skip
    yield paragraph(
        "同时应避免打扰已缴清的住户：每次联系前系统重新核对余额，缴清即停止。本期缴清欠费的 ",
        t.homes("involved_cleared.households"), "，其中缴清前被联系过的 ",
        t.homes("cleared_after_contact.households"), "（只表示先后，不表示因果）。",
    )  # fmt: skip
