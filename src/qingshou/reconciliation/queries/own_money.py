"""What the book knows of the company's own money: cash by day, counts, cards that wait, terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.payments.queries.shifts import cash_counts
from qingshou.reconciliation import models
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.matching import name_key
from qingshou.reconciliation.rules.own_marks import CARD_MARKS, CARD_PAYERS, CASH_MARKS
from qingshou.reconciliation.rules.own_money import (
    CARD_DAYS,
    SHIFT_DAYS,
    CardTerms,
    CashBook,
    CashVerdict,
    Count,
    is_cash,
    judge_cash,
)

LOOK_BACK = timedelta(days=60)
"""So long a line is looked at again whenever a statement comes."""

Marked = tuple[int, StatementLine]


def marked_lines(*, community_id: int, fund_account_id: int, today: date) -> list[Marked]:
    """List the lines of a bank account that speak of cash or cards and wait, by their days."""
    values: dict[str, Any] = {
        "community_id": community_id,
        "fund_account_id": fund_account_id,
        "since": today - LOOK_BACK,
        "remarks": f"{CASH_MARKS.pattern}|{CARD_MARKS.pattern}",
        "payers": CARD_PAYERS.pattern,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, values)
        return [
            (
                line_id,
                StatementLine(
                    row_no, on, LineKind(kind), Money(fen), payer_name=name, remark=remark
                ),
            )
            for line_id, row_no, on, kind, fen, name, remark in cursor.fetchall()
        ]


def own_names(*, community_id: int) -> frozenset[str]:
    """Tell the names under which the company pays into its own account."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN_NAME, [community_id])
        return frozenset(filter(None, (name_key(name) for (name,) in cursor.fetchall())))


def cash_book(*, community_id: int, first_on: date) -> CashBook:
    """Tell the cash of a community, for lines from a day on."""
    since = first_on - timedelta(days=SHIFT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_CASH, [community_id])
        balances = {on: Money(fen) for on, fen in cursor.fetchall()}
        cursor.execute(_PAID_IN, [community_id, since])
        deposits = [Count(on, Money(fen)) for on, fen in cursor.fetchall()]
    counts = [
        Count(on, amount) for on, amount in cash_counts(community_id=community_id, since=since)
    ]
    return CashBook(balances, counts, deposits)


def cash_verdicts(
    *, community_id: int, lines: Iterable[Marked]
) -> list[tuple[int, StatementLine, CashVerdict]]:
    """Judge the lines among some that may be the company's own cash."""
    names = own_names(community_id=community_id)
    cash = [(line_id, line) for line_id, line in lines if is_cash(line, names)]
    if not cash:
        return []
    book = cash_book(community_id=community_id, first_on=min(line.on for _, line in cash))
    verdicts = judge_cash([line for _, line in cash], book=book, own_names=names)
    return [(*line, verdict) for line, verdict in zip(cash, verdicts, strict=True)]


def cards_waiting(*, community_id: int, first_on: date) -> dict[date, list[Money]]:
    """Tell the card receipts by day that no line has paid for, for lines from a day on."""
    found: dict[date, list[Money]] = defaultdict(list)
    with connection.cursor() as cursor:
        since = first_on - timedelta(days=CARD_DAYS)
        cursor.execute(
            f"SELECT credit.credited_on, credit.amount_fen {CARDS}"
            " AND credit.credited_on >= %(since)s",
            {"community_id": community_id, "since": since},
        )
        for on, fen in cursor.fetchall():
            found[on].append(Money(fen))
    return found


def card_terms(*, community_id: int) -> dict[str, list[CardTerms]]:
    """Tell what each acquirer keeps, from which day on."""
    found: dict[str, list[CardTerms]] = defaultdict(list)
    for row in models.CardTerms.objects.filter(community_id=community_id).order_by("since"):
        most = None if row.most_fen is None else Money(row.most_fen)
        found[row.number].append(CardTerms(row.since, row.rate_millionths, most))
    return found


CARDS = """
FROM ledger__credit credit
WHERE credit.community_id = %(community_id)s AND credit.channel = 'POS'
  AND credit.nature IN ('RECEIPT', 'DEPOSIT')
  AND NOT EXISTS (
      SELECT FROM reconciliation_match taken
      WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
        AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)
  AND NOT EXISTS (
      SELECT FROM ledger__settlement back
      JOIN ledger__item item
          ON item.community_id = back.community_id AND item.item_id = back.item_id
      WHERE back.community_id = credit.community_id AND back.credit_id = credit.credit_id
        AND back.item_nature = 'REFUND' AND back.amount_fen = credit.amount_fen
        AND item.channel = 'POS' AND item.posted_on = credit.credited_on)"""
"""Card receipts that wait for their money; one taken back on its own day was never settled."""

_MARKED = """
SELECT line.id, line.row_no, line."on", line.kind, line.amount_fen, line.payer_name, line.remark
FROM reconciliation_line line
WHERE line.community_id = %(community_id)s AND line.fund_account_id = %(fund_account_id)s
  AND line."on" >= %(since)s AND line.amount_fen > 0 AND line.kind IN ('PAYMENT', 'PAYOUT')
  AND (line.remark ~* %(remarks)s OR line.payer_name ~* %(payers)s)
  AND line.live AND NOT line.echo AND NOT line.repeats
  AND NOT EXISTS (
      SELECT FROM reconciliation_match matched
      WHERE matched.community_id = line.community_id AND matched.line_id = line.id
        AND matched.released_on IS NULL)
ORDER BY line."on", line.row_no, line.id
"""

_OWN_NAME = """
SELECT company.name FROM estate__community community
JOIN tenancy_company company ON company.id = community.company_id
WHERE community.community_id = %s
"""

_CASH = """
SELECT posted_on, (sum(sum(amount_fen)) OVER (ORDER BY posted_on))::bigint
FROM ledger__posting WHERE community_id = %s AND account_code = '1001'
GROUP BY posted_on ORDER BY posted_on
"""

_PAID_IN = """
SELECT line."on", line.amount_fen
FROM reconciliation_match matched
JOIN reconciliation_line line
    ON line.community_id = matched.community_id AND line.id = matched.line_id
WHERE matched.community_id = %s AND line."on" >= %s AND matched.ours = 'TRANSFER'
  AND matched.how IN ('CASH', 'PERSON') AND matched.released_on IS NULL
"""
