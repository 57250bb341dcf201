"""Lines of WeChat Pay's bills: trades with their fees, and the flow of funds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from qingshou.kernel.money import ZERO, Money
from qingshou.reconciliation.rules.cells import FEE_PLACES, Row
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.totals import Tally

_SUMMED = (
    "order_amount", "settled_amount", "refund_amount", "asked_refund", "voucher_refund", "fee",
)  # fmt: skip
_TAKEN_BACK = ("REFUND", "REVOKED", "转入退款", "已退款", "已撤销")
_PAYOUTS = ("提现", "结算")


def trade_lines(row: Row, tally: Tally) -> Iterator[StatementLine]:
    """Read a row of a trade bill: what was paid or refunded, and the fee as a line of its own.

    Raises:
        CellUnreadable, CurrencyForeign: If a cell says nothing that can be booked.
    """
    row.refuse_foreign()
    _tally(row, tally)
    refunded = row.money("asked_refund") or row.money("refund_amount")
    is_refund = row.text("trade_state").upper() in _TAKEN_BACK or (
        "trade_state" not in row.table.columns and bool(row.text("refund_serial"))
    )
    day, clock = row.moment(*(("refunded_at", "moment") if is_refund else ("moment",)))
    number, serial = row.text("order_number"), row.text("serial")
    if is_refund:
        number, serial = row.text("refund_number"), row.text("refund_serial")
    amount = -refunded if is_refund else row.money("order_amount") or row.money("settled_amount")
    line = StatementLine(
        row_no=row.number,
        on=day,
        at=clock,
        kind=LineKind.REFUND if is_refund else LineKind.PAYMENT,
        amount=amount,
        serial=serial,
        order_number=number,
        origin_number=row.text("order_number") if is_refund else "",
        payer_account=row.text("payer_account"),
        remark=row.texts("goods", "attach"),
    )
    if amount != ZERO:
        yield line
    fee = row.money("fee", places=FEE_PLACES)
    if fee != ZERO:
        yield replace(line, kind=LineKind.FEE, amount=-fee)


def _tally(row: Row, tally: Tally) -> None:
    tally.add("row", Decimal(0))
    for role in _SUMMED:
        if role in row.table.columns:
            places = FEE_PLACES if role == "fee" else 2
            tally.add(role, Decimal(row.money(role, places=places).fen).scaleb(-2))


def flow_lines(row: Row, tally: Tally) -> Iterator[StatementLine]:
    """Read a row of the flow of funds.

    Raises:
        CellUnreadable: If day, amount or side cannot be read.
    """
    day, clock = row.moment("moment")
    side, amount = row.text("side"), row.money("amount")
    if side not in ("收入", "支出"):
        raise row.unreadable("side", "SIDE")
    signed = amount if side == "收入" else -amount
    tally.add("row", Decimal(0))
    tally.add_money(signed)
    voucher = row.text("voucher") or row.text("business_number")
    if signed != ZERO:
        yield StatementLine(
            row_no=row.number,
            on=day,
            at=clock,
            kind=_kind(row.texts("business", "business_type"), signed),
            amount=signed,
            balance=row.money("balance") if row.text("balance") else None,
            serial=row.text("serial"),
            order_number=voucher,
            remark=row.texts("business", "business_type", "remark"),
        )


def _kind(business: str, amount: Money) -> LineKind:
    if "手续费" in business:
        return LineKind.FEE
    if "退款" in business:
        return LineKind.REFUND
    if amount < ZERO and any(word in business for word in _PAYOUTS):
        return LineKind.PAYOUT
    return LineKind.PAYMENT if amount > ZERO else LineKind.OTHER
