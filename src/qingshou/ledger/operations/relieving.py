"""Settle many items without money at once: relief of one nature, item by item."""

from __future__ import annotations

from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.adjusting import AmountExceedsOpen
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.rules.natures import RELIEFS, CreditNature, Source
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@transaction_required
def relieve_from(
    *,
    community_id: int,
    relation: str,
    nature: CreditNature,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Booked:
    """Settle without money what every row of a relation names: item_id and amount_fen, once each.

    Dated ``on``, or later where an item was posted or last touched later.

    Raises:
        AmountExceedsOpen: If an amount is not above zero, or more than is open on its item.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    assert nature in RELIEFS
    quoted = connection.ops.quote_name(relation)
    values = {
        "community_id": community_id,
        "nature": nature.value,
        "on": on,
        "source_ref": source_ref,
    }
    hold_community(subject=Subject.BOOK, community_id=community_id)
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(relation=quoted), values)
        cursor.execute(_TOO_MUCH.format(relation=quoted), values)
        wrong = cursor.fetchone()
        if wrong is not None:
            asked, left = wrong
            raise AmountExceedsOpen(asked=Money(asked).yuan, left=Money(left).yuan)
        cursor.execute(_RELIEVE.format(relation=quoted), values)
    return drafts.book(document=Document(community_id, Source.ADJUSTMENT, source_ref, actor, memo))


_LOCK = """
SELECT FROM ledger_account WHERE community_id = %(community_id)s AND id IN (
    SELECT account_id FROM ledger_openitem
    WHERE community_id = %(community_id)s AND id IN (SELECT item_id FROM {relation}))
ORDER BY id FOR NO KEY UPDATE
"""

_TOO_MUCH = """
SELECT asked.amount_fen, COALESCE(item.amount_fen - item.settled_fen, 0)
FROM {relation} asked
LEFT JOIN ledger_openitem item
    ON item.community_id = %(community_id)s AND item.id = asked.item_id
    AND item.nature <> 'REFUND'
WHERE asked.amount_fen <= 0 OR item.id IS NULL
   OR asked.amount_fen > item.amount_fen - item.settled_fen
ORDER BY asked.item_id LIMIT 1
"""

_RELIEVE = """
WITH relieved AS (
    SELECT item.id AS item_id, item.account_id, item.nature, item.kind,
           date_trunc('month', item.period_from)::date AS month, asked.amount_fen AS fen,
           nextval('qingshou_id') AS credit_id,
           GREATEST(%(on)s, item.posted_on, (
               SELECT max("on") FROM ledger_settlement taken
               WHERE taken.community_id = item.community_id AND taken.item_id = item.id
                 AND taken.amount_fen < 0)) AS "on"
    FROM {relation} asked
    JOIN ledger_openitem item
        ON item.community_id = %(community_id)s AND item.id = asked.item_id
), drafted AS (
    INSERT INTO ledger_draft_credit
    SELECT credit_id, account_id, %(nature)s, "on", fen, '', %(source_ref)s FROM relieved
)
INSERT INTO ledger_draft_settlement
SELECT item_id, credit_id, account_id, "on", fen, %(nature)s, nature, kind, month, 0
FROM relieved
"""
