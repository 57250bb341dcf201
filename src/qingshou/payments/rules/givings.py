"""Money that goes back or moves: refunds, deposits returned, receipts voided, prepayments moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel

REFUND = "payments.refund"
RETURN_DEPOSIT = "payments.return-deposit"
VOID_RECEIPT = "payments.void-receipt"
MOVE_PREPAYMENT = "payments.move-prepayment"


class Cause(StrEnum):
    """Why money goes back or a receipt is voided."""

    OVERPAID = "OVERPAID"  # 多缴
    PAID_TWICE = "PAID_TWICE"  # 重复缴费
    MOVED_OUT = "MOVED_OUT"  # 退房、过户
    WRONG_UNIT = "WRONG_UNIT"  # 收错房屋
    WRONG_AMOUNT = "WRONG_AMOUNT"  # 金额有误
    BOUNCED = "BOUNCED"  # 款项未到账
    DEPOSIT_ENDED = "DEPOSIT_ENDED"  # 押金到期
    OTHER = "OTHER"  # 其他


@dataclass(frozen=True, slots=True)
class Refund:
    """So much prepaid money to be given back to somebody by a channel."""

    account_id: int
    amount: Money
    channel: Channel
    payee: str
    cause: Cause

    @property
    def subject(self) -> str:
        """What the approval is about."""
        return f"account:{self.account_id}"

    def facts(self) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {
            "account": self.account_id,
            "amount": self.amount,
            "channel": self.channel.value,
            "payee": self.payee,
            "cause": self.cause.value,
        }


@dataclass(frozen=True, slots=True)
class DepositReturn:
    """So much of a deposit to be given back to somebody by a channel."""

    deposit_id: int
    number: str
    amount: Money
    channel: Channel
    payee: str

    @property
    def subject(self) -> str:
        """What the approval is about."""
        return f"deposit:{self.deposit_id}"

    def facts(self) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {
            "receipt": self.number,
            "amount": self.amount,
            "channel": self.channel.value,
            "payee": self.payee,
        }


@dataclass(frozen=True, slots=True)
class Void:
    """A receipt to be taken back, with all that hangs on it."""

    receipt_id: int
    number: str
    amount: Money
    cause: Cause

    @property
    def subject(self) -> str:
        """What the approval is about."""
        return f"receipt:{self.receipt_id}"

    def facts(self) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {"receipt": self.number, "amount": self.amount, "cause": self.cause.value}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Money that goes out of an account's prepayment, or of its deposit where one is named."""

    account_id: int
    amount: Money
    channel: Channel
    payee: str
    cause: Cause
    deposit_id: int | None = None


@dataclass(frozen=True, slots=True)
class RefundSlip:
    """Money given back, as handed out: amounts in yuan, days in ISO form."""

    refund_id: int
    number: str
    account_id: int
    amount: str
    channel: str
    payee: str
    on: str
    left: str
    approval_id: int
    made_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class VoidSlip:
    """A receipt taken back: the reversal, what is open again and the two people.

    ``certificates`` are the numbers of the clearance certificates that this overtook.
    """

    receipt: str
    reversal: str
    amount: str
    reopened: str
    on: str
    approval_id: int
    made_by: str
    decided_by: str
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """Whose approval is used, on which day, under which request; ``on`` is not after ``today``."""

    approval_id: int
    on: date
    today: date
    request_id: str


@dataclass(frozen=True, slots=True)
class Move:
    """So much prepaid money to be moved to another account; ``consent`` names the paper."""

    from_account_id: int
    to_account_id: int
    amount: Money
    consent: str = ""

    @property
    def subject(self) -> str:
        """What the approval is about."""
        return f"account:{self.from_account_id}"

    def facts(self) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {
            "account": self.from_account_id,
            "to_account": self.to_account_id,
            "amount": self.amount,
            "consent": self.consent,
        }


@dataclass(frozen=True, slots=True)
class MoveSlip:
    """Prepaid money moved: amounts in yuan, the day in ISO form.

    ``settled`` is what it settled at once on the account it came to.
    """

    amount: str
    on: str
    left: str
    settled: str
    same_person: bool
    approval_id: int
    made_by: str
    decided_by: str
