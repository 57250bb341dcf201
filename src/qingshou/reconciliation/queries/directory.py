"""What is known of payers: homes with what they owe, holders' names, who paid for whom before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.matching import (
    AUTOMATIC_FROM_BP,
    Directory,
    Home,
    account_key,
    name_key,
)


def directory(*, community_id: int, first_on: date, latest_on: date) -> Directory:
    """Collect the accounts that were liable at some time between two days, and who paid them."""
    values: dict[str, Any] = {
        "community_id": community_id,
        "first_on": first_on,
        "latest_on": latest_on,
        "automatic": AUTOMATIC_FROM_BP,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OWED, values)
        owed: dict[int, list[Money]] = defaultdict(list)
        for account_id, fen in cursor.fetchall():
            owed[account_id].append(Money(fen))
        cursor.execute(_HOMES, values)
        homes = [
            Home(account_id, code, holder, tuple(owed.get(account_id, ())))
            for account_id, code, holder in cursor.fetchall()
        ]
        cursor.execute(_PAID_BEFORE, values)
        paid = cursor.fetchall()
        cursor.execute(_PAYERS, values)
        payers = cursor.fetchall()
    seen = _by_key((account_key(account), paid_for) for _, account, paid_for in paid)
    named = _by_key(
        (name_key(name), paid_for)
        for name, paid_for in [*((name, paid_for) for name, _, paid_for in paid), *payers]
    )
    return Directory(homes, seen=seen, named=named)


def _by_key(pairs: Iterable[tuple[str, int]]) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for key, account_id in pairs:
        if key:
            found[key].add(account_id)
    return {key: frozenset(accounts) for key, accounts in found.items()}


_HOMES = """
SELECT liable.account_id, liable.unit_code, COALESCE(party.name, '')
FROM estate__liable_account liable
LEFT JOIN parties__party party
    ON party.community_id = liable.community_id AND party.party_id = liable.party_id
WHERE liable.community_id = %(community_id)s AND liable.account_id IS NOT NULL
  AND liable.liable_from <= %(latest_on)s AND liable.liable_until > %(first_on)s
ORDER BY liable.unit_code, liable.account_id
"""

_OWED = """
SELECT account_id, sum(open_fen)::bigint
FROM ledger__item
WHERE community_id = %(community_id)s AND closed_on IS NULL AND nature <> 'REFUND'
GROUP BY account_id, period_from
ORDER BY account_id, period_from
"""

_PAID_BEFORE = """
SELECT DISTINCT line.payer_name, line.payer_account, matched.account_id
FROM reconciliation_match matched
JOIN reconciliation_line line
    ON line.community_id = matched.community_id AND line.id = matched.line_id
WHERE matched.community_id = %(community_id)s AND matched.released_on IS NULL
  AND matched.account_id IS NOT NULL AND matched.how IN ('EVIDENCE', 'PERSON')
  AND matched.ours = 'CREDIT'
  AND matched.confidence_bp >= %(automatic)s
  AND (line.payer_account <> '' OR line.payer_name <> '')
"""

_PAYERS = """
SELECT DISTINCT receipt.payer, receipt.account_id
FROM payments__receipt receipt
WHERE receipt.community_id = %(community_id)s AND receipt.payer <> ''
  AND receipt.reverses_id IS NULL AND receipt.reversed_by_id IS NULL
"""
