"""The chart of accounts, and which of them a channel of payment fills."""

from __future__ import annotations

from enum import StrEnum


class Chart(StrEnum):
    """The accounts of a community's book, by the codes of the Chinese accounting standards."""

    CASH = "1001"  # 库存现金
    BANK = "1002"  # 银行存款
    CLEARING = "1012"  # 其他货币资金: WeChat, Alipay, POS until they reach the bank
    RECEIVABLE = "1122"  # 应收账款
    DISCREPANCY = "1901"  # 待处理财产损溢: cash over or short until it is explained
    PREPAYMENT = "2203"  # 预收账款
    OUTPUT_VAT = "2221"  # 应交税费: output VAT
    DEPOSIT = "224101"  # 其他应付款: 保证金、押金
    SUSPENSE = "224102"  # 其他应付款: 待认领款
    OPENING = "4104"  # 期初余额
    INCOME = "6001"  # 主营业务收入
    PENALTY_INCOME = "6301"  # 营业外收入: 违约金
    RELIEF = "6601"  # 减免与核销
    CHANNEL_FEE = "6603"  # 手续费


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

DEPOSIT_CHANNEL = "DEPOSIT"
"""The channel of a deposit that became a prepayment: no money moves."""

SUSPENSE_CHANNEL = "SUSPENSE"
"""The channel of money that came before its payer was known, once it is claimed, and back."""

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
    DEPOSIT_CHANNEL: Chart.DEPOSIT,
    SUSPENSE_CHANNEL: Chart.SUSPENSE,
}
"""The account each channel is booked on."""

INCOME_ACCOUNTS: dict[str, Chart] = {"PENALTY": Chart.PENALTY_INCOME}
"""The income account of a kind, where it is not that of the trade."""

TRANSFERABLE = (
    Chart.CASH,
    Chart.BANK,
    Chart.CLEARING,
    Chart.DISCREPANCY,
    Chart.CHANNEL_FEE,
)
"""Between which a transfer may move money: where money is, and what takes of it on the way."""

SUSPENSE_CODE = "SUSPENSE"
"""The code of the account, one in each community, of money nobody is known for: no household."""
