"""What WeChat and Alipay say of a day: trades, fees, the account, and its way to the bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from qingshou.kernel.money import ZERO, Money, total
from qingshou.reconciliation.rules.shapes import alipay_trade, wechatpay
from qingshou.sample.channels.takings import Taking
from qingshou.sample.plans import Community

FEE_PERMILLE = 6
FEE_RATE = "0.60%"

_APP_ID = "wx0000000000000001"
_SETTLED_AT, _MADE_AT = time(6, 30), time(9, 0)


def fee_of(amount: Money) -> Money:
    """Tell what a channel keeps of a payment, rounded half up to the fen.

    >>> fee_of(Money(25_440))
    Money(fen=153)
    """
    return Money((amount.fen * FEE_PERMILLE + 500) // 1000)


def net(moved: Sequence[Taking]) -> Money:
    """Tell what is left of payments after the channel's fees."""
    return total(taking.amount - fee_of(taking.amount) for taking in moved)


def mch_id(community: Community) -> str:
    """Name a community's merchant account at WeChat."""
    return f"19{community.number:08d}"


def seller_id(community: Community) -> str:
    """Name a community's merchant account at Alipay."""
    return f"2088{community.number:012d}"


def wechat_trades(community: Community, moved: Sequence[Taking]) -> str:
    """Write WeChat's trade bill of a day."""
    lines = [
        wechatpay.TradeLine(
            at=taking.at,
            transaction_id=_number("42000", community, taking, place),
            order_no=taking.order_no,
            payer=f"oSHILI{taking.party.phone}",
            trade_type="NATIVE",
            amount=taking.amount,
            fee=fee_of(taking.amount),
            subject=f"{community.name} {taking.subject}",
            attach=taking.unit.code,
        )
        for place, taking in enumerate(moved, start=1)
    ]
    merchant = wechatpay.Merchant(_APP_ID, mch_id(community))
    return wechatpay.trade_bill(merchant, lines, fee_rate=FEE_RATE)


def wechat_flow(community: Community, day: date, moved: Sequence[Taking], *, balance: Money) -> str:
    """Write WeChat's fund flow of a day; it begins with yesterday's balance going to the bank."""
    lines: list[wechatpay.FlowLine] = []

    def book(
        at: datetime, business_no: str, business: str, amount: Money, order_no: str = ""
    ) -> None:
        nonlocal balance
        balance += amount
        number = f"F{day:%Y%m%d}{community.number:05d}{len(lines) + 1:06d}"
        lines.append(
            wechatpay.FlowLine(
                at, business_no, number, business, amount, balance, voucher_no=order_no
            )
        )

    if balance > ZERO:
        settled_at = datetime.combine(day, _SETTLED_AT)
        book(settled_at, f"T{day:%Y%m%d}{community.number:05d}", "提现", -balance)
    for place, taking in enumerate(moved, start=1):
        number = _number("42000", community, taking, place)
        book(taking.at, number, "交易", taking.amount, taking.order_no)
        if fee_of(taking.amount) > ZERO:
            book(taking.at, number, "扣除交易手续费", -fee_of(taking.amount), taking.order_no)
    return wechatpay.fund_flow(lines)


def alipay_bill(community: Community, day: date, moved: Sequence[Taking]) -> alipay_trade.TradeBill:
    """Draw up Alipay's bill of a day."""
    lines = tuple(
        alipay_trade.TradeLine(
            trade_no=_number(f"{taking.at:%Y%m%d}22", community, taking, place),
            order_no=taking.order_no,
            subject=f"{community.name} {taking.subject}",
            created_at=taking.at - timedelta(seconds=9),
            finished_at=taking.at,
            buyer=f"*例({taking.party.phone[:3]}******{taking.party.phone[-2:]})",
            amount=taking.amount,
            fee=fee_of(taking.amount),
            memo=taking.unit.code,
        )
        for place, taking in enumerate(moved, start=1)
    )
    made_at = datetime.combine(day + timedelta(days=1), _MADE_AT)
    return alipay_trade.TradeBill(seller_id(community), day, lines, made_at)


def _number(prefix: str, community: Community, taking: Taking, place: int) -> str:
    """Number a trade as the channel does: 28 digits."""
    middle = f"{community.number:04d}{taking.at:%y%m%d}"
    return prefix + middle + f"{place:0{28 - len(prefix) - len(middle)}d}"
