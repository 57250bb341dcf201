"""Lines of a bank's export: sides, signs and marks turned into one signed amount."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qingshou.kernel.money import ZERO, Money
from qingshou.reconciliation.rules.cells import Row
from qingshou.reconciliation.rules.layouts import Sides
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.totals import Tally
from qingshou.reconciliation.rules.verdicts import SidesContradict

_CHANNEL = re.compile(r"财付通|微信支付|支付宝|备付金|网联清算|银联商务")
_FEE = re.compile(r"手续费|账户管理费|管理费扣|工本费|年费|短信费|汇划费|服务费")
_INTEREST = re.compile(r"结息|利息|付息")
_RED = re.compile(r"冲正|红字|冲账|抹账|退汇")
_REFUND = re.compile(r"退款|退费|退回")


def lines(row: Row, tally: Tally) -> Iterator[StatementLine]:
    """Read a row; one that moves no money gives no line.

    Raises:
        CellUnreadable: If day, amount or mark cannot be read.
        SidesContradict: If both sides are filled.
        CurrencyForeign: If it is not in yuan.
    """
    row.refuse_foreign()
    day, clock = row.moment("on", "moment")
    if not clock and row.table.columns.keys() >= {"on", "moment"} and row.text("moment"):
        clock = row.moment("moment")[1]
    amount = _amount(row)
    tally.add_money(amount)
    if amount == ZERO:
        return
    name, account = _other_side(row, amount)
    remark = row.texts("summary", "use", "note", "trade_type", "place")
    yield StatementLine(
        row_no=row.number,
        on=day,
        at=clock,
        kind=kind_of(amount, remark, name),
        amount=amount,
        balance=row.money("balance") if row.text("balance") else None,
        serial=row.text("serial"),
        payer_name=name,
        payer_account=account,
        remark=remark,
    )


def kind_of(amount: Money, remark: str, name: str) -> LineKind:
    """Tell what a bank's line is about; what comes in is a payment until something else is known.

    >>> str(kind_of(Money(100), "一季度结息", "")), str(kind_of(Money(-100), "汇划手续费", ""))
    ('INTEREST', 'FEE')
    """
    if amount > ZERO and _CHANNEL.search(name):
        return LineKind.PAYOUT
    if amount > ZERO:
        return LineKind.INTEREST if _INTEREST.search(remark) and not name else LineKind.PAYMENT
    if _FEE.search(remark) and not name:
        return LineKind.FEE
    return LineKind.REFUND if _REFUND.search(remark) else LineKind.OTHER


def _amount(row: Row) -> Money:
    sides = row.table.layout.sides
    if sides is Sides.TWO_COLUMNS:
        return _of_two_columns(row)
    amount = row.money("amount")
    if sides is Sides.SIGNED or amount == ZERO:
        return amount
    mark = row.text("side").strip("`'()（） ")
    if mark in row.table.layout.marks_in:
        return amount
    if mark in row.table.layout.marks_out:
        return -_size(amount)
    if sides is Sides.PARTIES:
        return amount  # outgoing is below zero already
    raise row.unreadable("side", "SIDE")


def _of_two_columns(row: Row) -> Money:
    money_in, money_out = row.money("in"), row.money("out")
    if money_in != ZERO and money_out != ZERO:
        raise SidesContradict(
            file=row.file, row=row.number, money_in=money_in.yuan, money_out=money_out.yuan
        )
    if money_in != ZERO:
        return money_in
    # Some sign what goes out, although its column says so; a reversal in red is signed as well.
    taken_back = money_out < ZERO and _RED.search(row.texts("summary", "use", "note"))
    return -money_out if taken_back else -_size(money_out)


def _size(amount: Money) -> Money:
    return max(amount, -amount)


def _other_side(row: Row, amount: Money) -> tuple[str, str]:
    if row.table.layout.sides is not Sides.PARTIES:
        return row.text("payer_name"), row.text("payer_account")
    side = "from" if amount > ZERO else "to"
    return row.text(f"{side}_name"), row.text(f"{side}_account")
