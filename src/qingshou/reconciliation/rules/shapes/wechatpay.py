"""WeChat Pay's bills of a day: trades (layout ALL) and fund flow, as the channel writes them.

UTF-8; titles stand plain, every value begins with a back-quote; rows first, then the titles and
the values of the summary. Trades tell amounts in yuan with fees to five places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qingshou.kernel.money import ZERO, Money, total

TRADE_COLUMNS = (
    "交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号", "用户标识",
    "交易类型", "交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额", "微信退款单号",
    "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态", "商品名称", "商户数据包",
    "手续费", "费率", "订单金额", "申请退款金额", "费率备注",
)  # fmt: skip
TRADE_SUMMARY = (
    "总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额", "订单总金额",
    "申请退款总金额",
)  # fmt: skip
FLOW_COLUMNS = (
    "记账时间", "微信支付业务单号", "资金流水单号", "业务名称", "业务类型", "收支类型", "收支金额(元)",
    "账户结余(元)", "资金变更提交申请人", "备注", "业务凭证号",
)  # fmt: skip
FLOW_SUMMARY = ("资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额")

_INSTANT = "%Y-%m-%d %H:%M:%S"
_NONE = "0.00"
_KEPT_INSIDE = str.maketrans({",": "，", '"': "”", "`": "'"})


@dataclass(frozen=True, slots=True)
class Merchant:
    """Whose bill it is."""

    app_id: str
    mch_id: str


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A payment or, with a refund's numbers, money given back; amounts are always positive.

    ``fee`` is what the channel keeps of a payment, or gives back with a refund.
    """

    at: datetime
    transaction_id: str
    order_no: str
    payer: str
    trade_type: str
    amount: Money
    fee: Money = ZERO
    refund_id: str = ""
    refund_no: str = ""
    subject: str = ""
    attach: str = ""


@dataclass(frozen=True, slots=True)
class FlowLine:
    """Money in or out of the merchant's account, and what lies there afterwards."""

    at: datetime
    business_no: str
    flow_no: str
    business: str
    amount: Money
    balance: Money
    applicant: str = "system"
    memo: str = ""
    voucher_no: str = ""


def trade_bill(merchant: Merchant, lines: Sequence[TradeLine], *, fee_rate: str) -> str:
    """Write the trade bill of a day; ``fee_rate`` as the contract words it, ``0.60%``."""
    paid = [line for line in lines if not line.refund_id]
    given_back = [line for line in lines if line.refund_id]
    fees = total(x.fee for x in paid) - total(x.fee for x in given_back)
    paid_sum, back_sum = (total(x.amount for x in some).yuan for some in (paid, given_back))
    totals = (str(len(lines)), paid_sum, back_sum, _NONE, _fee(fees), paid_sum, back_sum)
    rows = (_trade(merchant, line, fee_rate) for line in lines)
    return _table(TRADE_COLUMNS, rows, TRADE_SUMMARY, totals)


def fund_flow(lines: Sequence[FlowLine]) -> str:
    """Write the fund flow of a day; a negative amount went out."""
    came = [line.amount for line in lines if line.amount >= ZERO]
    went = [-line.amount for line in lines if line.amount < ZERO]
    totals = (
        str(len(lines)), str(len(came)), total(came).yuan, str(len(went)), total(went).yuan,
    )  # fmt: skip
    return _table(FLOW_COLUMNS, map(_flow, lines), FLOW_SUMMARY, totals)


def _trade(merchant: Merchant, line: TradeLine, fee_rate: str) -> tuple[str, ...]:
    refund, amount = bool(line.refund_id), line.amount.yuan
    paid, back = (_NONE, amount) if refund else (amount, _NONE)
    return (
        line.at.strftime(_INSTANT), merchant.app_id, merchant.mch_id, "0", "", line.transaction_id,
        line.order_no, line.payer, line.trade_type, "REFUND" if refund else "SUCCESS", "OTHERS",
        "CNY", paid, _NONE, line.refund_id or "0", line.refund_no or "0", back, _NONE,
        "ORIGINAL" if refund else "", "SUCCESS" if refund else "", _cell(line.subject),
        _cell(line.attach), _fee(-line.fee if refund else line.fee), fee_rate, paid, back, "",
    )  # fmt: skip


def _flow(line: FlowLine) -> tuple[str, ...]:
    came = line.amount >= ZERO
    return (
        line.at.strftime(_INSTANT), line.business_no, line.flow_no, line.business, line.business,
        "收入" if came else "支出", (line.amount if came else -line.amount).yuan,
        line.balance.yuan, line.applicant, _cell(line.memo), line.voucher_no,
    )  # fmt: skip


def _table(
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    summary: Iterable[str],
    totals: Iterable[str],
) -> str:
    quoted = [_quoted(row) for row in rows]
    lines = (",".join(columns), *quoted, ",".join(summary), _quoted(totals))
    return "".join(f"{line}\r\n" for line in lines)


def _quoted(values: Iterable[str]) -> str:
    return ",".join(f"`{value}" for value in values)


def _fee(fee: Money) -> str:
    return f"{fee.yuan}000"


def _cell(text: str) -> str:
    """Keep a text inside its cell: nothing is quoted, so no commas, breaks or quotation marks."""
    return " ".join(text.translate(_KEPT_INSIDE).split())
