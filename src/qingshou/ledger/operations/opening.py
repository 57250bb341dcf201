"""Open a book: the arrears and the prepayments from before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import ZERO, Money
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Document
from qingshou.ledger.operations.posting import post_from
from qingshou.ledger.rules.chart import OPENING_CHANNEL
from qingshou.ledger.rules.natures import ItemNature, Source
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """What was brought in: arrears by one entry, prepayments by another."""

    arrears_entry_id: EntryId | None
    arrears_lines: int
    arrears: Money
    prepayments_entry_id: EntryId | None
    prepaid: Money


@transaction_required
def post_opening_from(
    *,
    community_id: int,
    arrears: str,
    on: date,
    source_ref: str,
    actor: Actor,
    prepayments: str | None = None,
) -> Opened:
    """Bring in what was owed, and what was prepaid, when the book was opened.

    ``arrears`` names a relation with account_id, kind, period_from, period_until, due_on and
    amount_fen; further rows of an account, kind and start become later editions. ``prepayments``
    names one with account_id and amount_fen; its entry's reference ends in ``/prepaid``.

    Raises:
        DocumentAlreadyEntered: If the reference was booked before.
        AmountImplausible: If an amount is not above zero or beyond all reason.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _ARREARS.format(arrears=connection.ops.quote_name(arrears)),
            {"community_id": community_id},
        )
    posted = post_from(
        community_id=community_id,
        relation="ledger_opening_item",
        on=on,
        source=Source.OPENING,
        source_ref=source_ref,
        actor=actor,
        nature=ItemNature.OPENING,
    )
    if prepayments is None:
        return Opened(posted.entry_id, posted.lines, posted.total, None, ZERO)
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_credit"  # noqa: S608 - our own names
            " SELECT nextval('qingshou_id'), account_id, 'OPENING', %s, amount_fen, %s, %s"
            f" FROM {connection.ops.quote_name(prepayments)}",
            [on, OPENING_CHANNEL, source_ref],
        )
    booked = drafts.book(
        document=Document(community_id, Source.OPENING, f"{source_ref}/prepaid", actor)
    )
    return Opened(posted.entry_id, posted.lines, posted.total, booked.entry_id, booked.credited)


_ARREARS = """
DROP TABLE IF EXISTS pg_temp.ledger_opening_item;
CREATE TEMP TABLE ledger_opening_item ON COMMIT DROP AS
SELECT account_id, kind, period_from, period_until, due_on, amount_fen, 0::bigint AS tax_fen,
       (row_number() OVER (
            PARTITION BY account_id, kind, period_from ORDER BY due_on, amount_fen) - 1
        + (SELECT count(*) FROM ledger_openitem booked
           WHERE booked.community_id = %(community_id)s
             AND booked.period_from = opening.period_from
             AND booked.account_id = opening.account_id AND booked.kind = opening.kind)
       )::smallint AS edition,
       NULL::numeric AS quantity, NULL::bigint AS price_id, NULL::numeric AS price,
       NULL::bigint AS months_num, NULL::bigint AS months_den, NULL::numeric AS factor,
       NULL::bigint AS rounding_fen, NULL::bigint AS run_id
FROM {arrears} opening
"""
