"""Take back what was posted: charges by reversal, receipts by refund; nothing is ever erased."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.refusals import Refusal
from qingshou.ledger import models
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.natures import Source
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class ItemsAlreadyReversed(Refusal):
    """Some of the items to reverse have been reversed, or are no charges."""

    code = "ledger.items-already-reversed"

    def __init__(self, *, asked: int, reversible: int) -> None:
        super().__init__(asked=asked, reversible=reversible)


class CreditsAlreadyReversed(Refusal):
    """Some of the receipts to reverse have been refunded, wholly or in part."""

    code = "ledger.credits-already-reversed"

    def __init__(self, *, asked: int, reversible: int) -> None:
        super().__init__(asked=asked, reversible=reversible)


class EntryNotReversible(Refusal):
    """Only bills, opening balances, adjustments and receipts are reversed by their entry."""

    code = "ledger.entry-not-reversible"

    def __init__(self, *, entry_id: int, source: str) -> None:
        super().__init__(entry_id=entry_id, source=source)


@transaction_required
def reverse_items_from(
    *,
    community_id: int,
    relation: str,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
    reverses_id: int | None = None,
) -> Booked:
    """Reverse whole items, one for every row of a relation with item_id.

    Money that settled them is taken back first and becomes prepayment; what was waived stays
    waived. The rest of each item is settled by a credit of nature REVERSAL, its tax in
    proportion. Dated ``on``, or later where an item was settled later.

    Raises:
        ItemsAlreadyReversed: If one was reversed before, is fully waived, or is a refund.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    hold_community(subject=Subject.BOOK, community_id=community_id)
    drafts.begin()
    values: dict[str, Any] = {"community_id": community_id, "on": on, "source_ref": source_ref}
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE_ITEMS.format(relation=_quoted(relation)), values)
        asked, reversible = _chosen(cursor, relation, "item_id", "ledger_reversed_item")
        if asked != reversible:
            raise ItemsAlreadyReversed(asked=asked, reversible=reversible)
        cursor.execute(_REVERSE_ITEMS, values)
    return drafts.book(
        document=Document(community_id, Source.REVERSAL, source_ref, actor, memo, reverses_id)
    )


@transaction_required
def reverse_credits_from(
    *,
    community_id: int,
    relation: str,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
    reverses_id: int | None = None,
) -> Booked:
    """Reverse whole receipts, one for every row of a relation with credit_id.

    What they settled is open again; the money goes back the way it came, as an item of
    nature REFUND: what was claimed waits unclaimed again, what was a deposit is held again.
    Dated ``on``, or later where the money settled something later.

    Raises:
        CreditsAlreadyReversed: If one was refunded before, even in part, is not money, or was
            moved from another account or back from a claim.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    hold_community(subject=Subject.BOOK, community_id=community_id)
    drafts.begin()
    values: dict[str, Any] = {"community_id": community_id, "on": on, "source_ref": source_ref}
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE_CREDITS.format(relation=_quoted(relation)), values)
        asked, reversible = _chosen(cursor, relation, "credit_id", "ledger_reversed_credit")
        if asked != reversible:
            raise CreditsAlreadyReversed(asked=asked, reversible=reversible)
        cursor.execute(_REVERSE_CREDITS, values)
    return drafts.book(
        document=Document(community_id, Source.REVERSAL, source_ref, actor, memo, reverses_id)
    )


@transaction_required
def reverse_entry(
    *,
    community_id: int,
    entry_id: int,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Booked:
    """Reverse all items of a bill, opening or adjustment entry, or all receipts of another.

    Raises:
        EntryNotReversible: If it books settlements, a reversal, or nothing that is known.
        ItemsAlreadyReversed: If an item of it was reversed before.
        CreditsAlreadyReversed: If a receipt of it was refunded before.
    """
    entry = models.Entry.objects.filter(community_id=community_id, id=entry_id).first()
    if entry is None or entry.source not in _REVERSES:
        raise EntryNotReversible(entry_id=entry_id, source=entry.source if entry else "—")
    source = Source(entry.source)
    table, reverse = _REVERSES[source]
    has_items = models.OpenItem.objects.filter(
        community_id=community_id, entry_id=entry_id
    ).exists()
    if source == Source.OPENING and not has_items:
        table, reverse = _REVERSES[Source.RECEIPT]
    column = "item_id" if table == "ledger_openitem" else "credit_id"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.ledger_to_reverse")
        cursor.execute(
            "CREATE TEMP TABLE ledger_to_reverse ON COMMIT DROP AS"  # noqa: S608 - our own names
            f" SELECT id AS {column} FROM {table}"
            " WHERE community_id = %s AND entry_id = %s",
            [community_id, entry_id],
        )
    return reverse(
        community_id=community_id,
        relation="ledger_to_reverse",
        on=on,
        source_ref=source_ref,
        actor=actor,
        memo=memo,
        reverses_id=entry_id,
    )


_REVERSES = {
    Source.BILLING: ("ledger_openitem", reverse_items_from),
    Source.OPENING: ("ledger_openitem", reverse_items_from),
    Source.ADJUSTMENT: ("ledger_openitem", reverse_items_from),
    Source.RECEIPT: ("ledger_credit", reverse_credits_from),
    Source.RECEIPT_IMPORT: ("ledger_credit", reverse_credits_from),
    Source.CLAIM: ("ledger_credit", reverse_credits_from),
}


def _quoted(relation: str) -> str:
    return connection.ops.quote_name(relation)


def _chosen(cursor: Any, relation: str, column: str, chosen: str) -> tuple[int, int]:
    """Count what was asked for and what was found fit to be reversed."""
    cursor.execute(
        f"SELECT count(DISTINCT {column}), (SELECT count(*) FROM {chosen})"  # noqa: S608 - ours
        f" FROM {_quoted(relation)}"
    )
    asked, reversible = cursor.fetchone()
    return asked, reversible


_CHOOSE_ITEMS = """
CREATE TEMP TABLE IF NOT EXISTS ledger_reversed_item (
    item_id bigint, account_id bigint, item_nature text, kind text, month date, "on" date,
    left_fen bigint, amount_fen bigint, tax_fen bigint, credit_id bigint
) ON COMMIT DELETE ROWS;
DELETE FROM ledger_reversed_item;
SELECT FROM ledger_account WHERE community_id = %(community_id)s AND id IN (
    SELECT account_id FROM ledger_openitem
    WHERE community_id = %(community_id)s AND id IN (SELECT item_id FROM {relation}))
ORDER BY id FOR NO KEY UPDATE;
INSERT INTO ledger_reversed_item
SELECT item.id, item.account_id, item.nature, item.kind,
       date_trunc('month', item.period_from)::date,
       GREATEST(%(on)s, item.posted_on, max(settlement."on")),
       item.amount_fen - COALESCE(sum(settlement.amount_fen) FILTER (
           WHERE settlement.nature NOT IN ('RECEIPT', 'OPENING')), 0),
       item.amount_fen, item.tax_fen, nextval('qingshou_id')
FROM ledger_openitem item
LEFT JOIN ledger_settlement settlement
    ON settlement.community_id = item.community_id AND settlement.item_id = item.id
WHERE item.community_id = %(community_id)s AND item.nature <> 'REFUND'
  AND item.id IN (SELECT item_id FROM {relation})
GROUP BY item.community_id, item.id;
DELETE FROM ledger_reversed_item WHERE left_fen = 0
"""

_REVERSE_ITEMS = f"""
INSERT INTO ledger_draft_settlement
SELECT item_id, settlement.credit_id, chosen.account_id, chosen."on", -sum(settlement.amount_fen),
       settlement.nature, item_nature, kind, month, 0
FROM ledger_reversed_item chosen
JOIN ledger_settlement settlement USING (item_id)
WHERE settlement.community_id = %(community_id)s AND settlement.nature IN ('RECEIPT', 'OPENING')
GROUP BY item_id, settlement.credit_id, chosen.account_id, chosen."on", settlement.nature,
         item_nature, kind, month
HAVING sum(settlement.amount_fen) <> 0;
INSERT INTO ledger_draft_credit
SELECT credit_id, account_id, 'REVERSAL', "on", left_fen, '', %(source_ref)s
FROM ledger_reversed_item;
INSERT INTO ledger_draft_settlement
SELECT item_id, credit_id, account_id, "on", left_fen, 'REVERSAL', item_nature, kind, month,
       {journal.reversed_tax("left_fen", "tax_fen", "amount_fen")}
FROM ledger_reversed_item
"""  # noqa: S608 - our own names

_CHOOSE_CREDITS = """
CREATE TEMP TABLE IF NOT EXISTS ledger_reversed_credit (
    credit_id bigint, account_id bigint, nature text, kind text, channel text, "on" date,
    amount_fen bigint, item_id bigint
) ON COMMIT DELETE ROWS;
DELETE FROM ledger_reversed_credit;
SELECT FROM ledger_account WHERE community_id = %(community_id)s AND id IN (
    SELECT account_id FROM ledger_credit
    WHERE community_id = %(community_id)s AND id IN (SELECT credit_id FROM {relation}))
ORDER BY id FOR NO KEY UPDATE;
INSERT INTO ledger_reversed_credit
SELECT credit.id, credit.account_id, credit.nature,
       CASE WHEN credit.nature IN ('DEPOSIT', 'SUSPENSE') THEN credit.nature ELSE 'REFUND' END,
       credit.channel,
       GREATEST(%(on)s, credit."on", max(settlement."on")), credit.amount_fen,
       nextval('qingshou_id')
FROM ledger_credit credit
LEFT JOIN ledger_settlement settlement
    ON settlement.community_id = credit.community_id AND settlement.credit_id = credit.id
LEFT JOIN ledger_openitem item
    ON item.community_id = settlement.community_id AND item.id = settlement.item_id
WHERE credit.community_id = %(community_id)s
  AND credit.nature IN ('RECEIPT', 'OPENING', 'DEPOSIT', 'SUSPENSE')
  AND credit.channel NOT IN ('BALANCE', credit.nature)
  AND credit.id IN (SELECT credit_id FROM {relation})
GROUP BY credit.community_id, credit.id
HAVING count(*) FILTER (WHERE item.nature = 'REFUND') = 0
"""

_REVERSE_CREDITS = """
INSERT INTO ledger_draft_settlement
SELECT settlement.item_id, credit_id, chosen.account_id,
       GREATEST(chosen."on", item.latest), -sum(settlement.amount_fen), chosen.nature,
       item.nature, item.kind, date_trunc('month', item.period_from)::date, 0
FROM ledger_reversed_credit chosen
JOIN ledger_settlement settlement USING (credit_id)
JOIN LATERAL (
    SELECT nature, kind, period_from, (
        SELECT max(other."on") FROM ledger_settlement other
        WHERE other.community_id = item.community_id AND other.item_id = item.id) AS latest
    FROM ledger_openitem item
    WHERE item.community_id = settlement.community_id AND item.id = settlement.item_id
) item ON true
WHERE settlement.community_id = %(community_id)s
GROUP BY settlement.item_id, credit_id, chosen.account_id, chosen."on", item.latest,
         chosen.nature, item.nature, item.kind, item.period_from
HAVING sum(settlement.amount_fen) <> 0;
UPDATE ledger_reversed_credit chosen SET "on" = GREATEST(chosen."on", drafted.latest)
FROM (SELECT credit_id, max("on") AS latest FROM ledger_draft_settlement GROUP BY credit_id) drafted
WHERE drafted.credit_id = chosen.credit_id;
INSERT INTO ledger_draft_item
SELECT item_id, account_id, 'REFUND', kind, "on", "on" + 1, "on", "on", amount_fen,
       row_number() OVER (PARTITION BY account_id, kind, "on" ORDER BY credit_id) - 1 + (
           SELECT count(*) FROM ledger_openitem earlier
           WHERE earlier.community_id = %(community_id)s AND earlier.period_from = chosen."on"
             AND earlier.account_id = chosen.account_id AND earlier.kind = chosen.kind),
       channel
FROM ledger_reversed_credit chosen;
INSERT INTO ledger_draft_settlement
SELECT item_id, credit_id, account_id, "on", amount_fen, nature, 'REFUND', kind,
       date_trunc('month', "on")::date, 0
FROM ledger_reversed_credit;
INSERT INTO ledger_draft_credit
SELECT nextval('qingshou_id'), COALESCE(waiting.id, chosen.account_id), chosen.channel,
       chosen."on", chosen.amount_fen, chosen.channel, %(source_ref)s
FROM ledger_reversed_credit chosen
LEFT JOIN ledger_account waiting
    ON waiting.community_id = %(community_id)s AND waiting.code = chosen.channel
WHERE chosen.channel IN ('DEPOSIT', 'SUSPENSE')
"""
