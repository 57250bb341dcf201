"""Money that is held and settles no debt: deposits by account, and what nobody has claimed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.ids import AccountId, CreditId
from qingshou.kernel.money import Money
from qingshou.ledger.rules.natures import CreditNature


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Money held: what came, what was given back, what became a receipt, what is left.

    ``kind`` tells what a deposit is for; it is empty for unclaimed money.
    """

    credit_id: CreditId
    account_id: AccountId
    account: str
    kind: str
    channel: str
    on: date
    source_ref: str
    memo: str
    amount: Money
    returned: Money
    applied: Money

    @property
    def left(self) -> Money:
        """What is still held."""
        return self.amount - self.returned - self.applied


def deposits(
    *, community_id: int, as_of: date, account_id: int | None = None, open_only: bool = False
) -> list[HeldLine]:
    """List the deposits of an account, or of all, as they stood at the end of a day."""
    return _held(CreditNature.DEPOSIT, community_id, as_of, account_id, open_only)


def unclaimed(*, community_id: int, as_of: date, open_only: bool = True) -> list[HeldLine]:
    """List the payments whose payer was not known, as they stood at the end of a day."""
    return _held(CreditNature.SUSPENSE, community_id, as_of, None, open_only)


def _held(
    nature: CreditNature, community_id: int, as_of: date, account_id: int | None, open_only: bool
) -> list[HeldLine]:
    with connection.cursor() as cursor:
        cursor.execute(
            _HELD,
            {
                "nature": nature.value,
                "community_id": community_id,
                "as_of": as_of,
                "account_id": account_id,
                "open_only": open_only,
            },
        )
        return [
            HeldLine(CreditId(credit_id), AccountId(account_id), *facts, *map(Money, sums))
            for credit_id, account_id, facts, sums in (
                (row[0], row[1], row[2:8], row[8:]) for row in cursor.fetchall()
            )
        ]


_HELD = """
SELECT credit.id, credit.account_id, account.code, credit.kind, credit.channel, credit."on",
       credit.source_ref, entry.memo, credit.amount_fen, used.returned, used.applied
FROM ledger_credit credit
JOIN ledger_account account
    ON account.community_id = credit.community_id AND account.id = credit.account_id
JOIN ledger_entry entry
    ON entry.community_id = credit.community_id AND entry.id = credit.entry_id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(made.amount_fen) FILTER (WHERE item.channel <> credit.nature), 0)::bigint
               AS returned,
           COALESCE(sum(made.amount_fen) FILTER (WHERE item.channel = credit.nature), 0)::bigint
               AS applied
    FROM ledger_settlement made
    JOIN ledger_openitem item
        ON item.community_id = made.community_id AND item.id = made.item_id
    WHERE made.community_id = credit.community_id AND made.credit_id = credit.id
      AND made."on" <= %(as_of)s
) used
WHERE credit.community_id = %(community_id)s AND credit.nature = %(nature)s
  AND credit."on" <= %(as_of)s
  AND (%(account_id)s::bigint IS NULL OR credit.account_id = %(account_id)s)
  AND (NOT %(open_only)s OR returned + applied < credit.amount_fen)
ORDER BY credit."on", credit.id
"""
