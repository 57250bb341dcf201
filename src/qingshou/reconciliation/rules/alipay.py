"""Lines of Alipay's business detail: trades, refunds as negative rows, and their fees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from qingshou.kernel.money import ZERO
from qingshou.reconciliation.rules.cells import Row
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.totals import Tally, compare

_TOTAL = re.compile(
    r"(?P<what>交易|退款)合计[:：]\s*(?P<count>\d+)\s*笔[,，]\s*商家实收(?:退款)?共\s*(?P<amount>-?[\d,.]+)\s*元"
)


def lines(row: Row, tally: Tally) -> Iterator[StatementLine]:
    """Read a row: its amount as signed, and the fee as a line of its own.

    Raises:
        CellUnreadable: If day or amount cannot be read.
    """
    day, clock = row.moment("moment", "created_at")
    amount, fee = row.money("order_amount"), row.money("fee")
    is_refund = amount < ZERO or "退款" in row.text("business_type")
    number = row.text("refund_number") if is_refund else row.text("order_number")
    line = StatementLine(
        row_no=row.number,
        on=day,
        at=clock,
        kind=LineKind.REFUND if is_refund else LineKind.PAYMENT,
        amount=amount if amount < ZERO or not is_refund else -amount,
        serial="/".join(filter(None, (row.text("serial"), number if is_refund else ""))),
        order_number=number,
        origin_number=row.text("order_number") if is_refund else "",
        payer_account=row.text("payer_account"),
        remark=row.texts("goods", "remark"),
    )
    received = row.money("received_amount") if "received_amount" in row.table.columns else amount
    tally.add("退款" if is_refund else "交易", Decimal(received.fen).scaleb(-2))
    if amount != ZERO:
        yield line
    if fee != ZERO:
        yield replace(line, kind=LineKind.FEE, amount=fee)


def check_comment(file: str, row_no: int, text: str, tally: Tally) -> None:
    """Hold the totals of the footer against the rows.

    Raises:
        SummaryDiffers: If a count or a sum is another.
    """
    for found in _TOTAL.finditer(text):
        what = found["what"]
        amount = abs(Decimal(found["amount"].replace(",", "").rstrip(".")))
        count = Decimal(tally.counts.get(what, 0))
        compare(file, row_no, f"{what}合计笔数", Decimal(found["count"]), count)
        compare(file, row_no, f"{what}合计金额", amount, abs(tally.sums.get(what, Decimal(0))))
