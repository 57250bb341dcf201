"""Move prepaid money to another account: one person asks, another approves, then it moves once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import connection

from qingshou.approvals import operations as approvals
from qingshou.approvals.rules.approvals import Approval
from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.operations import AmountExceedsPrepayment
from qingshou.payments import models
from qingshou.payments.operations.slips import refuse_future
from qingshou.payments.rules import givings
from qingshou.payments.rules.givings import Deed, Move, MoveSlip
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class ConsentMissing(Refusal):
    """Prepaid money goes to another person's account only with its owner's written consent."""

    code = "payments.consent-missing"

    def __init__(self, *, account: str, other: str) -> None:
        super().__init__(account=account, other=other)


class MovesNowhere(Refusal):
    """Prepaid money is moved to the account it is on."""

    code = "payments.moves-nowhere"

    def __init__(self, *, account: str) -> None:
        super().__init__(account=account)


@transaction
def ask_to_move(*, community_id: int, move: Move, today: date, reason: str, actor: Actor) -> int:
    """Ask a second person to let prepaid money move; tell the request's number.

    Raises:
        MovesNowhere: If both accounts are one.
        AmountExceedsPrepayment: If it is not above zero, or more than is prepaid.
        ConsentMissing: If the accounts are of two persons and no consent is named.
        ReasonMissing: If no reason is given.
    """
    _refuse_without_consent(community_id, move)
    prepaid = _prepaid(community_id, move, today)
    if not ZERO < move.amount <= prepaid:
        raise AmountExceedsPrepayment(asked=move.amount.yuan, prepaid=prepaid.yuan)
    return approvals.open_request_within(
        community_id=community_id,
        action=givings.MOVE_PREPAYMENT,
        subject=move.subject,
        facts=move.facts(),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def move_prepayment(*, community_id: int, move: Move, deed: Deed, actor: Actor) -> MoveSlip:
    """Move what was approved, once per request; it settles at once what it may.

    Raises:
        GivenOnFutureDay: If the day lies after today.
        AmountExceedsPrepayment: If more is asked than is prepaid by now.
        MovesNowhere, ConsentMissing: As when it was asked.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
        RequestIdReused: If the id was used with other inputs.
    """
    refuse_future(deed=deed)
    inputs = move.facts() | {
        "community_id": community_id,
        "approval_id": deed.approval_id,
        "amount": move.amount.yuan,
        "on": deed.on,
    }
    answer, _ = answer_once(
        request_id=deed.request_id,
        operation=givings.MOVE_PREPAYMENT,
        inputs=inputs,
        act=lambda: asdict(_move(community_id, move, deed, actor)),
    )
    return MoveSlip(**answer)


@transaction_required
def settle_accounts(
    *, community_id: int, account_ids: Sequence[int], source_ref: str, actor: Actor
) -> Money:
    """Let the prepaid money of some accounts settle what is open on them; tell how much."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_to_settle")
        cursor.execute(
            "CREATE TEMP TABLE payments_to_settle ON COMMIT DROP AS"
            " SELECT unnest(%s::bigint[]) AS account_id",
            [list(account_ids)],
        )
    settled = ledger.settle_from(
        community_id=community_id,
        source_ref=source_ref,
        actor=actor,
        accounts="payments_to_settle",
    )
    return settled.settled


def _move(community_id: int, move: Move, deed: Deed, actor: Actor) -> MoveSlip:
    approval = approvals.consume(
        community_id=community_id,
        request_id=deed.approval_id,
        action=givings.MOVE_PREPAYMENT,
        subject=move.subject,
        facts=move.facts(),
        today=deed.today,
        actor=actor,
    )
    same_person = _refuse_without_consent(community_id, move)
    booked = ledger.move_prepayment(
        community_id=community_id,
        from_account_id=move.from_account_id,
        to_account_id=move.to_account_id,
        amount=move.amount,
        on=deed.on,
        source_ref=f"approval:{deed.approval_id}",
        actor=actor,
    )
    assert booked.entry_id is not None
    _keep(community_id, move, booked.entry_id, approval, deed, same_person=same_person)
    settled = settle_accounts(
        community_id=community_id,
        account_ids=[move.to_account_id],
        source_ref=f"moved:{deed.approval_id}",
        actor=actor,
    )
    return MoveSlip(
        amount=move.amount.yuan,
        on=deed.on.isoformat(),
        left=_prepaid(community_id, move, deed.today).yuan,
        settled=settled.yuan,
        same_person=same_person,
        approval_id=approval.request_id,
        made_by=approval.made_by,
        decided_by=approval.decided_by,
    )


def _keep(
    community_id: int,
    move: Move,
    entry_id: EntryId,
    approval: Approval,
    deed: Deed,
    *,
    same_person: bool,
) -> None:
    models.PrepaymentMove.objects.create(
        community_id=community_id,
        from_account_id=move.from_account_id,
        to_account_id=move.to_account_id,
        entry_id=entry_id,
        amount_fen=move.amount.fen,
        on=deed.on,
        same_person=same_person,
        consent=move.consent.strip(),
        approval_id=approval.request_id,
        maker=approval.made_by,
        checker=approval.decided_by,
        request_id=deed.request_id,
    )


def _prepaid(community_id: int, move: Move, today: date) -> Money:
    return books.balance(
        community_id=community_id, account_id=move.from_account_id, as_of=today
    ).prepaid


def _refuse_without_consent(community_id: int, move: Move) -> bool:
    """Tell whether both accounts are of one person; if not, a consent is needed."""
    codes = [
        books.account_code(community_id=community_id, account_id=account_id)
        for account_id in (move.from_account_id, move.to_account_id)
    ]
    if move.from_account_id == move.to_account_id:
        raise MovesNowhere(account=codes[0])
    with connection.cursor() as cursor:
        ids = [move.from_account_id, move.to_account_id]
        cursor.execute(_PERSONS, [community_id, ids])
        accounts, persons = cursor.fetchone()
    same_person = bool(accounts == len(ids) and persons == 1)
    if not same_person and not move.consent.strip():
        raise ConsentMissing(account=codes[0], other=codes[1])
    return same_person


_PERSONS = """
SELECT count(*), count(DISTINCT party_id) FROM estate__liable_account
WHERE community_id = %s AND account_id = ANY (%s)
"""
