"""Post what a payer bears in time for the payment to settle it, where a community does so.

Nothing is ever taken back here, and never more is posted than the book has accrued by the day of
the payment: what was entered since the latest accrual is counted by the rule, and the lesser
amount is posted. The rest is posted with all others on the first of the month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from qingshou.billing import models
from qingshou.billing.operations.penalty_posting import draw_accrued, post_drawn
from qingshou.billing.queries import bearing_items, penalty_comes_with_receipt
from qingshou.billing.rules.accruals import counted_or_nothing
from qingshou.kernel.money import ZERO, Money, total
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@transaction
def decide_penalty_posting(
    *, community_id: int, with_receipts: bool, since: date, actor: Actor
) -> None:
    """Decide whether a payment posts what its payer bears, for money of a day and later.

    The latest decision holds from its first day on.
    """
    models.PenaltyPostingRule.objects.create(
        community_id=community_id,
        with_receipts=with_receipts,
        since=since,
        decided_by=actor.name,
        decided_at=clock.now(),
    )
    audit.note(
        actor=actor,
        action="billing.decide_penalty_posting",
        community_id=community_id,
        subject=f"community:{community_id}",
        facts={"with_receipts": with_receipts, "since": since},
    )


@transaction_required
def post_penalties_of_payers(
    *, community_id: int, payers: Iterable[tuple[int, date]], actor: Actor
) -> Money:
    """Post what accounts bear as of the day each pays; nothing where the community does not.

    ``payers`` are accounts with the day of their money. An account that is named with several
    days is posted for the earliest. Tells what was posted.

    Raises:
        PeriodClosed: If something is to be posted on a day whose books are closed.
    """
    first: dict[int, date] = {}
    for account_id, on in payers:
        first[account_id] = min(on, first.get(account_id, on))
    by_day: dict[date, list[int]] = defaultdict(list)
    for account_id, on in first.items():
        by_day[on].append(account_id)
    return total(
        _post(community_id, accounts, on, actor)
        for on, accounts in sorted(by_day.items())
        if penalty_comes_with_receipt(community_id=community_id, on=on)
    )


def _post(community_id: int, accounts: list[int], on: date, actor: Actor) -> Money:
    hold_community(subject=Subject.BILLING, community_id=community_id)
    draw_accrued(community_id=community_id, as_of=on, account_ids=accounts)
    values = {"community_id": community_id}
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_OUT_POSTED, values)
        cursor.execute(_CHANGED_SINCE, values)
        changed = [account_id for (account_id,) in cursor.fetchall()]
        if changed:
            cursor.executemany(_LOWER, _counted(community_id, changed, on))
            cursor.execute(_LEAVE_OUT_POSTED, values)
        cursor.execute("SELECT FROM billing_penalty_accrued LIMIT 1")
        if cursor.fetchone() is None:
            return ZERO
    return post_drawn(community_id=community_id, as_of=on, actor=actor).posted


def _counted(community_id: int, accounts: list[int], on: date) -> list[dict[str, Any]]:
    """Count by the rule what accounts bear, in the books as they are now."""
    fen = dict.fromkeys(accounts, 0)
    items = bearing_items(community_id=community_id, account_ids=accounts, as_of=on)
    for item in items:
        fen[item.account_id] += counted_or_nothing(item.debt, [item.terms], as_of=on).fen
    return [{"account_id": account_id, "fen": amount} for account_id, amount in fen.items()]


_LEAVE_OUT_POSTED = """
DELETE FROM billing_penalty_accrued accrued
WHERE accrued.fen <= COALESCE((
    SELECT sum(posted.standing_fen) FROM billing__posted_penalty posted
    WHERE posted.community_id = %(community_id)s AND posted.account_id = accrued.account_id), 0)
"""

# The book stood still for the latest accrual: what came after it has a greater id.
_CHANGED_SINCE = """
WITH latest AS (
    SELECT COALESCE(max(id), 0) AS run_id FROM billing_penaltyrun
    WHERE community_id = %(community_id)s
)
SELECT accrued.account_id FROM billing_penalty_accrued accrued CROSS JOIN latest
WHERE EXISTS (
    SELECT FROM ledger__item item
    JOIN ledger__settlement settlement
        ON settlement.community_id = item.community_id AND settlement.item_id = item.item_id
        AND settlement.settlement_id > latest.run_id
    WHERE item.community_id = %(community_id)s AND item.account_id = accrued.account_id
) OR EXISTS (
    SELECT FROM billing_penaltyfreeze pause
    WHERE pause.community_id = %(community_id)s AND pause.account_id = accrued.account_id
      AND pause.id > latest.run_id
)
ORDER BY accrued.account_id
"""

_LOWER = """
UPDATE billing_penalty_accrued SET fen = LEAST(fen, %(fen)s) WHERE account_id = %(account_id)s
"""
