"""The chart of accounts, and which of them a channel of payment fills."""

from __future__ import annotations

from enum import StrEnum


class Chart(StrEnum):
    """The accounts of a community's book, by the codes of the Chinese accounting standards."""

    CASH = "1001"  # 库存现金
    BANK = "1002"  # 银行存款
    CLEARING = "1012"  # 其他货币资金: WeChat, Alipay, POS until they reach the bank
    RECEIVABLE = "1122"  # 应收账款
    PREPAYMENT = "2203"  # 预收账款
    OUTPUT_VAT = "2221"  # 应交税费: output VAT
    OPENING = "4104"  # 期初余额
    INCOME = "6001"  # 主营业务收入
    RELIEF = "6601"  # 减免与核销


class Channel(StrEnum):
    """How money comes in or goes back."""

    CASH = "CASH"  # 现金
    TRANSFER = "TRANSFER"  # 银行转账
    POS = "POS"  # 刷卡
    WECHAT = "WECHAT"  # 微信
    ALIPAY = "ALIPAY"  # 支付宝
    DEBIT = "DEBIT"  # 银行代扣
    OTHER = "OTHER"  # 其他


OPENING_CHANNEL = "OPENING"
"""The channel of what was paid before the book was opened."""

BALANCE_CHANNEL = "BALANCE"
"""The channel of a prepayment moved from one account to another: no money moves."""

CHANNEL_ACCOUNTS: dict[str, Chart] = {
    Channel.CASH: Chart.CASH,
    Channel.TRANSFER: Chart.BANK,
    Channel.DEBIT: Chart.BANK,
    Channel.POS: Chart.CLEARING,
    Channel.WECHAT: Chart.CLEARING,
    Channel.ALIPAY: Chart.CLEARING,
    Channel.OTHER: Chart.CLEARING,
    OPENING_CHANNEL: Chart.OPENING,
    BALANCE_CHANNEL: Chart.PREPAYMENT,
}
"""The account each channel is booked on."""
