"""The proof that a book is true: every invariant, and the place where one breaks.

For each account, kind and month: opening + billed − credited − received − written off =
closing. The journal balances, entry by entry; its postings are exactly those that the rows
of the sub-ledger make; what is settled and used is the sum of its settlements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from qingshou.kernel.money import Money
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.chart import Chart
from qingshou.platform.db.planning import whole_tables


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the book contradicts itself: what one side tells, what the other sums to.

    ``account`` is the code of the account, empty where only a control total is known.
    ``month`` is the month of the item, else of the entry; ``document`` is the reference of the
    entry where one is known.
    """

    community_id: int
    invariant: str
    account: str
    kind: str
    month: date | None
    told: Money
    found: Money
    document: str = ""


def check(*, community_ids: Sequence[int]) -> list[Break]:
    """Prove the books of communities; an empty list is the proof.

    Invariants, by name: ``POSTINGS`` postings are those the sub-ledger makes, ``BALANCED``
    every entry sums to zero and has postings, ``ITEM_SETTLED`` and ``CREDIT_USED`` equal the
    settlements, ``ITEM_DAYS`` an item knows the days of its first and latest settlement,
    ``ROWS`` every row has its account, entry, item and credit, ``RECEIVABLES``, ``PREPAYMENTS``,
    ``DEPOSITS`` and ``UNCLAIMED`` the control accounts equal the open items and unused credits.
    """
    breaks: list[Break] = []
    for community_id in community_ids:
        with transaction.atomic(), whole_tables(), connection.cursor() as cursor:
            for statement in _PROOFS:
                cursor.execute(statement, {"community_id": community_id})
                breaks.extend(
                    Break(
                        community_id,
                        invariant,
                        account,
                        kind,
                        month,
                        Money(told),
                        Money(found),
                        document,
                    )
                    for invariant, account, kind, month, told, found, document in cursor.fetchall()
                )
    return breaks


_ITEM_ROWS = f"""(
    SELECT entry_id, nature, kind, date_trunc('month', period_from)::date AS month, channel,
           sum(amount_fen)::bigint AS amount_fen, sum(tax_fen)::bigint AS tax_fen,
           sum({journal.trace_of("amount_fen")}) AS amount_trace,
           sum({journal.trace_of("tax_fen")}) AS tax_trace
    FROM ledger_openitem WHERE community_id = %(community_id)s
    GROUP BY entry_id, nature, kind, period_from, channel)"""  # noqa: S608 - our own names
_CREDIT_ROWS = f"""(
    SELECT entry_id, nature, channel, sum(amount_fen)::bigint AS amount_fen,
           sum({journal.trace_of("amount_fen")}) AS amount_trace
    FROM ledger_credit WHERE community_id = %(community_id)s
    GROUP BY entry_id, nature, channel)"""  # noqa: S608 - our own names
_SETTLEMENT_TAX = f"""CASE WHEN settlement.nature = 'REVERSAL' THEN
    {journal.reversed_tax("settlement.amount_fen", "item.tax_fen", "item.amount_fen")}
    ELSE 0 END"""
_SETTLEMENT_ROWS = f"""(
    SELECT entry_id, nature, kind, date_trunc('month', period_from)::date AS month, item_nature,
           sum(amount_fen)::bigint AS amount_fen, sum(tax_fen)::bigint AS tax_fen,
           sum({journal.trace_of("amount_fen")}) AS amount_trace,
           sum({journal.trace_of("tax_fen")}) AS tax_trace
    FROM (
        SELECT settlement.entry_id, settlement.nature, item.kind, settlement.account_id,
               item.period_from, item.nature AS item_nature, settlement.amount_fen,
               {_SETTLEMENT_TAX} AS tax_fen
        FROM ledger_settlement settlement
        LEFT JOIN ledger_openitem item
            ON item.community_id = settlement.community_id AND item.id = settlement.item_id
        WHERE settlement.community_id = %(community_id)s
    ) made
    GROUP BY entry_id, nature, kind, period_from, item_nature, amount_fen > 0
)"""  # noqa: S608 - our own names
_TRANSFER_ROWS = """(
    SELECT entry_id, debit_code, credit_code, sum(amount_fen)::bigint AS amount_fen
    FROM ledger_transfer WHERE community_id = %(community_id)s
    GROUP BY entry_id, debit_code, credit_code)"""
_EXPECTED = journal.postings_of(
    item_rows=_ITEM_ROWS,
    credit_rows=_CREDIT_ROWS,
    settlement_rows=_SETTLEMENT_ROWS,
    transfer_rows=_TRANSFER_ROWS,
)

_POSTINGS = f"""
WITH expected AS MATERIALIZED ({_EXPECTED}),
posted AS MATERIALIZED (
    SELECT entry_id, account_code, kind, month, sum(amount_fen)::bigint AS amount_fen,
           sum(trace) AS trace
    FROM ledger_posting WHERE community_id = %(community_id)s
    GROUP BY entry_id, account_code, kind, month, amount_fen > 0
), wrong AS (
    SELECT COALESCE(posted.entry_id, expected.entry_id) AS entry_id,
           COALESCE(posted.kind, expected.kind) AS kind,
           COALESCE(posted.month, expected.month) AS month,
           COALESCE(posted.amount_fen, 0) AS told, COALESCE(expected.amount_fen, 0) AS found,
           COALESCE(expected.trace, 0) - COALESCE(posted.trace, 0) AS trace
    FROM posted FULL JOIN expected
        ON posted.entry_id = expected.entry_id AND posted.account_code = expected.account_code
        AND COALESCE(posted.kind, '') = COALESCE(expected.kind, '')
        AND COALESCE(posted.month, '-infinity') = COALESCE(expected.month, '-infinity')
        AND (posted.amount_fen > 0) = (expected.amount_fen > 0)
    WHERE posted.amount_fen IS DISTINCT FROM expected.amount_fen
       OR posted.trace IS DISTINCT FROM expected.trace
)
SELECT 'POSTINGS', COALESCE(account.code, ''), COALESCE(wrong.kind, ''),
       COALESCE(wrong.month, date_trunc('month', entry."on")::date), wrong.told, wrong.found,
       COALESCE(entry.source_ref, '')
FROM wrong
LEFT JOIN ledger_entry entry
    ON entry.community_id = %(community_id)s AND entry.id = wrong.entry_id
LEFT JOIN LATERAL (
    SELECT code FROM ledger_account
    WHERE community_id = %(community_id)s AND wrong.found <> wrong.told
      AND mod(id, {journal.TRACE_MODULUS}) * (wrong.found - wrong.told) = wrong.trace
    ORDER BY id LIMIT 1
) account ON true
ORDER BY wrong.entry_id, wrong.told
"""  # noqa: S608 - our own names

_BALANCED = """
SELECT 'BALANCED', '', '', date_trunc('month', entry."on")::date,
       COALESCE(sum(posting.amount_fen) FILTER (WHERE posting.amount_fen > 0), 0)::bigint,
       -COALESCE(sum(posting.amount_fen) FILTER (WHERE posting.amount_fen < 0), 0)::bigint,
       entry.source_ref
FROM ledger_entry entry
LEFT JOIN ledger_posting posting
    ON posting.community_id = entry.community_id AND posting.entry_id = entry.id
WHERE entry.community_id = %(community_id)s
GROUP BY entry.id, entry."on", entry.source_ref
HAVING count(posting.id) = 0 OR sum(posting.amount_fen) <> 0
ORDER BY entry.id
"""

_ITEM_SETTLED = """
WITH settled AS MATERIALIZED (
    SELECT item_id, sum(amount_fen)::bigint AS fen, min("on") AS first, max("on") AS latest
    FROM ledger_settlement WHERE community_id = %(community_id)s GROUP BY item_id
)
SELECT CASE WHEN item.settled_fen <> COALESCE(settled.fen, 0)
            THEN 'ITEM_SETTLED' ELSE 'ITEM_DAYS' END,
       COALESCE(account.code, ''), item.kind, date_trunc('month', item.period_from)::date,
       item.settled_fen, COALESCE(settled.fen, 0), ''
FROM ledger_openitem item
LEFT JOIN settled ON settled.item_id = item.id
LEFT JOIN ledger_account account
    ON account.community_id = item.community_id AND account.id = item.account_id
WHERE item.community_id = %(community_id)s AND (
    item.settled_fen <> COALESCE(settled.fen, 0)
    OR item.settled_from IS DISTINCT FROM settled.first
    OR item.settled_until IS DISTINCT FROM settled.latest
    OR item.closed_on IS DISTINCT FROM
        CASE WHEN item.settled_fen = item.amount_fen THEN settled.latest END)
ORDER BY item.id
"""

_CREDIT_USED = """
WITH used AS MATERIALIZED (
    SELECT credit_id, sum(amount_fen)::bigint AS fen
    FROM ledger_settlement WHERE community_id = %(community_id)s GROUP BY credit_id
)
SELECT 'CREDIT_USED', COALESCE(account.code, ''), credit.nature,
       date_trunc('month', credit."on")::date, credit.used_fen, COALESCE(used.fen, 0),
       credit.source_ref
FROM ledger_credit credit
LEFT JOIN used ON used.credit_id = credit.id
LEFT JOIN ledger_account account
    ON account.community_id = credit.community_id AND account.id = credit.account_id
WHERE credit.community_id = %(community_id)s AND credit.used_fen <> COALESCE(used.fen, 0)
ORDER BY credit.id
"""

_ROWS = """
SELECT 'ROWS', COALESCE(account.code, ''), COALESCE(wrong.kind, ''), wrong.month, wrong.fen, 0, ''
FROM (
    SELECT item.id, item.account_id, item.kind,
           date_trunc('month', item.period_from)::date AS month, item.amount_fen AS fen
    FROM ledger_openitem item
    LEFT JOIN ledger_entry entry
        ON entry.community_id = item.community_id AND entry.id = item.entry_id
    WHERE item.community_id = %(community_id)s AND entry."on" IS DISTINCT FROM item.posted_on
    UNION ALL
    SELECT credit.id, credit.account_id, credit.nature, date_trunc('month', credit."on")::date,
           credit.amount_fen
    FROM ledger_credit credit
    LEFT JOIN ledger_entry entry
        ON entry.community_id = credit.community_id AND entry.id = credit.entry_id
    WHERE credit.community_id = %(community_id)s AND entry."on" IS DISTINCT FROM credit."on"
    UNION ALL
    SELECT settlement.id, settlement.account_id, item.kind,
           date_trunc('month', COALESCE(item.period_from, settlement."on"))::date,
           settlement.amount_fen
    FROM ledger_settlement settlement
    LEFT JOIN ledger_entry entry
        ON entry.community_id = settlement.community_id AND entry.id = settlement.entry_id
    LEFT JOIN ledger_openitem item
        ON item.community_id = settlement.community_id AND item.id = settlement.item_id
    LEFT JOIN ledger_credit credit
        ON credit.community_id = settlement.community_id AND credit.id = settlement.credit_id
    WHERE settlement.community_id = %(community_id)s AND (
        entry."on" IS DISTINCT FROM settlement."on"
        OR item.account_id IS DISTINCT FROM settlement.account_id
        OR credit.account_id IS DISTINCT FROM settlement.account_id
        OR credit.nature IS DISTINCT FROM settlement.nature)
    UNION ALL
    SELECT posting.id, NULL, posting.kind, posting.month, posting.amount_fen
    FROM ledger_posting posting
    LEFT JOIN ledger_entry entry
        ON entry.community_id = posting.community_id AND entry.id = posting.entry_id
    WHERE posting.community_id = %(community_id)s AND entry.id IS NULL
    UNION ALL
    SELECT transfer.id, NULL, transfer.debit_code, date_trunc('month', transfer."on")::date,
           transfer.amount_fen
    FROM ledger_transfer transfer
    LEFT JOIN ledger_entry entry
        ON entry.community_id = transfer.community_id AND entry.id = transfer.entry_id
    WHERE transfer.community_id = %(community_id)s AND entry."on" IS DISTINCT FROM transfer."on"
    UNION ALL
    SELECT item.id, NULL, item.kind, date_trunc('month', item.period_from)::date, item.amount_fen
    FROM ledger_openitem item
    LEFT JOIN ledger_account account
        ON account.community_id = item.community_id AND account.id = item.account_id
    WHERE item.community_id = %(community_id)s AND account.id IS NULL
    UNION ALL
    SELECT credit.id, NULL, credit.nature, date_trunc('month', credit."on")::date, credit.amount_fen
    FROM ledger_credit credit
    LEFT JOIN ledger_account account
        ON account.community_id = credit.community_id AND account.id = credit.account_id
    WHERE credit.community_id = %(community_id)s AND account.id IS NULL
) wrong
LEFT JOIN ledger_account account
    ON account.community_id = %(community_id)s AND account.id = wrong.account_id
ORDER BY wrong.id
"""

_RECEIVABLES = """
SELECT 'RECEIVABLES', '', COALESCE(control.kind, items.kind), NULL::date,
       COALESCE(control.fen, 0)::bigint, COALESCE(items.fen, 0)::bigint, ''
FROM (SELECT kind, sum(amount_fen) AS fen FROM ledger_posting
      WHERE community_id = %(community_id)s AND account_code = '1122' GROUP BY kind) control
FULL JOIN (SELECT kind, sum(amount_fen - settled_fen) AS fen FROM ledger_openitem
           WHERE community_id = %(community_id)s GROUP BY kind) items USING (kind)
WHERE COALESCE(control.fen, 0) <> COALESCE(items.fen, 0)
ORDER BY 3
"""

_UNUSED = f"""
SELECT control.invariant, '', '', NULL::date, -COALESCE(posted.fen, 0)::bigint,
       COALESCE(credits.fen, 0)::bigint, ''
FROM (VALUES ('{Chart.PREPAYMENT}', 'PREPAYMENTS'), ('{Chart.DEPOSIT}', 'DEPOSITS'),
             ('{Chart.SUSPENSE}', 'UNCLAIMED')) control (code, invariant)
LEFT JOIN (
    SELECT account_code AS code, sum(amount_fen) AS fen FROM ledger_posting
    WHERE community_id = %(community_id)s GROUP BY account_code
) posted USING (code)
LEFT JOIN (
    SELECT {journal.control_account("nature")} AS code, sum(amount_fen - used_fen) AS fen
    FROM ledger_credit WHERE community_id = %(community_id)s GROUP BY 1
) credits USING (code)
WHERE -COALESCE(posted.fen, 0) <> COALESCE(credits.fen, 0)
ORDER BY control.code
"""  # noqa: S608 - our own names

_PROOFS = (
    _POSTINGS,
    _BALANCED,
    _ITEM_SETTLED,
    _CREDIT_USED,
    _ROWS,
    _RECEIVABLES,
    _UNUSED,
)
