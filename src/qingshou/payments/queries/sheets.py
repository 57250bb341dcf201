"""All that a receipt on paper says: who paid what for which home, how, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.payments.queries.givings import ReceiptNumberUnknown
from qingshou.payments.rules.numbers import read_number, receipt_number
from qingshou.payments.rules.papers import plain


@dataclass(frozen=True, slots=True)
class SheetPart:
    """So much of the receipt for one kind and period."""

    kind: str
    kind_name: str
    period: Period
    amount: Money


@dataclass(frozen=True, slots=True)
class SheetTender:
    """So much of the receipt by one channel."""

    channel: str
    amount: Money
    outside_number: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A receipt as it is put on paper; ``reverses`` and ``reversed_by`` are numbers or empty.

    ``debtor`` is who owed for the unit; ``payer`` who brought the money, if that was told.
    """

    receipt_id: int
    number: str
    on: date
    community: str
    company: str
    unit: str
    debtor: str
    payer: str
    cashier: str
    camera: str
    memo: str
    amount: Money
    prepaid: Money
    reverses: str
    reversed_by: str
    tenders: tuple[SheetTender, ...]
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True, slots=True)
class PrintLine:
    """One print of a receipt."""

    ordinal: int
    size: str
    check_code: str
    printed_by: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What a check code belongs to: which print of which receipt, and whether it still stands."""

    number: str
    on: date
    amount: Money
    ordinal: int
    reversed_by: str


def sheet(*, community_id: int, number: str) -> Sheet:
    """Tell all that a receipt on paper says, by its printed number.

    Raises:
        ReceiptNumberUnknown: If the community has no such receipt.
    """
    read = read_number(number)
    values = {
        "community_id": community_id,
        "series": read[0].value if read else "",
        "number": read[1] if read else 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHEET, values)
        found = cursor.fetchone()
        if found is None:
            raise ReceiptNumberUnknown(number=number)
        facts = dict(zip([column.name for column in cursor.description], found, strict=True))
        values |= {"receipt_id": facts["receipt_id"], "reverses_id": facts["reverses_id"]}
        cursor.execute(_TENDERS, values)
        tenders = tuple(SheetTender(row[0], Money(row[1]), row[2]) for row in cursor.fetchall())
        cursor.execute(_PARTS, values)
        parts = tuple(
            SheetPart(kind, name, Period(start, until), Money(fen))
            for kind, name, start, until, fen in cursor.fetchall()
        )
    return _sheet(facts, tenders, parts)


def prints(*, community_id: int, receipt_id: int) -> list[PrintLine]:
    """List the prints of a receipt, the first one first."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINTS, [community_id, receipt_id])
        return [PrintLine(*row) for row in cursor.fetchall()]


def known(*, community_id: int, check_code: str) -> Known | None:
    """Tell which print a check code belongs to; None if nobody printed it."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [community_id, plain(check_code)])
        found = cursor.fetchone()
    if found is None:
        return None
    series, number, on, fen, ordinal, back_series, back = found
    return Known(
        receipt_number(series, number), on, Money(fen), ordinal, _number(back_series, back)
    )


def _sheet(
    facts: dict[str, Any], tenders: tuple[SheetTender, ...], parts: tuple[SheetPart, ...]
) -> Sheet:
    amount = Money(facts["amount_fen"])
    settled = sum(part.amount.fen for part in parts)
    return Sheet(
        receipt_id=facts["receipt_id"],
        number=receipt_number(facts["series"], facts["number"]),
        on=facts["received_on"],
        community=facts["community"],
        company=facts["company"],
        unit=facts["unit"],
        debtor=facts["debtor"],
        payer=facts["payer"],
        cashier=facts["cashier"],
        camera=facts["camera"],
        memo=facts["memo"],
        amount=amount,
        prepaid=Money(0 if facts["reverses_id"] else amount.fen - settled),
        reverses=_number(facts["reverses_series"], facts["reverses_number"]),
        reversed_by=_number(facts["reversed_series"], facts["reversed_number"]),
        tenders=tenders,
        parts=parts,
    )


def _number(series: str | None, number: int | None) -> str:
    return receipt_number(series, number) if series and number else ""


_SHEET = """
SELECT receipt.receipt_id, receipt.series, receipt.number, receipt.received_on,
       receipt.amount_fen, receipt.cashier, receipt.camera, receipt.memo, receipt.payer,
       receipt.reverses_id, community.name AS community, company.name AS company,
       COALESCE(liable.unit_code, account.code) AS unit, COALESCE(party.name, '') AS debtor,
       earlier.series AS reverses_series, earlier.number AS reverses_number,
       later.series AS reversed_series, later.number AS reversed_number
FROM payments__receipt receipt
JOIN estate__community community ON community.community_id = receipt.community_id
JOIN tenancy_company company ON company.id = community.company_id
JOIN ledger__account account
    ON account.community_id = receipt.community_id AND account.account_id = receipt.account_id
LEFT JOIN estate__liable_account liable
    ON liable.community_id = receipt.community_id AND liable.account_id = receipt.account_id
LEFT JOIN parties__party party
    ON party.community_id = liable.community_id AND party.party_id = liable.party_id
LEFT JOIN payments__receipt earlier
    ON earlier.community_id = receipt.community_id AND earlier.receipt_id = receipt.reverses_id
LEFT JOIN payments__receipt later
    ON later.community_id = receipt.community_id AND later.receipt_id = receipt.reversed_by_id
WHERE receipt.community_id = %(community_id)s AND receipt.series = %(series)s
  AND receipt.number = %(number)s
"""

_TENDERS = """
SELECT channel, amount_fen, outside_number FROM payments__tender
WHERE community_id = %(community_id)s AND receipt_id = %(receipt_id)s ORDER BY tender_id
"""

_PARTS = """
SELECT settled.kind, COALESCE(kind.name, settled.kind), settled.period_from,
       settled.period_until, sum(settled.amount_fen)::bigint
FROM payments__tender tender
JOIN ledger__credit credit
    ON credit.community_id = tender.community_id AND credit.credit_id = tender.credit_id
JOIN ledger__entry booked
    ON booked.community_id = credit.community_id AND booked.entry_id = credit.entry_id
JOIN ledger__settlement settled
    ON settled.community_id = credit.community_id AND settled.credit_id = credit.credit_id
JOIN ledger__entry entry
    ON entry.community_id = settled.community_id AND entry.entry_id = settled.entry_id
    AND entry.source = booked.source
    AND split_part(entry.source_ref, '/', 1) = split_part(booked.source_ref, '/', 1)
LEFT JOIN tariffs__charge_kind kind ON kind.kind = settled.kind
WHERE tender.community_id = %(community_id)s AND tender.receipt_id = %(receipt_id)s
  AND %(reverses_id)s::bigint IS NULL
GROUP BY settled.item_id, settled.kind, kind.name, settled.period_from, settled.period_until,
         settled.due_on
ORDER BY settled.due_on, settled.period_from, settled.kind, settled.item_id
"""

_PRINTS = """
SELECT ordinal, size, check_code, printed_by, printed_at FROM payments_print
WHERE community_id = %s AND receipt_id = %s ORDER BY ordinal
"""

_KNOWN = """
SELECT receipt.series, receipt.number, receipt.received_on, receipt.amount_fen, print.ordinal,
       later.series, later.number
FROM payments_print print
JOIN payments__receipt receipt
    ON receipt.community_id = print.community_id AND receipt.receipt_id = print.receipt_id
LEFT JOIN payments__receipt later
    ON later.community_id = receipt.community_id AND later.receipt_id = receipt.reversed_by_id
WHERE print.community_id = %s AND print.check_code = %s
"""
