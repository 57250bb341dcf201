"""Post accrued penalties as items of the ledger, so that they can be demanded and paid.

What is posted for an account always comes to what is accrued for it: the difference is posted
as an item of the month, and where too much was posted, the latest items are taken back and the
rest is posted again. An item is never edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from qingshou.billing.rules.accrued import PostedPenalties
from qingshou.kernel.calendar import add_months, month_start
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.natures import Source
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@transaction
def post_penalties(*, community_id: int, as_of: date, actor: Actor) -> PostedPenalties:
    """Post what is accrued in a community as of a day and not posted yet, an item per account.

    Money paid ahead settles it at once. Posting twice posts nothing new.

    Raises:
        PeriodClosed: If the books of that day are closed.
    """
    return post_penalties_within(community_id=community_id, as_of=as_of, actor=actor)


@transaction_required
def post_penalties_within(
    *, community_id: int, as_of: date, actor: Actor, account_ids: Sequence[int] | None = None
) -> PostedPenalties:
    """Post as ``post_penalties`` does, in the caller's transaction; for some accounts, or all."""
    hold_community(subject=Subject.BILLING, community_id=community_id)
    draw_accrued(community_id=community_id, as_of=as_of, account_ids=account_ids)
    return post_drawn(community_id=community_id, as_of=as_of, actor=actor)


@transaction_required
def draw_accrued(*, community_id: int, as_of: date, account_ids: Sequence[int] | None) -> None:
    """Draw up what accounts, or all, have accrued as of a day: ``billing_penalty_accrued``."""
    values: dict[str, Any] = {
        "community_id": community_id,
        "as_of": as_of,
        "account_ids": None if account_ids is None else list(account_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACCRUED, values)


@transaction_required
def post_drawn(*, community_id: int, as_of: date, actor: Actor) -> PostedPenalties:
    """Let what stands posted for the accounts drawn up come to what is drawn up for them.

    Raises:
        PeriodClosed: If the books of that day are closed.
    """
    month = month_start(as_of - timedelta(days=1))
    values: dict[str, Any] = {
        "community_id": community_id,
        "as_of": as_of,
        "month": month,
        "month_until": add_months(month, 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOO_MUCH, values)
        cursor.execute("SELECT count(*), nextval('qingshou_id') FROM billing_penalty_too_much")
        too_many, number = cursor.fetchone()
    reference = f"penalty:{as_of}/{number}"
    taken_back = _take_back(community_id, as_of, reference, actor) if too_many else 0

    with connection.cursor() as cursor:
        cursor.execute(_MISSING, values)
    posted = ledger.post_from(
        community_id=community_id,
        relation="billing_penalty_line",
        on=as_of,
        source=Source.BILLING,
        source_ref=reference,
        actor=actor,
    )
    if posted.lines or too_many:
        ledger.settle_from(
            community_id=community_id,
            source_ref=reference,
            actor=actor,
            accounts="billing_penalty_accrued",
        )
    return PostedPenalties(posted.lines, posted.total, Money(taken_back))


def _take_back(community_id: int, as_of: date, reference: str, actor: Actor) -> int:
    ledger.reverse_items_from(
        community_id=community_id,
        relation="billing_penalty_too_much",
        on=as_of,
        source_ref=reference,
        actor=actor,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(sum(fen), 0)::bigint FROM billing_penalty_too_much")
        return int(cursor.fetchone()[0])


_ACCRUED = """
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_accrued (
    account_id bigint PRIMARY KEY, fen bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_too_much (
    item_id bigint, fen bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_line (
    account_id bigint, kind text, period_from date, period_until date, due_on date,
    amount_fen bigint, tax_fen bigint, edition smallint, quantity numeric, price_id bigint,
    price numeric, months_num bigint, months_den bigint, factor numeric, rounding_fen bigint,
    run_id bigint
) ON COMMIT DELETE ROWS;
DELETE FROM billing_penalty_accrued; DELETE FROM billing_penalty_too_much;
DELETE FROM billing_penalty_line;
INSERT INTO billing_penalty_accrued
SELECT told.account_id, sum(told.known_fen)
FROM billing_penalty_as_of(ARRAY[%(community_id)s]::bigint[], %(as_of)s::date) told
WHERE %(account_ids)s::bigint[] IS NULL OR told.account_id = ANY (%(account_ids)s::bigint[])
GROUP BY told.account_id
"""

_TOO_MUCH = """
INSERT INTO billing_penalty_too_much
SELECT item_id, reversible_fen
FROM (
    SELECT posted.item_id, posted.reversible_fen, accrued.fen,
           sum(posted.standing_fen) OVER (PARTITION BY posted.account_id) AS standing_fen,
           sum(posted.reversible_fen) OVER (
               PARTITION BY posted.account_id ORDER BY posted.item_id DESC)
               - posted.reversible_fen AS later_fen
    FROM billing_penalty_accrued accrued
    JOIN billing__posted_penalty posted
        ON posted.community_id = %(community_id)s AND posted.account_id = accrued.account_id
    WHERE posted.standing_fen > 0
) standing
WHERE reversible_fen > 0 AND standing_fen - later_fen > fen
"""

_MISSING = """
INSERT INTO billing_penalty_line (account_id, kind, period_from, period_until, due_on, amount_fen,
                                  tax_fen, edition)
SELECT missing.account_id, 'PENALTY', %(month)s, %(month_until)s, %(as_of)s, missing.fen,
       COALESCE((SELECT round(missing.fen * kind.tax_rate / (1 + kind.tax_rate))
                 FROM tariffs__charge_kind kind WHERE kind.kind = 'PENALTY'), 0)::bigint,
       COALESCE((SELECT max(earlier.edition) + 1 FROM ledger__item earlier
                 WHERE earlier.community_id = %(community_id)s AND earlier.kind = 'PENALTY'
                   AND earlier.account_id = missing.account_id
                   AND earlier.period_from = %(month)s), 0)
FROM (
    SELECT accrued.account_id, accrued.fen - COALESCE((
               SELECT sum(posted.standing_fen) FROM billing__posted_penalty posted
               WHERE posted.community_id = %(community_id)s
                 AND posted.account_id = accrued.account_id), 0)::bigint AS fen
    FROM billing_penalty_accrued accrued
) missing
WHERE missing.fen > 0
"""
