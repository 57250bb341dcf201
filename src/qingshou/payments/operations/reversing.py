"""Take a wrong receipt back by another."""

from __future__ import annotations

from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.payments import models
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.operations.tenders import TenderRow, record_receipt
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.payments.rules.receipts import PaidPart, ReceiptSlip
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class ReceiptUnknown(Refusal):
    """The community has no receipt of that id, or it is itself a reversal."""

    code = "payments.receipt-unknown"

    def __init__(self, *, receipt_id: int) -> None:
        super().__init__(receipt_id=receipt_id)


class ReceiptAlreadyReversed(Refusal):
    """The receipt was taken back before."""

    code = "payments.receipt-already-reversed"

    def __init__(self, *, number: str, reversal: str) -> None:
        super().__init__(number=number, reversal=reversal)


@transaction_required
def reverse_receipt(
    *, community_id: int, receipt_id: int, on: date, actor: Actor, memo: str = ""
) -> ReceiptSlip:
    """Take a receipt back: its money is given back the way it came, its debts are open again.

    For voids and for imports that are undone; the database wants the void of whatever is
    reversed outside of an import before the transaction ends.

    Raises:
        ReceiptUnknown: If there is no such receipt, or it is a reversal.
        ReceiptAlreadyReversed: If it was taken back before.
        CreditsAlreadyReversed: If part of its money was refunded meanwhile.
    """
    receipts = models.Receipt.objects.filter(community_id=community_id)
    receipt = receipts.filter(id=receipt_id, reverses_id__isnull=True).first()
    if receipt is None:
        raise ReceiptUnknown(receipt_id=receipt_id)
    hold_community(subject=Subject.BOOK, community_id=community_id)  # before the series, as ever
    number = take_numbers(community_id=community_id, series=Series.REVERSAL, count=1)
    earlier = receipts.filter(reverses_id=receipt_id).first()
    if earlier is not None:
        raise ReceiptAlreadyReversed(
            number=receipt_number(receipt.series, receipt.number),
            reversal=receipt_number(earlier.series, earlier.number),
        )
    tenders = [
        TenderRow(tender.credit_id, tender.amount_fen, tender.channel)
        for tender in models.Tender.objects.filter(
            community_id=community_id, receipt_id=receipt_id
        ).order_by("id")
    ]
    credit_ids = [tender.credit_id for tender in tenders]
    _reverse_credits(community_id, credit_ids, on, f"receipt:{receipt_id}", actor, memo)
    reversal_id = record_receipt(
        community_id=community_id,
        facts={
            "account_id": receipt.account_id,
            "series": Series.REVERSAL.value,
            "number": number,
            "on": on,
            "amount_fen": receipt.amount_fen,
            "cashier": actor.name,
            "memo": memo,
            "reverses_id": receipt_id,
            "payer": receipt.payer,
        },
        tenders=tenders,
    )
    return ReceiptSlip(
        receipt_id=reversal_id,
        number=receipt_number(Series.REVERSAL, number),
        account_id=receipt.account_id,
        amount=Money(receipt.amount_fen).yuan,
        channel=tenders[0].channel,
        on=on.isoformat(),
        prepaid="0.00",
        settled=(),
        tenders=tuple(PaidPart(t.channel, Money(t.amount_fen).yuan, "") for t in tenders),
        payer=receipt.payer,
    )


def _reverse_credits(
    community_id: int, credit_ids: list[int], on: date, source_ref: str, actor: Actor, memo: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_to_reverse")
        cursor.execute(
            "CREATE TEMP TABLE payments_to_reverse ON COMMIT DROP AS"
            " SELECT unnest(%s::bigint[]) AS credit_id",
            [credit_ids],
        )
    ledger.reverse_credits_from(
        community_id=community_id,
        relation="payments_to_reverse",
        on=on,
        source_ref=source_ref,
        actor=actor,
        memo=memo,
    )
