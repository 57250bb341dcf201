"""What kinds of rows the book knows."""

from __future__ import annotations

from enum import StrEnum

from qingshou.ledger.rules.chart import Chart


class Source(StrEnum):
    """What kind of document an entry books."""

    BILLING = "BILLING"
    OPENING = "OPENING"
    RECEIPT = "RECEIPT"
    RECEIPT_IMPORT = "RECEIPT_IMPORT"
    REVERSAL = "REVERSAL"
    ADJUSTMENT = "ADJUSTMENT"
    SETTLEMENT = "SETTLEMENT"
    DEPOSIT = "DEPOSIT"
    SUSPENSE = "SUSPENSE"
    CLAIM = "CLAIM"
    TRANSFER = "TRANSFER"


class ItemNature(StrEnum):
    """Why an item is owed."""

    CHARGE = "CHARGE"  # billed
    OPENING = "OPENING"  # owed before the book was opened
    ADJUSTMENT = "ADJUSTMENT"  # a correction upwards
    REFUND = "REFUND"  # money given back; uses up the credit it came from


class CreditNature(StrEnum):
    """Where something that can settle an item comes from."""

    RECEIPT = "RECEIPT"  # money
    OPENING = "OPENING"  # money prepaid before the book was opened
    REVERSAL = "REVERSAL"  # a charge taken back
    WAIVER = "WAIVER"  # 减免
    WRITE_OFF = "WRITE_OFF"  # 核销
    DISCOUNT = "DISCOUNT"  # 优惠
    DEPOSIT = "DEPOSIT"  # 押金: money held, which settles no debt
    SUSPENSE = "SUSPENSE"  # 待认领款: money of a payer nobody knows yet


MONEY = (CreditNature.RECEIPT, CreditNature.OPENING)
"""The natures that are money: unused, they are a prepayment."""

RELIEFS = (CreditNature.WAIVER, CreditNature.WRITE_OFF, CreditNature.DISCOUNT)
"""The natures that forgive without money and leave the income as it was booked."""

HELD: dict[str, Chart] = {
    CreditNature.DEPOSIT: Chart.DEPOSIT,
    CreditNature.SUSPENSE: Chart.SUSPENSE,
}
"""The natures of money that is held for others, each on its control account; no debt takes it."""
