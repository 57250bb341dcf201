"""Move money between accounts of the journal: a payout of a channel, its fee, cash to the bank."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django_integrity import conversion

from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.rules.chart import Chart
from qingshou.ledger.rules.natures import Source
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class TransferNotBetweenMoney(Refusal):
    """A transfer moves money between two different accounts of money, fees or discrepancies."""

    code = "ledger.transfer-not-between-money"

    def __init__(self, *, source_ref: str) -> None:
        super().__init__(source_ref=source_ref)


class TransferImplausible(Refusal):
    """A transfer moves nothing, or more than is within reason."""

    code = "ledger.transfer-implausible"

    def __init__(self, *, source_ref: str) -> None:
        super().__init__(source_ref=source_ref)


@transaction_required
def transfer(  # noqa: PLR0913 - what moves, and its document; a value would only wrap them
    *,
    community_id: int,
    debit: Chart,
    credit: Chart,
    amount: Money,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> EntryId:
    """Move so much from the credited account to the debited one.

    A wrong transfer is corrected by one in the other direction.

    Raises:
        TransferNotBetweenMoney: If the accounts are equal, or one holds no money and no fees.
        TransferImplausible: If the amount is not above zero or beyond all reason.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_transfer VALUES (%s, %s, %s, %s, %s)",
            [on, debit.value, credit.value, amount.fen, memo],
        )
    booked = _book(Document(community_id, Source.TRANSFER, source_ref, actor, memo))
    assert booked.entry_id is not None
    return booked.entry_id


@transaction_required
def transfer_from(*, community_id: int, relation: str, source_ref: str, actor: Actor) -> Booked:
    """Move money for every row of a relation with on, debit_code, credit_code, amount_fen, memo.

    Raises:
        TransferNotBetweenMoney: If two accounts are equal, or one holds no money and no fees.
        TransferImplausible: If an amount is not above zero or beyond all reason.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_transfer"  # noqa: S608 - a quoted name
            ' SELECT "on", debit_code, credit_code, amount_fen, memo'
            f" FROM {connection.ops.quote_name(relation)}"
        )
    return _book(Document(community_id, Source.TRANSFER, source_ref, actor))


def _book(document: Document) -> Booked:
    ref = document.source_ref
    accounts = conversion.Named("ledger_transfer_moves_between_money_accounts")
    amount = conversion.Named("ledger_transfer_amount_is_plausible")
    empty = conversion.Named("ledger_posting_moves_something")
    refusals = [
        (accounts, TransferNotBetweenMoney(source_ref=ref)),
        (amount, TransferImplausible(source_ref=ref)),
        (empty, TransferImplausible(source_ref=ref)),
    ]
    with conversion.refine_integrity_error(refusals):
        return drafts.book(document=document)
