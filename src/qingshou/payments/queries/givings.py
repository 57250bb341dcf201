"""What may go back: a receipt with what hangs on it, deposits with what is left of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.estate import queries as estate
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.payments.models import DepositKind
from qingshou.payments.rules.numbers import receipt_number


class ReceiptNumberUnknown(Refusal):
    """The community has no receipt of that number."""

    code = "payments.receipt-number-unknown"

    def __init__(self, *, number: str) -> None:
        super().__init__(number=number)


class DepositUnknown(Refusal):
    """The community has no deposit receipted under that number."""

    code = "payments.deposit-unknown"

    def __init__(self, *, number: str) -> None:
        super().__init__(number=number)


class DepositOfAnotherUnit(Refusal):
    """The deposit was taken in for another unit."""

    code = "payments.deposit-of-another-unit"

    def __init__(self, *, number: str, unit: str) -> None:
        super().__init__(number=number, unit=unit)


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """A receipt, what its money settled, what of it was refunded, and what reversed it."""

    receipt_id: int
    number: str
    series: str
    account_id: int
    amount: Money
    channels: tuple[str, ...]
    on: date
    settled: Money
    refunded: Money
    reversal: str | None
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A deposit and what is left of it."""

    deposit_id: int
    number: str
    account_id: int
    credit_id: int
    kind: str
    kind_name: str
    amount: Money
    left: Money
    on: date


def receipt_named(*, community_id: int, number: str) -> ReceiptFacts:
    """Find a receipt by its printed number.

    Raises:
        ReceiptNumberUnknown: If there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPT, {"community_id": community_id, "number": number.strip().upper()})
        found = cursor.fetchone()
    if found is None:
        raise ReceiptNumberUnknown(number=number)
    facts: dict[str, Any] = dict(zip(_RECEIPT_COLUMNS, found, strict=True))
    reversal = facts["reversal_no"]
    return ReceiptFacts(
        receipt_id=facts["receipt_id"],
        number=receipt_number(facts["series"], facts["no"]),
        series=facts["series"],
        account_id=facts["account_id"],
        amount=Money(facts["fen"]),
        channels=tuple(facts["channels"]),
        on=facts["on"],
        settled=Money(facts["settled_fen"]),
        refunded=Money(facts["refunded_fen"]),
        reversal=receipt_number("HC", reversal) if reversal is not None else None,
        is_reversal=facts["is_reversal"],
    )


def deposit_kinds() -> dict[str, str]:
    """Tell the kinds of deposits by their codes."""
    return dict(DepositKind.objects.order_by("code").values_list("code", "name"))


def deposits(*, community_id: int, account_id: int) -> list[DepositLine]:
    """List the deposits of an account, the earliest first."""
    return _deposits("deposit.account_id = %(account_id)s", community_id, account_id=account_id)


def deposit_named(*, community_id: int, number: str) -> DepositLine:
    """Find a deposit by the number of its receipt.

    Raises:
        DepositUnknown: If there is none.
    """
    where = "receipt.series || lpad(receipt.number::text, 8, '0') = %(number)s"
    found = _deposits(where, community_id, number=number.strip().upper())
    if not found:
        raise DepositUnknown(number=number)
    return found[0]


def deposit_of_unit(*, community_id: int, unit_id: int, unit: str, number: str) -> DepositLine:
    """Find a deposit of whoever holds or held a unit, by the number of its receipt.

    ``unit`` is its name.

    Raises:
        DepositUnknown: If the community has none of that number.
        DepositOfAnotherUnit: If it was taken in for another unit.
    """
    found = deposit_named(community_id=community_id, number=number)
    holders = estate.holders(community_id=community_id, unit_id=unit_id)
    if found.account_id not in {holder.account_id for holder in holders}:
        raise DepositOfAnotherUnit(number=found.number, unit=unit)
    return found


def _deposits(where: str, community_id: int, **values: Any) -> list[DepositLine]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'{_DEPOSITS} AND {where} ORDER BY deposit."on", deposit.id',
            {"community_id": community_id} | values,
        )
        return [
            DepositLine(
                deposit_id,
                receipt_number(series, number),
                account_id,
                credit_id,
                kind,
                kind_name,
                Money(fen),
                Money(left),
                on,
            )
            for (
                deposit_id,
                series,
                number,
                account_id,
                credit_id,
                kind,
                kind_name,
                fen,
                left,
                on,
            ) in cursor.fetchall()
        ]


_RECEIPT_COLUMNS = (
    "receipt_id", "series", "no", "account_id", "fen", "channels", "on", "settled_fen",
    "refunded_fen", "reversal_no", "is_reversal",
)  # fmt: skip

_RECEIPT = """
SELECT receipt.id, receipt.series, receipt.number, receipt.account_id, receipt.amount_fen,
       tendered.channels, receipt."on", tendered.settled_fen, tendered.refunded_fen,
       reversal.number, receipt.reverses_id IS NOT NULL
FROM payments_receipt receipt
LEFT JOIN payments_receipt reversal
    ON reversal.community_id = receipt.community_id AND reversal.reverses_id = receipt.id
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT tender.channel) AS channels,
           COALESCE(sum(settlement.amount_fen)
               FILTER (WHERE settlement.item_nature <> 'REFUND'), 0)::bigint AS settled_fen,
           COALESCE(sum(settlement.amount_fen)
               FILTER (WHERE settlement.item_nature = 'REFUND'), 0)::bigint AS refunded_fen
    FROM payments_tender tender
    LEFT JOIN ledger__settlement settlement
        ON settlement.community_id = tender.community_id
        AND settlement.credit_id = tender.credit_id
    WHERE tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
) tendered
WHERE receipt.community_id = %(community_id)s
  AND receipt.series || lpad(receipt.number::text, 8, '0') = %(number)s
"""

_DEPOSITS = """
SELECT deposit.id, receipt.series, receipt.number, deposit.account_id, deposit.credit_id,
       kind.code, kind.name, deposit.amount_fen, credit.unused_fen, deposit."on"
FROM payments_deposit deposit
JOIN payments_receipt receipt
    ON receipt.community_id = deposit.community_id AND receipt.id = deposit.receipt_id
JOIN payments_depositkind kind ON kind.code = deposit.kind_id
JOIN ledger__credit credit
    ON credit.community_id = deposit.community_id AND credit.credit_id = deposit.credit_id
WHERE deposit.community_id = %(community_id)s
"""
