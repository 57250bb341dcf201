"""Write a receipt with its tenders; the money of a channel is received once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qingshou.kernel.refusals import Refusal
from qingshou.payments.rules.numbers import receipt_number
from qingshou.payments.rules.receipts import Tender
from qingshou.platform.db import transaction_required
from qingshou.platform.db.prepared import prepared


class ChannelMoneyAlreadyReceived(Refusal):
    """The channel's reference has a receipt already, and that receipt stands."""

    code = "payments.channel-money-already-received"

    def __init__(self, *, channel: str, outside_number: str, number: str) -> None:
        super().__init__(channel=channel, outside_number=outside_number, number=number)


@dataclass(frozen=True, slots=True)
class TenderRow:
    """A tender as it is written."""

    credit_id: int
    amount_fen: int
    channel: str
    outside_number: str = ""
    renews_id: int | None = None


@transaction_required
def renewals(
    *, community_id: int, tenders: Sequence[Tender], credit_ids: Sequence[int]
) -> list[TenderRow]:
    """Find for each tender the one it renews: its money was received before and given back.

    Call it while the receipt series is held, so that nobody receives the same in between.

    Raises:
        ChannelMoneyAlreadyReceived: If a reference has a receipt that stands, or comes twice.
    """
    found = []
    seen: set[tuple[str, str]] = set()
    for tender, credit_id in zip(tenders, credit_ids, strict=True):
        reference = tender.channel.value, tender.outside_number
        if tender.outside_number and reference in seen:
            raise ChannelMoneyAlreadyReceived(
                channel=reference[0], outside_number=reference[1], number=""
            )
        seen.add(reference)
        renews = _given_back(community_id, *reference) if tender.outside_number else None
        found.append(TenderRow(credit_id, tender.amount.fen, *reference, renews))
    return found


def _given_back(community_id: int, channel: str, outside_number: str) -> int | None:
    values = {
        "community_id": community_id,
        "channel": channel,
        "outside_number": outside_number,
    }
    if not prepared(_IS_KNOWN, values):
        return None
    [(series, number, renews_id)] = prepared(_LATEST, values)
    if renews_id is None:
        raise ChannelMoneyAlreadyReceived(
            channel=channel, outside_number=outside_number, number=receipt_number(series, number)
        )
    return int(renews_id)


@transaction_required
def record_receipt(
    *, community_id: int, facts: Mapping[str, Any], tenders: Sequence[TenderRow]
) -> int:
    """Write a receipt and its tenders in one statement; tell the receipt's id.

    It belongs to its cashier's open shift, if there is one. The receipt series is held.
    """
    defaults = {
        "import_id": None,
        "reverses_id": None,
        "request_id": None,
        "payer": "",
        "camera": "",
    }
    columns = {
        "credit_ids": [tender.credit_id for tender in tenders],
        "amounts": [tender.amount_fen for tender in tenders],
        "channels": [tender.channel for tender in tenders],
        "outside_numbers": [tender.outside_number for tender in tenders],
        "renews_ids": [tender.renews_id for tender in tenders],
    }
    values = defaults | dict(facts) | columns | {"community_id": community_id}
    [(receipt_id,)] = prepared(_RECORD, values)
    return int(receipt_id)


_IS_KNOWN = """
SELECT 1 FROM payments_tender
WHERE community_id = %(community_id)s AND channel = %(channel)s
  AND outside_number = %(outside_number)s LIMIT 1
"""

_LATEST = """
SELECT receipt.series, receipt.number, back.id
FROM payments_tender tender
JOIN payments_receipt receipt
    ON receipt.community_id = tender.community_id AND receipt.id = tender.receipt_id
LEFT JOIN payments_receipt reversal
    ON reversal.community_id = receipt.community_id AND reversal.reverses_id = receipt.id
LEFT JOIN payments_tender back
    ON back.community_id = reversal.community_id AND back.receipt_id = reversal.id
    AND back.credit_id = tender.credit_id
WHERE tender.community_id = %(community_id)s AND tender.channel = %(channel)s
  AND tender.outside_number = %(outside_number)s
ORDER BY tender.id DESC LIMIT 1
"""

_RECORD = """
WITH receipt AS (
    INSERT INTO payments_receipt
        (community_id, account_id, number, amount_fen, import_id, reverses_id, "on", series,
         cashier, memo, outside_number, request_id, payer, camera, shift_id)
    VALUES (%(community_id)s, %(account_id)s, %(number)s, %(amount_fen)s, %(import_id)s,
            %(reverses_id)s, %(on)s, %(series)s, %(cashier)s, %(memo)s, '', %(request_id)s,
            %(payer)s, %(camera)s, (
                SELECT shift.id FROM payments_shift shift
                WHERE shift.community_id = %(community_id)s AND shift.cashier = %(cashier)s
                  AND shift.closed_at IS NULL))
    RETURNING community_id, id
), tendered AS (
    INSERT INTO payments_tender
        (community_id, receipt_id, credit_id, amount_fen, channel, outside_number, renews_id)
    SELECT receipt.community_id, receipt.id, tender.*
    FROM receipt, unnest(%(credit_ids)s::bigint[], %(amounts)s::bigint[], %(channels)s::text[],
                         %(outside_numbers)s::text[], %(renews_ids)s::bigint[]) tender
)
SELECT id FROM receipt
"""
