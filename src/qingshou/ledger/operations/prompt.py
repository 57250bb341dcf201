"""Book a receipt of one day in one prepared statement, without drafts.

Most receipts settle only what was billed before their day: then everything has one entry, and
nothing needs gathering. The postings come from the same definition as those of drafts; a test
books the same receipts both ways and finds the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django_integrity import conversion

from qingshou.kernel.ids import CreditId, EntryId
from qingshou.kernel.money import Money
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.closing import refuse_closed
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.operations.posting import DocumentAlreadyEntered
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.allocation import Part
from qingshou.platform import clock
from qingshou.platform.db import transaction_required
from qingshou.platform.db.prepared import prepared


@dataclass(frozen=True, slots=True)
class Debt:
    """What a settlement needs to know of an item; ``since`` is the first day it may have."""

    kind: str
    nature: str
    month: date
    since: date


@dataclass(frozen=True, slots=True)
class Paid:
    """A tender as it is booked, with the parts it settles."""

    amount: Money
    channel: str
    parts: tuple[Part, ...]


@transaction_required
def book_paid(
    *,
    document: Document,
    account_id: int,
    on: date,
    paid: Sequence[Paid],
    debts: dict[int, Debt],
) -> tuple[EntryId, tuple[CreditId, ...]]:
    """Write a receipt and its settlements of one day; tell its entry and its credits.

    Raises:
        DocumentAlreadyEntered: If the document was booked before.
        PeriodClosed: If the day lies in a closed period.
    """
    refuse_closed(community_id=document.community_id, on=on)
    parts = [(ordinal, part) for ordinal, one in enumerate(paid, 1) for part in one.parts]
    values = {
        "community_id": document.community_id,
        "account_id": account_id,
        "source": document.source.value,
        "source_ref": document.source_ref,
        "memo": document.memo,
        "actor": document.actor.name,
        "posted_at": clock.now(),
        "on": on,
        "amounts": [one.amount.fen for one in paid],
        "channels": [one.channel for one in paid],
        "ordinals": [ordinal for ordinal, _ in parts],
        "items": [part.item_id for _, part in parts],
        "part_amounts": [part.amount.fen for _, part in parts],
        "kinds": [debts[part.item_id].kind for _, part in parts],
        "months": [debts[part.item_id].month for _, part in parts],
        "natures": [debts[part.item_id].nature for _, part in parts],
    }
    entered = DocumentAlreadyEntered(source=document.source.value, source_ref=document.source_ref)
    named = conversion.Named("ledger_document_is_entered_once")
    with conversion.refine_integrity_error([(named, entered)]):
        [(entry_id, credit_ids)] = prepared(_BOOK, values)
    settled = Money(sum(part.amount.fen for _, part in parts))
    credited = Money(sum(one.amount.fen for one in paid))
    drafts.note(
        document=document,
        booked=Booked(EntryId(entry_id), len(paid), credited, len(parts), settled),
    )
    return EntryId(entry_id), tuple(CreditId(credit_id) for credit_id in credit_ids)


_NO_ITEMS = """(SELECT NULL::bigint AS entry_id, '' AS nature, '' AS kind, NULL::date AS month,
    '' AS channel, 0::bigint AS amount_fen, 0::bigint AS tax_fen, 0::numeric AS amount_trace,
    0::numeric AS tax_trace WHERE false)"""
_TRACE = journal.trace_of("amount_fen", "%(account_id)s::bigint")
_CREDITS = f"""(SELECT entry_id, 'RECEIPT' AS nature, channel, amount_fen,
    {_TRACE} AS amount_trace FROM tender CROSS JOIN booked)"""  # noqa: S608 - our own names
_SETTLEMENTS = f"""(SELECT entry_id, 'RECEIPT' AS nature, kind, month, item_nature, amount_fen,
    0::bigint AS tax_fen, {_TRACE} AS amount_trace, 0::bigint AS tax_trace
    FROM part CROSS JOIN booked)"""  # noqa: S608 - our own names
_POSTINGS = journal.postings_of(
    item_rows=_NO_ITEMS, credit_rows=_CREDITS, settlement_rows=_SETTLEMENTS
)

_BOOK = f"""
WITH booked AS MATERIALIZED (
    SELECT nextval('qingshou_id') AS entry_id
), tender AS MATERIALIZED (
    SELECT nextval('qingshou_id') AS credit_id, given.*
    FROM unnest(%(amounts)s::bigint[], %(channels)s::text[])
        WITH ORDINALITY AS given (amount_fen, channel, ordinal)
), part AS MATERIALIZED (
    SELECT given.item_id, given.amount_fen, given.kind, given.month, given.item_nature,
           tender.credit_id
    FROM unnest(%(ordinals)s::bigint[], %(items)s::bigint[], %(part_amounts)s::bigint[],
                %(kinds)s::text[], %(months)s::date[], %(natures)s::text[])
        AS given (ordinal, item_id, amount_fen, kind, month, item_nature)
    JOIN tender USING (ordinal)
), by_item AS MATERIALIZED (
    SELECT item_id, sum(amount_fen)::bigint AS fen FROM part GROUP BY item_id
), by_credit AS MATERIALIZED (
    SELECT credit_id, sum(amount_fen)::bigint AS fen FROM part GROUP BY credit_id
), entered AS (
    INSERT INTO ledger_entry
        (community_id, id, "on", source, source_ref, memo, reverses_id, actor, posted_at)
    SELECT %(community_id)s::bigint, entry_id, %(on)s::date, %(source)s::text,
           %(source_ref)s::text, %(memo)s::text, NULL, %(actor)s::text,
           %(posted_at)s::timestamptz
    FROM booked
), posted AS (
    INSERT INTO ledger_posting
        (community_id, entry_id, account_code, kind, month, amount_fen, trace)
    SELECT %(community_id)s::bigint, posting.* FROM ({_POSTINGS}) posting
), credited AS (
    INSERT INTO ledger_credit
        (community_id, id, account_id, entry_id, nature, "on", amount_fen, used_fen, channel,
         source_ref, kind)
    SELECT %(community_id)s::bigint, credit_id, %(account_id)s::bigint, entry_id, 'RECEIPT',
           %(on)s::date, amount_fen, COALESCE(fen, 0), channel, %(source_ref)s::text, ''
    FROM tender CROSS JOIN booked LEFT JOIN by_credit USING (credit_id)
), settled AS (
    INSERT INTO ledger_settlement
        (community_id, item_id, credit_id, account_id, entry_id, "on", amount_fen, nature)
    SELECT %(community_id)s::bigint, item_id, credit_id, %(account_id)s::bigint, entry_id,
           %(on)s::date, amount_fen, 'RECEIPT'
    FROM part CROSS JOIN booked
), items_moved AS (
    UPDATE ledger_openitem item
    SET settled_fen = item.settled_fen + by_item.fen,
        settled_from = LEAST(item.settled_from, %(on)s::date),
        settled_until = GREATEST(item.settled_until, %(on)s::date),
        closed_on = CASE WHEN item.settled_fen + by_item.fen = item.amount_fen
                         THEN GREATEST(item.settled_until, %(on)s::date) END
    FROM by_item
    WHERE item.community_id = %(community_id)s::bigint AND item.id = by_item.item_id
)
SELECT (SELECT entry_id FROM booked), (SELECT array_agg(credit_id ORDER BY ordinal) FROM tender)
"""  # noqa: S608 - our own names
