"""Drafts: what an operation is about to book, gathered in temporary tables, booked at once.

An operation drafts items, credits, settlements and transfers by day; ``book`` makes one entry
for each day, derives the postings, writes everything in one statement and empties the drafts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django_integrity import conversion

from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import ZERO, Money
from qingshou.ledger.operations.closing import PeriodClosed, refuse_closed
from qingshou.ledger.operations.posting import DocumentAlreadyEntered
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.natures import Source
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Document:
    """What is being booked, by whom."""

    community_id: int
    source: Source
    source_ref: str
    actor: Actor
    memo: str = ""
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked; the entry is that of the earliest day, None when there was nothing."""

    entry_id: EntryId | None
    credits: int
    credited: Money
    settlements: int
    settled: Money
    transfers: int = 0
    transferred: Money = ZERO


@transaction_required
def begin() -> None:
    """Make the draft tables of this connection, unless it has them."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)


@transaction_required
def book(*, document: Document) -> Booked:
    """Write the drafts: an entry for each of their days, with all its rows and postings.

    The earliest day's entry carries the document's reference, later days add theirs to it.

    Raises:
        DocumentAlreadyEntered: If the document was booked before.
        PeriodClosed: If one of its days lies in a closed period.
    """
    values = {
        "community_id": document.community_id,
        "source": document.source.value,
        "source_ref": document.source_ref,
        "memo": document.memo,
        "actor": document.actor.name,
        "reverses_id": document.reverses_id,
        "posted_at": clock.now(),
    }
    entered = DocumentAlreadyEntered(source=document.source.value, source_ref=document.source_ref)
    named = conversion.Named("ledger_document_is_entered_once")
    with connection.cursor() as cursor, conversion.refine_integrity_error([(named, entered)]):
        cursor.execute(_ENTRIES, values)
        _refuse_closed(cursor, document.community_id)
        cursor.execute(_BOOK, values)
        entry_id, received, credited, settlements, settled, transfers, moved = cursor.fetchone()
        cursor.execute(_EMPTY)
    booked = Booked(
        entry_id,
        received,
        Money(credited),
        settlements,
        Money(settled),
        transfers,
        Money(moved),
    )
    note(document=document, booked=booked)
    return booked


def _refuse_closed(cursor: Any, community_id: int) -> None:
    """Let pass only open days; what was drafted for others is dropped, the caller may go on."""
    cursor.execute('SELECT min("on") FROM ledger_draft_entry')
    (earliest,) = cursor.fetchone()
    if earliest is None:
        return
    try:
        refuse_closed(community_id=community_id, on=earliest)
    except PeriodClosed:
        cursor.execute(_EMPTY)
        raise


@transaction_required
def note(*, document: Document, booked: Booked) -> None:
    """Note in the audit trail what was booked."""
    audit.note(
        actor=document.actor,
        action=f"ledger.{document.source.value.lower()}",
        community_id=document.community_id,
        subject=f"entry:{booked.entry_id}",
        facts={
            "source_ref": document.source_ref,
            "credits": booked.credits,
            "credited": booked.credited.yuan,
            "settlements": booked.settlements,
            "settled": booked.settled.yuan,
            "transfers": booked.transfers,
            "transferred": booked.transferred.yuan,
        },
    )


_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS ledger_draft_entry (
    entry_id bigint, "on" date, source_ref text
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS ledger_draft_item (
    item_id bigint, account_id bigint, nature text, kind text, period_from date,
    period_until date, due_on date, "on" date, amount_fen bigint, edition smallint, channel text
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS ledger_draft_credit (
    credit_id bigint, account_id bigint, nature text, "on" date, amount_fen bigint,
    channel text, source_ref text, kind text
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS ledger_draft_settlement (
    item_id bigint, credit_id bigint, account_id bigint, "on" date, amount_fen bigint,
    nature text, item_nature text, kind text, month date, tax_fen bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS ledger_draft_transfer (
    "on" date, debit_code text, credit_code text, amount_fen bigint, memo text
) ON COMMIT DELETE ROWS;
"""

_EMPTY = """
DELETE FROM ledger_draft_entry;
DELETE FROM ledger_draft_item;
DELETE FROM ledger_draft_credit;
DELETE FROM ledger_draft_settlement;
DELETE FROM ledger_draft_transfer;
"""

_ENTRIES = """
INSERT INTO ledger_draft_entry
SELECT nextval('qingshou_id'), "on",
       %(source_ref)s || CASE WHEN row_number() OVER (ORDER BY "on") > 1
                              THEN '/' || "on" ELSE '' END
FROM (SELECT "on" FROM ledger_draft_item UNION SELECT "on" FROM ledger_draft_credit
      UNION SELECT "on" FROM ledger_draft_settlement
      UNION SELECT "on" FROM ledger_draft_transfer) days
"""

# A day's rows are summed before they become postings: a history has few kinds and many payers.
_DRAFTED_ITEMS = f"""(
    SELECT entry_id, nature, kind, month, channel, sum(amount_fen)::bigint AS amount_fen,
           0::bigint AS tax_fen, sum({journal.trace_of("amount_fen")}) AS amount_trace,
           0::numeric AS tax_trace
    FROM (SELECT *, date_trunc('month', period_from)::date AS month FROM ledger_draft_item) item
    JOIN ledger_draft_entry USING ("on")
    GROUP BY entry_id, nature, kind, month, channel, amount_fen > 0
)"""  # noqa: S608 - our own names
_DRAFTED_CREDITS = f"""(
    SELECT entry_id, nature, channel, sum(amount_fen)::bigint AS amount_fen,
           sum({journal.trace_of("amount_fen")}) AS amount_trace
    FROM ledger_draft_credit JOIN ledger_draft_entry USING ("on")
    GROUP BY entry_id, nature, channel, amount_fen > 0
)"""  # noqa: S608 - our own names
_DRAFTED_SETTLEMENTS = f"""(
    SELECT entry_id, nature, kind, month, item_nature, sum(amount_fen)::bigint AS amount_fen,
           sum(tax_fen)::bigint AS tax_fen, sum({journal.trace_of("amount_fen")}) AS amount_trace,
           sum({journal.trace_of("tax_fen")}) AS tax_trace
    FROM ledger_draft_settlement JOIN ledger_draft_entry USING ("on")
    GROUP BY entry_id, nature, kind, month, item_nature, amount_fen > 0,
             sign(amount_fen - tax_fen), sign(tax_fen)
)"""  # noqa: S608 - our own names

_DRAFTED_TRANSFERS = """(
    SELECT entry_id, debit_code, credit_code, amount_fen
    FROM ledger_draft_transfer JOIN ledger_draft_entry USING ("on"))"""

_POSTINGS = journal.postings_of(
    item_rows=_DRAFTED_ITEMS,
    credit_rows=_DRAFTED_CREDITS,
    settlement_rows=_DRAFTED_SETTLEMENTS,
    transfer_rows=_DRAFTED_TRANSFERS,
)

_BOOK = f"""
WITH by_item AS MATERIALIZED (
    SELECT item_id, sum(amount_fen)::bigint AS fen, min("on") AS first, max("on") AS latest
    FROM ledger_draft_settlement GROUP BY item_id
), by_credit AS MATERIALIZED (
    SELECT credit_id, sum(amount_fen)::bigint AS fen
    FROM ledger_draft_settlement GROUP BY credit_id
), entered AS (
    INSERT INTO ledger_entry
        (community_id, id, "on", source, source_ref, memo, reverses_id, actor, posted_at)
    SELECT %(community_id)s, entry_id, "on", %(source)s, source_ref, %(memo)s,
           %(reverses_id)s, %(actor)s, %(posted_at)s
    FROM ledger_draft_entry
), posted AS (
    INSERT INTO ledger_posting
        (community_id, entry_id, account_code, kind, month, amount_fen, trace)
    SELECT %(community_id)s, posting.* FROM ({_POSTINGS}) posting
), itemized AS (
    INSERT INTO ledger_openitem
        (community_id, id, account_id, entry_id, nature, kind, period_from, period_until,
         due_on, posted_on, amount_fen, edition, channel, settled_fen, settled_from,
         settled_until, closed_on)
    SELECT %(community_id)s, item_id, account_id, entry_id, nature, kind, period_from,
           period_until, due_on, "on", amount_fen, edition, channel, COALESCE(fen, 0), first,
           latest, CASE WHEN fen = amount_fen THEN latest END
    FROM ledger_draft_item JOIN ledger_draft_entry USING ("on")
    LEFT JOIN by_item USING (item_id)
), credited AS (
    INSERT INTO ledger_credit
        (community_id, id, account_id, entry_id, nature, "on", amount_fen, used_fen, channel,
         source_ref, kind)
    SELECT %(community_id)s, credit_id, account_id, entry_id, nature, "on", amount_fen,
           COALESCE(fen, 0), channel, draft.source_ref, COALESCE(kind, '')
    FROM ledger_draft_credit draft JOIN ledger_draft_entry USING ("on")
    LEFT JOIN by_credit USING (credit_id)
    RETURNING amount_fen
), settled AS (
    INSERT INTO ledger_settlement
        (community_id, item_id, credit_id, account_id, entry_id, "on", amount_fen, nature)
    SELECT %(community_id)s, item_id, credit_id, account_id, entry_id, "on", amount_fen, nature
    FROM ledger_draft_settlement JOIN ledger_draft_entry USING ("on")
    RETURNING amount_fen
), transferred AS (
    INSERT INTO ledger_transfer
        (community_id, entry_id, "on", debit_code, credit_code, amount_fen, memo)
    SELECT %(community_id)s, entry_id, "on", debit_code, credit_code, amount_fen, memo
    FROM ledger_draft_transfer JOIN ledger_draft_entry USING ("on")
    RETURNING amount_fen
), items_moved AS (
    UPDATE ledger_openitem item
    SET settled_fen = item.settled_fen + by_item.fen,
        settled_from = LEAST(item.settled_from, by_item.first),
        settled_until = GREATEST(item.settled_until, by_item.latest),
        closed_on = CASE WHEN item.settled_fen + by_item.fen = item.amount_fen
                         THEN GREATEST(item.settled_until, by_item.latest) END
    FROM by_item
    WHERE item.community_id = %(community_id)s AND item.id = by_item.item_id
), credits_moved AS (
    UPDATE ledger_credit credit SET used_fen = credit.used_fen + by_credit.fen
    FROM by_credit
    WHERE credit.community_id = %(community_id)s AND credit.id = by_credit.credit_id
)
SELECT (SELECT entry_id FROM ledger_draft_entry ORDER BY "on" LIMIT 1),
       (SELECT count(*) FROM credited), (SELECT COALESCE(sum(amount_fen), 0)::bigint FROM credited),
       (SELECT count(*) FROM settled), (SELECT COALESCE(sum(amount_fen), 0)::bigint FROM settled),
       (SELECT count(*) FROM transferred),
       (SELECT COALESCE(sum(amount_fen), 0)::bigint FROM transferred)
"""  # noqa: S608 - our own names
