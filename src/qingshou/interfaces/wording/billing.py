"""What billing says: refusals, reasons for parking, and the sentences of a penalty."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from qingshou.billing.queries import BillLine
from qingshou.billing.rules.corrections import Corrected, Correction, Forgiveness
from qingshou.billing.rules.outcomes import Billed, Outcome
from qingshou.billing.rules.penalties import Penalty, Segment
from qingshou.billing.rules.runs import Reason
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.tariffs import (
    PER_WORDS,
    TIME_WORDS,
    explain_period,
    explain_rounding,
)
from qingshou.kernel.money import Money
from qingshou.ledger.queries import OpenLine
from qingshou.tariffs.rules.forms import decimal_text
from qingshou.tariffs.rules.proration import Per
from qingshou.tariffs.rules.rounding import steps_of

SENTENCES = {
    "billing.date-beyond-rate-table": (
        "没有 {day} 适用的 LPR：利率表最后公布日为 {latest}，{known_until} 起的利率未知，系统不作推测。"
        "请把截止日改到 {known_until} 或更早，或先更新利率表。"
    ),
    "billing.date-before-rate-table": (
        "{day} 早于 LPR 首次公布日 {first}，此前适用央行贷款基准利率，利率表未收录，系统不作推测。请改用日或月利率条款，或从 {first} 起算。"
    ),
    "billing.period-is-no-month": (
        "账期「{period}」不是一个自然月。出账按月进行（季度、半年、年度项目会在周期的首月或末月自动计入），请写成 2026-11。"
    ),
    "billing.nothing-to-bill": "{month} 没有可计费的收费标准。请先导入或登记收费标准，再出账。",
    "billing.preview-outdated": "数据在预览之后有变化：预览摘要 {shown}，现在是 {found}。本次未出账，请重新预览，核对后用新的摘要出账。",
    "billing.no-run-to-reverse": "{period} 没有可冲红的出账。请核对小区和账期，或用 qingshou bill --preview 查看该月情况。",
    "billing.reason-missing": "冲红出账必须写明原因。请用 --reason 说明后重试。",
    "billing.reversal-before-run": "冲红日期 {on} 早于出账日期 {posted_on}。请改用 {posted_on} 或之后的日期。",
    "billing.cause-unfit": "「{cause}」不能作为{way}的原因。请改用属于{way}的原因编码。",
    "billing.evidence-missing": "减免和核销须写明依据（如决定文号、协议或证明）。请用 --evidence 说明后重试。",
    "billing.terms-unfit": "优惠方案（{scheme}）的条件不完整或相互矛盾：{because}。请补全后重试。",
    "billing.offer-unknown": "没有名为「{name}」的这类优惠方案。请核对名称，或先用 qingshou discount offer 登记。",
    "billing.offer-not-running": "优惠方案「{name}」的有效期是 {starts_on} 起至 {until} 前，{on} 不在其中。请改用有效期内的日期。",
    "billing.offer-name-taken": "已有名为「{name}」的优惠方案，方案登记后不能修改。请换一个名称。",
    "billing.nothing-to-discount": "按方案「{name}」没有可以优惠的应收，或都已优惠过。请核对项目、应缴日期和有效期。",
    "billing.budget-exceeded": "方案「{name}」本次优惠合计 {asked} 元，超过剩余预算 {left} 元，未办理。请缩小范围，或另立方案。",
    "billing.discount-needs-two": (
        "方案「{name}」单笔优惠最高 {largest} 元，超过一人可办理的 {alone} 元，须由另一人审批。请用 --reason 申请。"
    ),
    "billing.gift-not-earned": "方案「{name}」须预缴 {needed} 元，现有预存 {prepaid} 元，尚不能赠送。请补足预缴后再办理。",
    "billing.gift-above-limit": (
        "方案「{name}」赠送的每月费用 {monthly} 元超过方案限额 {alone} 元，未办理。请另立限额更高的方案。"
    ),
    "billing.arrears-first": "该户尚欠 {owed} 元（预存 {prepaid} 元），不算预缴。请先结清欠费。",
    "billing.never-billed-monthly": "该户没有按月出过「{kind}」的账，无法计算赠送。请先出账，或改用其他方案。",
    "billing.corrected-on-future-day": "办理日期 {on} 晚于今天 {today}，未办理。请改为今天或之前的日期。",
}  # fmt: skip

WAYS = {"WAIVER": "减免", "WRITE_OFF": "坏账核销"}
CAUSES = {
    "HARDSHIP": "困难减免",
    "SERVICE_FAULT": "服务瑕疵",
    "SETTLEMENT": "和解",
    "PENALTY_RELIEF": "违约金减免",
    "POLICY": "政策减免",
    "DEBTOR_GONE": "债务人失联或注销",
    "TIME_BARRED": "超过诉讼时效",
    "COURT_ENDED": "法院终结执行",
    "UNECONOMIC": "催收成本高于欠款",
}
SCHEMES = {"PREPAY_GIFT": "预缴赠月", "CAMPAIGN": "活动优惠", "ROUNDING_OFF": "抹零"}
UNFIT = {
    "NAME_OR_LIMIT": "须有名称，且一人限额不能为负",
    "CAMPAIGN": "须有收费项目和预算，并在比例和每笔金额中二选一",
    "PREPAY_GIFT": "须有一个收费项目，赠送月数不超过缴费月数，缴费月数不超过 60",
    "ROUNDING_OFF": "须注明抹到角（JIAO）或元（YUAN）",
}
TERMS: dict[tuple[str, str], Mapping[str, str]] = {
    ("billing.terms-unfit", "scheme"): SCHEMES,
    ("billing.terms-unfit", "because"): UNFIT,
    ("billing.cause-unfit", "way"): WAYS,
    ("billing.cause-unfit", "cause"): CAUSES,
}

REASONS = {
    Reason.AREA_MISSING: "面积为 0 或缺失，请补录面积",
    Reason.NO_PRICE: "账期内有日期没有生效的单价，请补录价格",
    Reason.PRICE_JUMPED: "单价与上一价格相差十倍以上，请核对；确认无误请加 --accept-jumps",
    Reason.TOO_MANY_LINES: "一套房超过 15 条账单，请核对收费标准是否重复",
    Reason.OVERLAPPING: "同一收费项目在重叠的日期被重复计费（或已在期初欠费、此前账单中），请核对",
    Reason.NOBODY_LIABLE: "账期内没有缴费责任人，请登记业主、租户或开发商",
    Reason.METER_ROLLED_BACK: "本期抄表数小于上期，请核对抄表或登记换表",
    Reason.READING_MISSING: "缺少上期或本期抄表数，请补录",
    Reason.FORMULA_FAILS: "公式所需资料缺失或结果无效，请核对楼层、面积和公式",
    Reason.AMOUNT_IMPLAUSIBLE: "单条金额超过一千万元，请核对面积和单价",
}
OUTCOMES = {
    Outcome.PREVIEWED: "预览（未写入任何数据）",
    Outcome.POSTED: "已出账",
    Outcome.NOTHING_NEW: "没有新的账单：此前已全部出账",
}


def explain_run(billed: Billed, *, community: str, kinds: Mapping[str, str]) -> str:
    """Say what a run or a preview came to, for people."""
    head = [f"{community} {billed.month:%Y-%m} {_outcome(billed)}"]
    if billed.lines:
        head.append(
            f"账单 {billed.lines:,} 条，{billed.units:,} 套，合计 {billed.total}，入账日期 {billed.on}"
        )
    by_kind = [
        f"  {kinds.get(one.kind, one.kind)} {one.lines:,} 条 {one.total}" for one in billed.kinds
    ]
    return "\n".join([*head, *by_kind, *_notes(billed, kinds), *_next_step(billed)])


def _outcome(billed: Billed) -> str:
    if billed.lines or billed.parked or billed.billed_before:
        return OUTCOMES[billed.outcome]
    return "没有应出的账单"


def _next_step(billed: Billed) -> Iterator[str]:
    if billed.lines and billed.outcome is Outcome.PREVIEWED:
        yield f"摘要 {billed.digest}；确认后去掉 --preview、加 --digest {billed.digest} 正式出账"
    elif billed.lines:
        if billed.gifts.settlements:
            yield f"预缴赠送抵扣 {billed.gifts.settlements:,} 笔，{billed.gifts.amount}"
        if billed.offset.settlements:
            yield f"预存自动抵扣 {billed.offset.settlements:,} 笔，{billed.offset.amount}"
        yield f"摘要 {billed.digest}，出账编号 {billed.run_id}"


def _notes(billed: Billed, kinds: Mapping[str, str]) -> Iterator[str]:
    if billed.billed_before:
        yield f"此前已出账 {billed.billed_before:,} 条，不重复计费"
    if billed.free_lines:
        yield f"金额为 0 的 {billed.free_lines} 条不入账"
    for parked in billed.parked:
        examples = "、".join(parked.examples) + (
            " 等" if parked.units > len(parked.examples) else ""
        )
        yield f"暂缓 {parked.units} 套：{REASONS[parked.reason]}（{examples}）"
    for change in billed.changes:
        yield (
            f"注意：{kinds.get(change.kind, change.kind)} 较上次出账变动 {change.percent:+d}%"
            f"（{Money(change.before_fen)} → {Money(change.latest_fen)}），请核对"
        )
    for kind in billed.poolless:
        yield f"注意：{kinds.get(kind, kind)} 本期没有公摊总额，未计费"


def explain_bill_line(line: BillLine) -> str:
    """Say a posted line in one sentence with its numbers."""
    text = f"{line.kind_name} {explain_period(line.period)}："
    if line.basis == "SHARE":
        weight = decimal_text(Fraction(line.quantity or 0))
        text += f"公摊总额按份额分摊（本户份额 {weight}）= {line.amount.yuan} 元"
        return text + "（按最大余数分配到分）"
    time = decimal_text(Fraction(line.months_num, line.months_den))
    per, unit_of_time = PER_WORDS[Per(line.per)], TIME_WORDS[Per(line.per)]
    price = decimal_text(Fraction(line.price or 0), places=2)
    factor = "" if line.factor == 1 else f" × 系数 {decimal_text(Fraction(line.factor))}"
    text += f"{_quantity(line)}单价 {price} 元{_unit(line)}/{per}{factor} × {time} {unit_of_time}"
    notes = [explain_rounding(steps_of(json.loads(line.rounding)))]
    notes += [f"价格依据：{line.document}"] if line.document else []
    notes += [f"含合计取整差 {line.rounding_fen} 分"] if line.rounding_fen else []
    return f"{text} = {line.amount.yuan} 元（{'；'.join(notes)}）"


def _quantity(line: BillLine) -> str:
    quantity = decimal_text(Fraction(line.quantity or 0))
    words = {
        "BUILDING_AREA": f"建筑面积 {quantity} ㎡ × ",
        "USABLE_AREA": f"套内面积 {quantity} ㎡ × ",
        "METER": f"用量 {quantity} × ",
        "FORMULA": "按公式计算，",
    }
    return words.get(line.basis, "")


def _unit(line: BillLine) -> str:
    return "/㎡" if line.basis in ("BUILDING_AREA", "USABLE_AREA") else ""


def explain_penalty(found: Penalty) -> str:
    """Say a penalty segment by segment."""
    said = "；".join(explain_segment(segment) for segment in found.segments)
    return f"{said}。违约金合计 {found.amount.yuan} 元。" if said else "未发生违约金。"


def explain_segment(segment: Segment) -> str:
    """Say one segment with its numbers."""
    return (
        f"{explain_period(segment.period)}：本金 {segment.principal.yuan} 元 × 利率 "
        f"{decimal_text(segment.rate)} × {segment.days} 天 = {segment.amount.yuan} 元"
    )


def tell_forgiving(
    correction: Correction,
    parts: Sequence[tuple[OpenLine, Money]],
    *,
    unit: str,
    kinds: Mapping[str, str],
) -> str:
    """Tell what would be given up, item by item, with what is open of each."""
    way, cause = WAYS[correction.way.value], CAUSES[correction.cause.value]
    lines = [
        f"{way}房屋 {unit} 共 {grouped(correction.amount.yuan)} 元（{cause}，依据：{correction.evidence}）"
    ]
    lines += [
        f"  {kinds.get(line.kind, line.kind)} {explain_period(line.period)}："
        f"未收 {grouped(line.open.yuan)} 元，{way} {grouped(amount.yuan)} 元"
        for line, amount in parts
    ]
    return "\n".join(lines)


def tell_forgiven(way: Forgiveness, done: Corrected, *, unit: str) -> str:
    """Tell what was given up, and by which two people."""
    return (
        f"已{WAYS[way.value]}房屋 {unit} {grouped(done.amount)} 元，{len(done.parts)} 笔，入账日期 {done.on}。"
        f"申请人 {done.made_by}，审批人 {done.decided_by}，审批编号 {done.approval_id}。"
    )
