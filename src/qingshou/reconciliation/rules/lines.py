"""One value for a line of any statement, whoever wrote it and in whatever layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money


class Source(StrEnum):
    """Who wrote a statement, and in which family of layouts."""

    WECHATPAY = "WECHATPAY"  # 微信支付交易账单
    WECHATPAY_FUNDFLOW = "WECHATPAY_FUNDFLOW"  # 微信支付资金账单
    ALIPAY = "ALIPAY"  # 支付宝业务明细
    BANK = "BANK"  # 银行流水
    CAMT053 = "CAMT053"  # ISO 20022 bank-to-customer statement


class LineKind(StrEnum):
    """What a line tells of."""

    PAYMENT = "PAYMENT"  # 收款
    REFUND = "REFUND"  # 退款
    FEE = "FEE"  # 手续费
    INTEREST = "INTEREST"  # 结息
    PAYOUT = "PAYOUT"  # 提现、结算到银行
    OTHER = "OTHER"  # 其他支出


@dataclass(frozen=True, slots=True)
class StatementLine:
    """So much in (above zero) or out (below zero) on a day, as the other side tells it.

    ``serial`` is the other side's own number, ``order_number`` ours as they repeat it (the refund's
    own for a refund, whose payment is ``origin_number``). ``ordinal`` counts lines of one file
    that say exactly the same, from 1.
    """

    row_no: int
    on: date
    kind: LineKind
    amount: Money
    at: str = ""
    balance: Money | None = None
    serial: str = ""
    order_number: str = ""
    origin_number: str = ""
    payer_name: str = ""
    payer_account: str = ""
    remark: str = ""
    ordinal: int = 1

    @property
    def saying(self) -> str:
        """Tell what makes this line itself: its number, or everything it says where it has none.

        >>> StatementLine(5, date(2026, 3, 1), LineKind.PAYMENT, Money(1), serial="4200").saying
        'PAYMENT 2026-03-01 1 4200'
        """
        parts = (self.kind, self.on.isoformat(), str(self.amount.fen), self.serial)
        if self.serial:
            return " ".join(parts)
        balance = "" if self.balance is None else str(self.balance.fen)
        rest = (self.at, balance, self.payer_account, self.payer_name, self.remark)
        return " ".join((*parts, *rest))

    @property
    def is_known_by_number(self) -> bool:
        """Tell whether an equal line can only be the same one, told twice."""
        return bool(self.serial) or self.balance is not None


@dataclass(frozen=True, slots=True)
class Sums:
    """What lines add up to."""

    lines: int = 0
    money_in: Money = ZERO
    money_out: Money = ZERO

    @property
    def net(self) -> Money:
        """What is left of the ins after the outs."""
        return self.money_in - self.money_out


def summed(lines: Iterable[StatementLine]) -> Sums:
    """Add lines up; what goes out counts above zero."""
    count, money_in, money_out = 0, 0, 0
    for line in lines:
        count += 1
        money_in += max(line.amount.fen, 0)
        money_out += max(-line.amount.fen, 0)
    return Sums(count, Money(money_in), Money(money_out))


def numbered(lines: Iterable[StatementLine]) -> Iterator[StatementLine]:
    """Count lines that say the same, in their order."""
    seen: dict[str, int] = {}
    for line in lines:
        saying = line.saying
        ordinal = seen[saying] = seen.get(saying, 0) + 1
        yield line if ordinal == 1 else replace(line, ordinal=ordinal)


@dataclass(frozen=True, slots=True)
class Break:
    """A running balance that does not follow from the line before it."""

    row_no: int
    expected: Money
    told: Money


@dataclass(frozen=True, slots=True)
class Balances:
    """What running balances tell: before the first line, after the last, and where they break."""

    opening: Money | None = None
    closing: Money | None = None
    breaks: tuple[Break, ...] = ()


def followed(lines: list[StatementLine]) -> Balances:
    """Follow the running balance through lines that may be told latest first.

    Every balance must be the one before plus the line's amount, in one of the two directions;
    the direction with fewer breaks is the statement's own.
    """
    told = [line for line in lines if line.balance is not None]
    if not told:
        return Balances()
    forward, backward = _walk(told), _walk(told[::-1])
    latest_first = told[0].on > told[-1].on
    if told[0].on == told[-1].on:
        latest_first = len(backward.breaks) < len(forward.breaks)
    return backward if latest_first else forward


def _walk(lines: list[StatementLine]) -> Balances:
    breaks, before = [], None
    opening = closing = ZERO
    for line in lines:
        assert line.balance is not None
        if before is None:
            opening = line.balance - line.amount
        elif before + line.amount != line.balance:
            breaks.append(Break(line.row_no, before + line.amount, line.balance))
        before = closing = line.balance
    return Balances(opening, closing, tuple(breaks))
