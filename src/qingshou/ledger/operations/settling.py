"""Apply credits to open items, many at once: the allocation rule, executed in SQL.

Open items and unused credits are drawn into pools; designated parts are drafted first, in
turns, then the rest by overlapping running sums; ``drafts.book`` writes it all.
``tests/contexts/ledger`` proves it equal to ``rules.allocation``.
"""

from __future__ import annotations

from django.db import connection

from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.queries.closed import open_from
from qingshou.ledger.rules.allocation import STATUTORY, Key, Order
from qingshou.ledger.rules.natures import Source
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@transaction_required
def settle_from(
    *,
    community_id: int,
    source_ref: str,
    actor: Actor,
    accounts: str | None = None,
    order: Order = STATUTORY,
) -> Booked:
    """Apply unused money to open items, after a billing run or a reversal.

    ``accounts`` names a relation with account_id; without it, all accounts of the community
    with unused money take part. A settlement is dated the later of its credit and its item,
    and never before either was last taken back, nor in a closed period.

    Raises:
        DocumentAlreadyEntered: If settlements were booked under that reference before.
    """
    hold_community(subject=Subject.BOOK, community_id=community_id)
    begin()
    draw_pools(community_id=community_id, accounts=accounts, order=order)
    draft_oldest_first()
    return drafts.book(
        document=Document(
            community_id=community_id,
            source=Source.SETTLEMENT,
            source_ref=source_ref,
            actor=actor,
        )
    )


@transaction_required
def begin() -> None:
    """Make the draft and pool tables of this connection, unless it has them."""
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(_POOLS)


@transaction_required
def draw_pools(*, community_id: int, accounts: str | None, order: Order) -> None:
    """Draw unused and drafted credits, and the open items of their accounts, into the pools.

    Locks the accounts, so that no desk receipt settles the same items meanwhile; money that
    comes to another account while it waits for the locks is left to whoever comes next.
    """
    values = {"community_id": community_id, "open_from": open_from(community_id=community_id)}
    among = _among(accounts) if accounts else ""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(among=among), values)
        cursor.execute(_DRAW_CREDITS, values)
        cursor.execute(_DRAW_ITEMS.format(place=_place(order)), values)


@transaction_required
def draft_designated() -> None:
    """Draft the parts the payers designated, each payment in its turn.

    Payments that could meet at an item, by kind and period, take turns by day; a turn
    settles one payment of each such group.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TURNS)
        cursor.execute("SELECT COALESCE(max(turn), 0) FROM ledger_pool_credit")
        for turn in range(1, cursor.fetchone()[0] + 1):
            cursor.execute(_DESIGNATED, {"turn": turn})


@transaction_required
def draft_oldest_first() -> None:
    """Draft what is left: the earliest credits settle the first items of the order."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_FIRST)
        cursor.execute(_DRAIN)


def _quoted(relation: str) -> str:
    return connection.ops.quote_name(relation)


def _among(accounts: str) -> str:
    named = _quoted(accounts)
    return f"AND account_id IN (SELECT account_id FROM {named})"  # noqa: S608 - a quoted name


def _place(order: Order) -> str:
    """Write the allocation order as a sortable array of the item's keys."""
    ranks = " ".join(f"WHEN '{kind}' THEN {order.rank(kind)}" for kind in sorted(order.claims))
    other = order.rank("")
    claim = f"CASE item.kind {ranks} ELSE {other} END" if ranks else str(other)
    keys = {Key.CLAIM: claim, Key.DUE: "item.due_on - DATE '2000-01-01'"}
    return f"ARRAY[{', '.join(keys[key] for key in order.keys)}]"


_POOLS = """
CREATE TEMP TABLE IF NOT EXISTS ledger_pool_account (account_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS ledger_pool_item (
    item_id bigint, account_id bigint, item_nature text, kind text, period_from date,
    period_until date, place integer[], since date, left_fen bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS ledger_pool_credit (
    credit_id bigint, account_id bigint, nature text, "on" date, since date, left_fen bigint,
    "position" bigint, kind text, period_from date, period_until date, turn integer
) ON COMMIT DELETE ROWS;
"""

_DRAIN = """
DELETE FROM ledger_pool_account;
DELETE FROM ledger_pool_item;
DELETE FROM ledger_pool_credit;
"""

_LOCK = """
WITH locked AS (
    SELECT id FROM ledger_account
    WHERE community_id = %(community_id)s AND id IN (
        SELECT account_id FROM ledger_credit
        WHERE community_id = %(community_id)s AND used_fen < amount_fen
          AND nature IN ('RECEIPT', 'OPENING') {among}
        UNION SELECT account_id FROM ledger_pool_credit)
    ORDER BY id FOR NO KEY UPDATE
)
INSERT INTO ledger_pool_account SELECT id FROM locked
"""

_DRAW_CREDITS = """
INSERT INTO ledger_pool_credit (credit_id, account_id, nature, "on", since, left_fen, "position")
SELECT credit.id, credit.account_id, credit.nature, credit."on",
       GREATEST(credit."on", %(open_from)s, (
           SELECT max("on") FROM ledger_settlement taken
           WHERE taken.community_id = %(community_id)s AND taken.credit_id = credit.id
             AND taken.amount_fen < 0)),
       credit.amount_fen - credit.used_fen, credit.id
FROM ledger_credit credit
WHERE credit.community_id = %(community_id)s AND credit.used_fen < credit.amount_fen
  AND credit.nature IN ('RECEIPT', 'OPENING')
  AND credit.account_id IN (SELECT account_id FROM ledger_pool_account)
"""

_DRAW_ITEMS = """
INSERT INTO ledger_pool_item
SELECT item.id, item.account_id, item.nature, item.kind, item.period_from, item.period_until,
       {place}, GREATEST(item.posted_on, taken.latest), item.amount_fen - item.settled_fen
FROM ledger_openitem item
LEFT JOIN (
    SELECT item_id, max("on") AS latest FROM ledger_settlement
    WHERE community_id = %(community_id)s AND amount_fen < 0 GROUP BY item_id
) taken ON taken.item_id = item.id
WHERE item.community_id = %(community_id)s AND item.closed_on IS NULL
  AND item.account_id IN (SELECT account_id FROM ledger_pool_credit)
"""

_TURNS = """
WITH spans AS (
    SELECT account_id, kind, period_from, period_until, "on", NULL::bigint AS credit_id,
           NULL::bigint AS "position"
    FROM (SELECT *, since AS "on" FROM ledger_pool_item) item
    UNION ALL
    SELECT account_id, kind, period_from, period_until, "on", credit_id, "position"
    FROM ledger_pool_credit WHERE kind IS NOT NULL
), broken AS (
    SELECT *, period_from >= max(period_until) OVER (
        PARTITION BY account_id, kind ORDER BY period_from, period_until
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begins
    FROM spans
), grouped AS (
    SELECT *, count(*) FILTER (WHERE begins) OVER (
        PARTITION BY account_id, kind ORDER BY period_from, period_until
        ROWS UNBOUNDED PRECEDING) AS "group"
    FROM broken
), turns AS (
    SELECT credit_id, row_number() OVER (
        PARTITION BY account_id, kind, "group" ORDER BY "on", "position") AS turn
    FROM grouped WHERE credit_id IS NOT NULL
)
UPDATE ledger_pool_credit credit SET turn = turns.turn
FROM turns WHERE turns.credit_id = credit.credit_id
"""

_DESIGNATED = """
WITH offered AS (
    SELECT credit.credit_id, credit.nature, credit.account_id, item.item_id, item.item_nature,
           item.kind, item.period_from, item.left_fen,
           GREATEST(credit.since, item.since) AS "on", credit.left_fen AS credit_left_fen,
           sum(item.left_fen) OVER (
               PARTITION BY credit.credit_id ORDER BY item.place, item.item_id) AS up_to
    FROM ledger_pool_credit credit
    JOIN ledger_pool_item item
        ON item.account_id = credit.account_id AND item.kind = credit.kind
        AND item.period_from < credit.period_until AND credit.period_from < item.period_until
    WHERE credit.turn = %(turn)s AND credit.left_fen > 0 AND item.left_fen > 0
), drafted AS (
    INSERT INTO ledger_draft_settlement
    SELECT item_id, credit_id, account_id, "on",
           LEAST(left_fen, credit_left_fen - up_to + left_fen), nature, item_nature, kind,
           date_trunc('month', period_from)::date, 0
    FROM offered WHERE up_to - left_fen < credit_left_fen
    RETURNING item_id, credit_id, amount_fen
), items_lessened AS (
    UPDATE ledger_pool_item item SET left_fen = item.left_fen - taken.fen
    FROM (SELECT item_id, sum(amount_fen) AS fen FROM drafted GROUP BY item_id) taken
    WHERE taken.item_id = item.item_id
)
UPDATE ledger_pool_credit credit SET left_fen = credit.left_fen - used.fen
FROM (SELECT credit_id, sum(amount_fen) AS fen FROM drafted GROUP BY credit_id) used
WHERE used.credit_id = credit.credit_id
"""

_OLDEST_FIRST = """
INSERT INTO ledger_draft_settlement
SELECT item.item_id, credit.credit_id, item.account_id, GREATEST(credit.since, item.since),
       LEAST(item.up_to, credit.up_to)
           - GREATEST(item.up_to - item.left_fen, credit.up_to - credit.left_fen),
       credit.nature, item.item_nature, item.kind, date_trunc('month', item.period_from)::date, 0
FROM (
    SELECT *, sum(left_fen) OVER (PARTITION BY account_id ORDER BY place, item_id) AS up_to
    FROM ledger_pool_item WHERE left_fen > 0
) item
JOIN (
    SELECT *, sum(left_fen) OVER (
        PARTITION BY account_id ORDER BY "on", "position", credit_id) AS up_to
    FROM ledger_pool_credit WHERE left_fen > 0
) credit
    ON credit.account_id = item.account_id
    AND credit.up_to > item.up_to - item.left_fen
    AND item.up_to > credit.up_to - credit.left_fen
"""
