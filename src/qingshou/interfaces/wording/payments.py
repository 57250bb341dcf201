"""What payments says: refusals of the desk, and why a history of payments is not let in."""

from __future__ import annotations

from collections.abc import Mapping

from qingshou.interfaces.wording.columns import grouped
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
    "payments.receipts-in-use": (
        "导入 {import_id} 中有 {receipts} 张收据（例如 {example}）之后已被冲销、退款，或已抵扣了后来的账单，"
        "不能整批撤销。请先冲销后来的账单或收据，再撤销本次导入。"
    ),
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
