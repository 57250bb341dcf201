"""What payments says: refusals of the desk, and why a history of payments is not let in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qingshou.interfaces.wording.columns import grouped
from qingshou.kernel.money import Money
from qingshou.payments.queries import DepositLine, Known, ReceiptFacts
from qingshou.payments.queries.shifts import OpenShift, ShiftLine, ShiftSheet
from qingshou.payments.rules.deposits import Applied, DepositSlip
from qingshou.payments.rules.givings import DepositReturn, Refund, RefundSlip, VoidSlip
from qingshou.payments.rules.receipts import ReceiptSlip

CHANNELS = {
    "CASH": "现金",
    "TRANSFER": "银行转账",
    "POS": "刷卡",
    "WECHAT": "微信",
    "ALIPAY": "支付宝",
    "DEBIT": "银行代扣",
    "BALANCE": "预存划转",
    "DEPOSIT": "押金抵缴",
    "SUSPENSE": "认领款",
    "OTHER": "其他",
}

SENTENCES = {
    "payments.nobody-liable": (
        "房屋 {unit} 在 {on} 没有登记缴费责任人，未收款。请先在房产台账中补登业主、租户或开发商的起止日期。"
    ),
    "payments.received-on-future-day": (
        "收款日期 {on} 晚于今天 {today}，未收款。请改为实际收款日期后重试。"
    ),
    "payments.receipt-unknown": "没有编号为 {receipt_id} 的收据，或它本身是红冲收据，未冲销。请核对收据编号。",
    "payments.receipt-already-reversed": (
        "收据 {number} 已由红冲收据 {reversal} 冲销，未重复冲销。若要重新收款，请另开收据。"
    ),
    "payments.channel-money-already-received": (
        "渠道 {channel} 的流水号 {outside_number} 已经入账（收据 {number}），未重复收款。"
        "若是另一笔款，请核对流水号；若原收据开错，请先冲销原收据。"
    ),
    "payments.shift-needed": (
        "本小区规定收现金须先开班，{cashier} 没有未结的班次，未收款。请先用 qingshou shift open 开班。"
    ),
    "payments.shift-already-open": (
        "{cashier} 在本小区已有未结的班次，未重复开班。请先用 qingshou shift close 结班。"
    ),
    "payments.float-negative": "备用金 {amount} 元为负数，未开班。请填写实际备用金，没有则填 0。",
    "payments.shift-unknown": (
        "本小区没有班次「{shift}」，或该收费员没有开过班。请用 qingshou shift list 查看未结的班次及编号，"
        "或用 qingshou shift open 开班。"
    ),
    "payments.shift-already-closed": (
        "班次 {shift} 已于 {on} 由 {by} 结班，实点数不能再改。请用 qingshou shift show --shift {shift} 查看；"
        "继续收款请另开班次。"
    ),
    "payments.shift-of-another": (
        "这是 {cashier} 的班次，{actor} 不能直接代结。请先用 qingshou shift ask-close 申请，"
        "经另一人审批后，带审批编号结班。"
    ),
    "payments.cash-not-counted": "结班须清点现金：应有 {expected} 元，未填实点数，未结班。请用 --counted CASH=金额 填写。",
    "payments.difference-unexplained": (
        "{channel} 应有 {expected} 元，实点 {counted} 元，相差 {difference} 元，未写原因，未结班。"
        "请复点，或用 --reason 写明差额原因。"
    ),
    "payments.receipts-in-use": (
        "导入 {import_id} 中有 {receipts} 张收据（例如 {example}）之后已被冲销、退款，或已抵扣了后来的账单，"
        "不能整批撤销。请先冲销后来的账单或收据，再撤销本次导入。"
    ),
    # Money that goes back.
    "payments.given-on-future-day": "办理日期 {on} 晚于今天 {today}，未办理。请改为今天或之前的日期。",
    "payments.payee-missing": "退款须写明收款人。请用 --payee 填写后重试。",
    "payments.receipt-number-unknown": "没有编号为「{number}」的收据。请核对收据编号，如 SJ00000001。",
    "payments.receipt-refunded": (
        "收据 {number} 金额 {amount} 元，其中 {refunded} 元已经退款，不能作废。请对余下的预存办理退款。"
    ),
    "payments.receipt-is-deposit": "收据 {number} 是押金收据，不能作废。请办理押金退还：qingshou deposit return。",
    "payments.void-before-receipt": (
        "作废日期 {on} 早于收据 {number} 的收款日期 {received_on}。请改用 {received_on} 或之后的日期。"
    ),
    # Deposits.
    "payments.deposit-unknown": "没有收据编号为「{number}」的押金。请用 qingshou deposit list 查看。",
    "payments.deposit-of-another-unit": (
        "押金收据 {number} 不是房屋 {unit} 的押金，未办理。请核对房屋，或用 qingshou deposit list --unit {unit} 查看该户的押金。"
    ),
    "payments.deposit-kind-unknown": "没有押金类别「{kind}」，可选：{known}。请改用其中之一。",
    "payments.wish-missing": "押金抵扣须有业主的意思表示。请用 --wish 注明（如签字的抵扣申请）后重试。",
    # Lines of a customer's file.
    "payments.community-unknown": "找不到小区「{text}」。请核对小区名称或编号，或先导入房产台账。",
    "payments.room-unknown": "找不到房屋 {unit}。请核对楼栋、单元和房号，或先导入房产台账。",
    "payments.room-without-holder": (
        "房屋 {unit} 没有登记缴费责任人。请先在房产台账中补登业主、租户或开发商。"
    ),
    "payments.day-missing": "缴费日期为空。请补填实际缴费日期。",
    "payments.paid-ahead": "缴费日期 {on} 晚于今天 {today}。请改为实际缴费日期。",
    "payments.amount-negative": (
        "金额 {amount} 元为负数。退款请在系统中冲销原收据，减免请按减免办理；请删除该行或改正金额。"
    ),
    "payments.period-backwards": "费用期间的结束日 {until} 不晚于开始日 {from}。请改正期间。",
    "payments.channel-unknown": "缴费方式「{channel}」无法识别。请改为现金、转账、刷卡、微信、支付宝、代扣或其他。",
    "payments.line-doubled": "本行与第 {first} 行重复。请删除其中一行；若确为两笔，请填写不同的收据号。",
    "payments.already-received": (
        "收据号 {number} 的同一笔缴费已在以前的导入中入账。请删除该行，或先撤销以前的导入。"
    ),
}

TERMS = {
    ("payments.difference-unexplained", "channel"): CHANNELS,
    ("payments.channel-money-already-received", "channel"): CHANNELS,
}


def tell_slip(slip: ReceiptSlip, *, unit: str, kinds: Mapping[str, str]) -> str:
    """Tell what was received, what it settled and what is prepaid."""
    paid = [f"{CHANNELS[tender.channel]} {grouped(tender.amount)} 元" for tender in slip.tenders]
    how = "、".join(paid) or f"{CHANNELS[slip.channel]} {grouped(slip.amount)} 元"
    lines = [f"收据 {slip.number}：{slip.on} 收到房屋 {unit} {how}。"]
    if len(paid) > 1:
        lines.append(f"  合计 {grouped(slip.amount)} 元")
    lines += [
        f"  核销 {kinds.get(part.kind, part.kind)} {part.period_from} 起 {grouped(part.amount)} 元"
        for part in slip.settled
    ]
    if slip.prepaid != "0.00":
        lines.append(f"  转为预存 {grouped(slip.prepaid)} 元")
    return "\n".join(lines)


CAUSES = {
    "OVERPAID": "多缴",
    "PAID_TWICE": "重复缴费",
    "MOVED_OUT": "退房或过户",
    "WRONG_UNIT": "收错房屋",
    "WRONG_AMOUNT": "金额有误",
    "BOUNCED": "款项未到账",
    "DEPOSIT_ENDED": "押金到期",
    "OTHER": "其他",
}


def tell_refunding(refund: Refund, *, unit: str, prepaid: Money) -> str:
    """Tell what a refund would come to, with the prepayment before and after."""
    return (
        f"退还房屋 {unit} 预存 {grouped(refund.amount.yuan)} 元，{CHANNELS[refund.channel.value]}"
        f"退给 {refund.payee}（{CAUSES[refund.cause.value]}）。"
        f"现有预存 {grouped(prepaid.yuan)} 元，退后 {grouped((prepaid - refund.amount).yuan)} 元。"
    )


def tell_refunded(slip: RefundSlip, *, what: str) -> str:
    """Tell what went out, to whom, and by which two people."""
    return (
        f"退款单 {slip.number}：{slip.on} {CHANNELS[slip.channel]}退{what} {grouped(slip.amount)} 元给 {slip.payee}，"
        f"余 {grouped(slip.left)} 元。\n"
        f"申请人 {slip.made_by}，审批人 {slip.decided_by}，审批编号 {slip.approval_id}。"
        f"\n打印退款单供收款人签字：qingshou print_receipt {slip.number} --community 小区 --out {slip.number}.pdf"
    )


def tell_voiding(receipt: ReceiptFacts, cause: str) -> str:
    """Tell what voiding a receipt would do."""
    channels = "、".join(CHANNELS[channel] for channel in receipt.channels)
    return (
        f"作废收据 {receipt.number}（{receipt.on}，{channels}，"
        f"{grouped(receipt.amount.yuan)} 元，{CAUSES[cause]}）：款项按原方式退回，"
        f"已核销的 {grouped(receipt.settled.yuan)} 元应收恢复为未收。"
    )


def tell_voided(slip: VoidSlip) -> str:
    """Tell by which reversal a receipt was voided, and which certificates that overtook."""
    overtaken = [f"结清证明 {number} 因此不再有效，请收回。\n" for number in slip.certificates]
    return (
        f"已作废收据 {slip.receipt}，红冲收据 {slip.reversal}，{slip.on}，{grouped(slip.amount)} 元；"
        f"{grouped(slip.reopened)} 元应收恢复为未收。\n{''.join(overtaken)}"
        f"申请人 {slip.made_by}，审批人 {slip.decided_by}，审批编号 {slip.approval_id}。"
    )


def tell_deposit(slip: DepositSlip, *, unit: str, kinds: Mapping[str, str]) -> str:
    """Tell what deposit was taken in."""
    return (
        f"押金收据 {slip.number}：{slip.on} 收到房屋 {unit} {kinds[slip.kind]} {CHANNELS[slip.channel]} "
        f"{grouped(slip.amount)} 元。押金不抵扣欠费，退还须审批。"
    )


def tell_returning(deposit: DepositLine, back: DepositReturn, *, unit: str) -> str:
    """Tell what giving a deposit back would come to."""
    return (
        f"退还房屋 {unit} {deposit.kind_name}（收据 {deposit.number}，{grouped(deposit.amount.yuan)} 元）"
        f"{grouped(back.amount.yuan)} 元，{CHANNELS[back.channel.value]}退给 {back.payee}。"
        f"现余 {grouped(deposit.left.yuan)} 元，退后 {grouped((deposit.left - back.amount).yuan)} 元。"
    )


def tell_applied(applied: Applied, *, unit: str) -> str:
    """Tell what of a deposit was applied, and what it settled."""
    return (
        f"已按业主意愿把房屋 {unit} 押金（收据 {applied.number}）中的 {grouped(applied.amount)} 元转为预存，"
        f"核销欠费 {grouped(applied.settled)} 元；押金余 {grouped(applied.left)} 元。"
    )


def tell_deposits(lines: Sequence[DepositLine], *, unit: str) -> str:
    """List the deposits of a unit's account."""
    if not lines:
        return f"房屋 {unit} 没有押金。"
    told = [
        f"  {line.number} {line.on} {line.kind_name} {grouped(line.amount.yuan)} 元，余 {grouped(line.left.yuan)} 元"
        for line in lines
    ]
    return "\n".join([f"房屋 {unit} 的押金：", *told])


def tell_printed(number: str, ordinal: int, file: str, *, what: str = "收据") -> str:
    """Tell which print of a paper it is and where it lies."""
    again = f"（第 {ordinal} 次打印，已标明补打）" if ordinal > 1 else ""
    return f"{what} {number} 已写入 {file}{again}。"


def tell_slip_written(number: str, file: str) -> str:
    """Tell where a refund slip lies, and what is to be done with it."""
    return f"退款单 {number} 已写入 {file}，请收款人签字后留存。"


def tell_known(found: Known | None) -> str:
    """Tell which print a check code belongs to, and whether that receipt still stands."""
    if found is None:
        return (
            "本小区没有打印过带此校验码的收据。请核对校验码与小区；仍查不到的，请当面核实收据真伪。"
        )
    told = (
        f"校验码属于收据 {found.number} 的第 {found.ordinal} 次打印：{found.on}，{found.amount} 。"
    )
    return told + (f"该收据已由 {found.reversed_by} 冲销，作废。" if found.reversed_by else "")


def tell_open_shifts(found: Sequence[OpenShift], *, community: str) -> str:
    """List the shifts that wait for their count."""
    if not found:
        return f"{community}没有未结的班次。"
    lines = [f"  {one.shift_id} {one.cashier}，{one.opened_on} 开班" for one in found]
    return "\n".join([f"{community}未结的班次 {len(found)} 个：", *lines])


def tell_shift(sheet: ShiftSheet) -> str:
    """Tell a shift with what each channel should hold and what was counted."""
    state = f"已于 {sheet.closed_on} 由 {sheet.closed_by} 结班" if sheet.closed_on else "未结班"
    lines = [
        f"班次 {sheet.shift_id}：{sheet.community} {sheet.cashier}，{sheet.opened_on} 开班，"
        f"备用金 {grouped(sheet.float_.yuan)} 元，{state}。"
    ]
    if sheet.first_number:
        lines.append(f"  收据 {sheet.first_number} 至 {sheet.latest_number}")
    lines += [_shift_line(line) for line in sheet.lines]
    if sheet.camera:
        lines.append(f"  监控编号 {sheet.camera}")
    if sheet.handed_to:
        lines.append(f"  交接给 {sheet.handed_to}")
    return "\n".join(lines)


def _shift_line(line: ShiftLine) -> str:
    told = (
        f"  {CHANNELS[line.channel]}：{line.receipts} 笔，收 {grouped(line.received.yuan)}，"
        f"冲退 {grouped(line.returned.yuan)}"
    )
    if line.moved.fen:
        told += f"，其他收支 {grouped(line.moved.yuan)}"
    told += f"，应有 {grouped(line.expected.yuan)} 元"
    if line.counted is not None:
        told += f"，实点 {grouped(line.counted.yuan)} 元"
        difference = line.counted - line.expected
        if difference.fen:
            told += f"，差额 {grouped(difference.yuan)} 元（{line.reason}）"
    return told
