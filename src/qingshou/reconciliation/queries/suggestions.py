"""Incoming lines that wait for a person, each with its suggestions as the books stand now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.reconciliation.queries.directory import directory
from qingshou.reconciliation.queries.own_money import cash_verdicts
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.matching import Candidate, decide
from qingshou.reconciliation.rules.own_money import CashVerdict


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line nobody is known for, whether it lies in suspense, and whose it may be.

    ``cash`` tells why it may be the company's own cash; then no home is suggested.
    """

    line_id: int
    line: StatementLine
    in_suspense: bool
    candidates: tuple[Candidate, ...]
    cash: CashVerdict | None = None


def waiting(*, community_id: int, limit: int | None = 200) -> list[Waiting]:
    """List what came in and waits, the oldest first; all of it without a limit."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"community_id": community_id, "limit": limit})
        rows = cursor.fetchall()
    if not rows:
        return []
    lines = [
        (
            line_id,
            how == "SUSPENSE",
            StatementLine(
                row_no=row_no,
                on=on,
                kind=LineKind.PAYMENT,
                amount=Money(fen),
                serial=serial,
                payer_name=name,
                payer_account=account,
                remark=remark,
            ),
        )
        for line_id, how, row_no, on, fen, serial, name, account, remark in rows
    ]
    known = directory(
        community_id=community_id,
        first_on=min(line.on for _, _, line in lines),
        latest_on=max(line.on for _, _, line in lines),
    )
    held = [(line_id, line) for line_id, parked, line in lines if not parked]
    judged = cash_verdicts(community_id=community_id, lines=held)
    cash = {line_id: verdict for line_id, _, verdict in judged}
    return [
        Waiting(line_id, line, parked, (), cash[line_id])
        if line_id in cash
        else Waiting(line_id, line, parked, decide(line, known).candidates)
        for line_id, parked, line in lines
    ]


_WAITING = """
SELECT line.id, open_line.how, line.row_no, line."on", line.amount_fen, line.serial,
       line.payer_name, line.payer_account, line.remark
FROM (
    SELECT matched.line_id, matched.how
    FROM reconciliation_match matched
    JOIN ledger__credit credit
        ON credit.community_id = matched.community_id AND credit.credit_id = matched.ours_id
    WHERE matched.community_id = %(community_id)s AND matched.released_on IS NULL
      AND matched.how = 'SUSPENSE' AND credit.unused_fen > 0
    UNION ALL
    SELECT held.id, ''
    FROM reconciliation_statement statement
    JOIN reconciliation_line held
        ON held.community_id = statement.community_id AND held.statement_id = statement.id
        AND held.live AND NOT held.echo AND NOT held.repeats
    LEFT JOIN reconciliation_match matched
        ON matched.community_id = held.community_id AND matched.line_id = held.id
        AND matched.released_on IS NULL
    WHERE statement.community_id = %(community_id)s AND statement.waiting > 0
      AND statement.withdrawn_on IS NULL AND matched.line_id IS NULL
      AND held.kind = 'PAYMENT' AND held.amount_fen > 0
) open_line
JOIN reconciliation_line line
    ON line.community_id = %(community_id)s AND line.id = open_line.line_id
ORDER BY line."on", line.id
LIMIT %(limit)s
"""
