"""Take a statement back: everything it made is reversed, its lines count no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.operations.importing import DayIsClosed
from qingshou.reconciliation.rules.matching import How


class StatementUnknown(Refusal):
    """The community has no live statement of that number."""

    code = "reconciliation.statement-unknown"

    def __init__(self, *, statement_id: int) -> None:
        super().__init__(statement_id=statement_id)


class DecidedMeanwhile(Refusal):
    """A person decided about lines of the statement, which a withdrawal would undo."""

    code = "reconciliation.decided-meanwhile"

    def __init__(self, *, statement_id: int, lines: int, row: int) -> None:
        super().__init__(statement_id=statement_id, lines=lines, row=row)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal took back."""

    statement_id: int
    lines: int
    receipts: int
    parked: int
    moves: int


@transaction
def withdraw_statement(
    *, community_id: int, statement_id: int, today: date, actor: Actor
) -> Withdrawn:
    """Take a statement back by reversal; the same file may then be let in again.

    Raises:
        StatementUnknown: If there is no such live statement.
        DayIsClosed: If one of its days is closed.
        DecidedMeanwhile: If somebody accepted or returned money of its lines.
        CreditsAlreadyReversed: If money of its receipts was refunded meanwhile.
    """
    hold_community(subject=Subject.STATEMENTS, community_id=community_id)
    statement = models.Statement.objects.filter(
        community_id=community_id, id=statement_id, withdrawn_on__isnull=True
    ).first()
    if statement is None:
        raise StatementUnknown(statement_id=statement_id)
    values: dict[str, Any] = {
        "community_id": community_id,
        "statement_id": statement_id,
        "today": today,
    }
    _refuse_closed(values)
    _refuse_decided(values)

    receipts = _take_back_receipts(values, actor)
    parked = _return_parked(values, actor)
    moves = _move_back(values, actor)
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, values)
        cursor.execute(_FORGET_LINES, values)
        lines = int(cursor.rowcount)
        cursor.execute(_UNECHO, values)
    statement.withdrawn_on = today
    statement.save(update_fields=["withdrawn_on"])
    audit.note(
        actor=actor,
        action="reconciliation.withdraw-statement",
        community_id=community_id,
        subject=f"statement:{statement_id}",
        facts={"lines": lines, "receipts": receipts, "parked": parked, "moves": moves},
    )
    return Withdrawn(statement_id, lines, receipts, parked, moves)


def _refuse_closed(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, values)
        found = cursor.fetchone()
    if found:
        raise DayIsClosed(on=found[0], account=found[1])


def _refuse_decided(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, values | {"person": How.PERSON.value})
        lines, row = cursor.fetchone()
    if lines:
        raise DecidedMeanwhile(statement_id=values["statement_id"], lines=lines, row=row)


def _take_back_receipts(values: dict[str, Any], actor: Actor) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reconciliation_taken_back")
        cursor.execute(_MADE_RECEIPTS, values)
    back = payments.take_back_from(
        community_id=values["community_id"],
        relation="reconciliation_taken_back",
        on=values["today"],
        source_ref=f"statement:{values['statement_id']}/withdrawn",
        actor=actor,
    )
    return back.receipts


def _return_parked(values: dict[str, Any], actor: Actor) -> int:
    """Send what waits back on the books, one by one: such lines are few."""
    with connection.cursor() as cursor:
        cursor.execute(_MADE_PARKED, values)
        parked = cursor.fetchall()
    for match_id, credit_id, fen, channel in parked:
        ledger.return_suspense(
            community_id=values["community_id"],
            credit_id=credit_id,
            payment=ledger.Payment(Money(fen), Channel(channel), values["today"]),
            source_ref=f"match:{match_id}/withdrawn",
            actor=actor,
        )
    return len(parked)


def _move_back(values: dict[str, Any], actor: Actor) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reconciliation_moved_back")
        cursor.execute(_MADE_MOVES, values)
        moves = int(cursor.rowcount)
    if moves:
        ledger.transfer_from(
            community_id=values["community_id"],
            relation="reconciliation_moved_back",
            source_ref=f"statement:{values['statement_id']}/withdrawn",
            actor=actor,
        )
    return moves


_OF_STATEMENT = """
FROM reconciliation_match matched
JOIN reconciliation_line line
    ON line.community_id = matched.community_id AND line.id = matched.line_id
WHERE matched.community_id = %(community_id)s AND line.statement_id = %(statement_id)s
  AND matched.released_on IS NULL"""

_CLOSED = """
SELECT closed."on", place.number
FROM reconciliation_line line
JOIN reconciliation_closedday closed
    ON closed.community_id = line.community_id
    AND closed.fund_account_id = line.fund_account_id AND closed."on" = line."on"
JOIN reconciliation_fundaccount place
    ON place.community_id = line.community_id AND place.id = line.fund_account_id
WHERE line.community_id = %(community_id)s AND line.statement_id = %(statement_id)s AND line.live
ORDER BY closed."on" LIMIT 1
"""

_DECIDED = f"SELECT count(*), min(line.row_no) {_OF_STATEMENT} AND matched.how = %(person)s"

_MADE_RECEIPTS = f"""
CREATE TEMP TABLE reconciliation_taken_back ON COMMIT DROP AS
SELECT matched.ours_id AS credit_id {_OF_STATEMENT}
  AND matched.made AND matched.ours = 'CREDIT' AND matched.how = 'EVIDENCE'
"""

_MADE_PARKED = f"""
SELECT matched.id, matched.ours_id, matched.amount_fen, (
    SELECT place.channel FROM reconciliation_fundaccount place
    WHERE place.community_id = matched.community_id AND place.id = matched.fund_account_id)
{_OF_STATEMENT} AND matched.how = 'SUSPENSE' AND matched.made
ORDER BY matched.id
"""  # noqa: S608 - made of constants

_MADE_MOVES = f"""
CREATE TEMP TABLE reconciliation_moved_back ON COMMIT DROP AS
SELECT GREATEST(transfer.moved_on, %(today)s) AS "on", transfer.credit_code AS debit_code,
       transfer.debit_code AS credit_code, transfer.amount_fen,
       'line ' || chosen.line_id || ' withdrawn' AS memo
FROM (SELECT matched.line_id, matched.ours_id {_OF_STATEMENT}
        AND matched.made AND matched.ours = 'TRANSFER') chosen
JOIN ledger__transfer transfer
    ON transfer.community_id = %(community_id)s AND transfer.transfer_id = chosen.ours_id
"""  # noqa: S608 - made of constants

_RELEASE = """
UPDATE reconciliation_match matched SET released_on = %(today)s
FROM reconciliation_line line
WHERE matched.community_id = %(community_id)s AND matched.released_on IS NULL
  AND line.community_id = matched.community_id AND line.statement_id = %(statement_id)s
  AND (matched.line_id = line.id OR matched.twin_id = line.id)
"""

_FORGET_LINES = """
UPDATE reconciliation_line SET live = NULL
WHERE community_id = %(community_id)s AND statement_id = %(statement_id)s AND live
"""

_UNECHO = """
UPDATE reconciliation_line line SET echo = false
WHERE line.community_id = %(community_id)s AND line.live AND line.echo
  AND EXISTS (
      SELECT FROM reconciliation_line gone
      WHERE gone.community_id = line.community_id AND gone.statement_id = %(statement_id)s
        AND gone.fund_account_id = line.fund_account_id AND NOT gone.echo
        AND gone.order_number = line.order_number AND gone.kind = line.kind)
"""
