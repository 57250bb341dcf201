"""All that a slip of money given back says: how much, to whom, why, and by which two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.payments.queries.givings import ReceiptNumberUnknown
from qingshou.payments.rules.numbers import Series, read_number, receipt_number


@dataclass(frozen=True, slots=True)
class RefundSheet:
    """A slip of series TK as it is put on paper.

    ``deposit`` is the number of the deposit's receipt and ``kind_name`` what it was taken in for;
    both are empty where prepaid money went back.
    """

    number: str
    on: date
    community: str
    company: str
    unit: str
    debtor: str
    payee: str
    amount: Money
    channel: str
    cause: str
    deposit: str
    kind_name: str
    cashier: str
    approval_id: int
    made_by: str
    decided_by: str


def is_refund(number: str) -> bool:
    """Tell whether a number is one of the series of money given back.

    >>> is_refund("tk1"), is_refund("SJ00000001")
    (True, False)
    """
    read = read_number(number)
    return read is not None and read[0] is Series.REFUND


def refund_sheet(*, community_id: int, number: str) -> RefundSheet:
    """Tell all that a slip on paper says, by its printed number.

    Raises:
        ReceiptNumberUnknown: If the community has no such slip.
    """
    read = read_number(number)
    with connection.cursor() as cursor:
        cursor.execute(_SHEET, [community_id, read[1] if read and is_refund(number) else 0])
        found = cursor.fetchone()
    if found is None:
        raise ReceiptNumberUnknown(number=number)
    slip, on, community, company, unit, debtor, payee, fen, channel, cause, *rest = found
    deposit, kind_name, cashier, approval_id, maker, checker = rest
    return RefundSheet(
        receipt_number(Series.REFUND, slip),
        on,
        community,
        company,
        unit,
        debtor,
        payee,
        Money(fen),
        channel,
        cause,
        receipt_number(Series.DEPOSIT, deposit) if deposit else "",
        kind_name,
        cashier,
        approval_id,
        maker,
        checker,
    )


_SHEET = """
SELECT refund.number, refund."on", community.name, company.name,
       COALESCE(liable.unit_code, account.code), COALESCE(party.name, ''), refund.payee,
       refund.amount_fen, refund.channel, refund.cause, receipt.number, COALESCE(kind.name, ''),
       refund.cashier, refund.approval_id, refund.maker, refund.checker
FROM payments_refund refund
JOIN estate__community community ON community.community_id = refund.community_id
JOIN tenancy_company company ON company.id = community.company_id
JOIN ledger__account account
    ON account.community_id = refund.community_id AND account.account_id = refund.account_id
LEFT JOIN estate__liable_account liable
    ON liable.community_id = refund.community_id AND liable.account_id = refund.account_id
LEFT JOIN parties__party party
    ON party.community_id = liable.community_id AND party.party_id = liable.party_id
LEFT JOIN payments_deposit deposit
    ON deposit.community_id = refund.community_id AND deposit.id = refund.deposit_id
LEFT JOIN payments_receipt receipt
    ON receipt.community_id = deposit.community_id AND receipt.id = deposit.receipt_id
LEFT JOIN payments_depositkind kind ON kind.code = deposit.kind_id
WHERE refund.community_id = %s AND refund.number = %s
"""
