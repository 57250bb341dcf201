"""Draft money that leaves an account: an item of nature REFUND uses up the credits it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.ledger import models
from qingshou.ledger.operations import drafts
from qingshou.ledger.rules.natures import MONEY
from qingshou.platform.db import transaction_required

REFUND_KIND = "REFUND"
"""The kind of an item that gives prepaid money back; what is held has the name of its nature."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Unused credits of an account: those of some natures, or a single one."""

    community_id: int
    account_id: int
    natures: tuple[str, ...] = MONEY
    credit_id: int | None = None


@transaction_required
def unused(*, whence: Whence) -> Money:
    """Add up what is left of the credits; the account is locked by the caller."""
    left = models.Credit.objects.unused().filter(
        community_id=whence.community_id,
        account_id=whence.account_id,
        nature__in=[str(nature) for nature in whence.natures],
    )
    if whence.credit_id is not None:
        left = left.filter(id=whence.credit_id)
    return Money(sum(credit.amount_fen - credit.used_fen for credit in left))


@transaction_required
def draft_back(
    *, whence: Whence, amount: Money, channel: str, on: date, kind: str = REFUND_KIND
) -> date:
    """Draft the item that gives so much back, the earliest credits first, and tell its day.

    That is ``on``, or the day the money came, or the day it was last taken back from a debt,
    whichever is the latest. The caller has checked that so much is unused.
    """
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            _BACK,
            {
                "community_id": whence.community_id,
                "account_id": whence.account_id,
                "natures": [str(nature) for nature in whence.natures],
                "credit_id": whence.credit_id,
                "fen": amount.fen,
                "channel": channel,
                "kind": kind,
                "on": on,
            },
        )
        cursor.execute('SELECT max("on") FROM ledger_draft_item')
        day: date = cursor.fetchone()[0]
    return day


_BACK = """
CREATE TEMP TABLE IF NOT EXISTS ledger_refunded_credit (
    credit_id bigint, nature text, "on" date, fen bigint
) ON COMMIT DELETE ROWS;
DELETE FROM ledger_refunded_credit;
INSERT INTO ledger_refunded_credit
SELECT id, nature, max(GREATEST(%(on)s, since)) OVER (), LEAST(left_fen, %(fen)s - before)
FROM (
    SELECT id, nature, amount_fen - used_fen AS left_fen,
           sum(amount_fen - used_fen) OVER (ORDER BY "on", id) - amount_fen + used_fen AS before,
           GREATEST("on", (
               SELECT max(taken."on") FROM ledger_settlement taken
               WHERE taken.community_id = credit.community_id AND taken.credit_id = credit.id
                 AND taken.amount_fen < 0)) AS since
    FROM ledger_credit credit
    WHERE community_id = %(community_id)s AND account_id = %(account_id)s
      AND used_fen < amount_fen AND nature = ANY (%(natures)s)
      AND (%(credit_id)s::bigint IS NULL OR id = %(credit_id)s)
) unused
WHERE before < %(fen)s;
INSERT INTO ledger_draft_item
SELECT nextval('qingshou_id'), %(account_id)s, 'REFUND', %(kind)s, "on", "on" + 1, "on", "on",
       %(fen)s, (
           SELECT count(*) FROM ledger_openitem earlier
           WHERE earlier.community_id = %(community_id)s AND earlier.period_from = "on"
             AND earlier.account_id = %(account_id)s AND earlier.kind = %(kind)s),
       %(channel)s
FROM ledger_refunded_credit LIMIT 1;
INSERT INTO ledger_draft_settlement
SELECT item_id, credit_id, account_id, refunded."on", fen, refunded.nature, 'REFUND', %(kind)s,
       date_trunc('month', refunded."on")::date, 0
FROM ledger_refunded_credit refunded CROSS JOIN ledger_draft_item
"""
