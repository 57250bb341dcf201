"""Clearance certificates: what they said, and whether they still stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.payments.rules.certificates import (
    CertificateFacts,
    GivenBack,
    SettledKind,
    Standing,
)
from qingshou.payments.rules.numbers import Series, read_number, receipt_number


class CertificateUnknown(Refusal):
    """The community has no certificate of that number."""

    code = "payments.certificate-unknown"

    def __init__(self, *, number: str) -> None:
        super().__init__(number=number)


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """A certificate, and what became of it; ``owed`` is what is open on its accounts now."""

    certificate_id: int
    number: str
    account_id: int
    issued_on: date
    changes_on: date
    issued_by: str
    facts: CertificateFacts
    superseded_by: str
    overtaken_by: str
    owed: Money

    @property
    def standing(self) -> Standing:
        """Whether it still tells the truth; one that was superseded is told as such."""
        if self.superseded_by:
            return Standing.SUPERSEDED
        if self.overtaken_by or self.owed > ZERO:
            return Standing.OVERTAKEN
        return Standing.STANDS


@dataclass(frozen=True, slots=True)
class Account:
    """What a paper says of accounts: how each kind was settled, and the slips of what went back."""

    settled: tuple[SettledKind, ...]
    given_back: tuple[GivenBack, ...]


def certificate(*, community_id: int, number: str) -> CertificateCard:
    """Find a certificate by its printed number.

    Raises:
        CertificateUnknown: If the community has none of that number.
    """
    read = read_number(number)
    is_certificate = read is not None and read[0] is Series.CLEARANCE
    found = (
        _cards("certificate.number = %(key)s", community_id, read[1])
        if read and is_certificate
        else []
    )
    if not found:
        raise CertificateUnknown(number=number)
    return found[0]


def certificates(*, community_id: int, account_id: int) -> list[CertificateCard]:
    """List the certificates of an account, the latest first."""
    return _cards("certificate.account_ids @> ARRAY[%(key)s]::bigint[]", community_id, account_id)


def overtaken_by(*, community_id: int, receipt_id: int) -> list[str]:
    """Tell the numbers of the certificates that a receipt's reversal overtook."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, [community_id, receipt_id])
        return [receipt_number(Series.CLEARANCE, number) for (number,) in cursor.fetchall()]


def settled_account(*, community_id: int, account_ids: Sequence[int]) -> Account:
    """Tell what was charged on accounts and how it was settled, and what went back."""
    values: dict[str, Any] = {"community_id": community_id, "account_ids": list(account_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, values)
        settled = tuple(
            SettledKind(kind, name, *(Money(fen).yuan for fen in sums))
            for kind, name, *sums in cursor.fetchall()
        )
        cursor.execute(_GIVEN_BACK, values)
        given_back = tuple(
            GivenBack(
                receipt_number(Series.REFUND, number), on.isoformat(), Money(fen).yuan, is_deposit
            )
            for number, on, fen, is_deposit in cursor.fetchall()
        )
    return Account(settled, given_back)


def _cards(where: str, community_id: int, key: int) -> list[CertificateCard]:
    with connection.cursor() as cursor:
        cursor.execute(_CARDS.format(where=where), {"community_id": community_id, "key": key})
        columns = [column.name for column in cursor.description]
        return [_card(dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _card(row: dict[str, Any]) -> CertificateCard:
    later, reversal = row["superseded_by_number"], row["reversal_number"]
    return CertificateCard(
        certificate_id=row["certificate_id"],
        number=receipt_number(Series.CLEARANCE, row["number"]),
        account_id=row["account_id"],
        issued_on=row["issued_on"],
        changes_on=row["changes_on"],
        issued_by=row["issued_by"],
        facts=_facts(json.loads(row["facts"])),
        superseded_by=receipt_number(Series.CLEARANCE, later) if later else "",
        overtaken_by=receipt_number(Series.REVERSAL, reversal) if reversal else "",
        owed=Money(row["owed_fen"]),
    )


def _facts(kept: dict[str, Any]) -> CertificateFacts:
    return CertificateFacts(
        **kept
        | {
            "accounts": tuple(kept["accounts"]),
            "settled": tuple(SettledKind(**one) for one in kept["settled"]),
            "given_back": tuple(GivenBack(**one) for one in kept["given_back"]),
        }
    )


_CARDS = """
SELECT certificate.certificate_id, certificate.number, certificate.account_id,
       certificate.issued_on, certificate.changes_on, certificate.issued_by,
       certificate.facts::text AS facts, certificate.superseded_by_number, certificate.owed_fen,
       reversal.number AS reversal_number
FROM payments__certificate certificate
LEFT JOIN payments_receipt reversal
    ON reversal.community_id = certificate.community_id
    AND reversal.id = certificate.overtaken_by_id
WHERE certificate.community_id = %(community_id)s AND {where}
ORDER BY certificate.number DESC
"""

_OVERTAKEN = """
SELECT certificate.number FROM payments_overtaking overtaking
JOIN payments_certificate certificate
    ON certificate.community_id = overtaking.community_id
    AND certificate.id = overtaking.certificate_id
JOIN payments_receipt reversal
    ON reversal.community_id = overtaking.community_id AND reversal.id = overtaking.reversal_id
WHERE overtaking.community_id = %s AND reversal.reverses_id = %s ORDER BY certificate.number
"""

# What was reversed was never owed; what was paid and taken back again sums to nothing by itself.
_SETTLED = """
SELECT item.kind, COALESCE(kind.name, item.kind),
       sum(item.amount_fen - settled.reversed_fen)::bigint, sum(settled.paid_fen)::bigint,
       sum(settled.relieved_fen)::bigint
FROM ledger__item item
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(amount_fen) FILTER (WHERE nature = 'REVERSAL'), 0) AS reversed_fen,
           COALESCE(sum(amount_fen) FILTER (WHERE nature IN ('RECEIPT', 'OPENING')), 0) AS paid_fen,
           COALESCE(sum(amount_fen) FILTER (
               WHERE nature NOT IN ('REVERSAL', 'RECEIPT', 'OPENING')), 0) AS relieved_fen
    FROM ledger__settlement settlement
    WHERE settlement.community_id = item.community_id AND settlement.item_id = item.item_id
) settled
LEFT JOIN tariffs__charge_kind kind ON kind.kind = item.kind
WHERE item.community_id = %(community_id)s AND item.account_id = ANY (%(account_ids)s)
  AND item.nature <> 'REFUND'
GROUP BY item.kind, kind.name
HAVING sum(item.amount_fen - settled.reversed_fen) <> 0
ORDER BY item.kind = 'PENALTY', item.kind
"""

_GIVEN_BACK = """
SELECT number, "on", amount_fen, deposit_id IS NOT NULL FROM payments_refund
WHERE community_id = %(community_id)s AND account_id = ANY (%(account_ids)s) ORDER BY number
"""
