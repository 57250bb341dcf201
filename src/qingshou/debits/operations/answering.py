"""Take in what the bank answers: money becomes receipts, failures are tried again or ended.

The whole file is let in or none of it. A line is answered once, so nothing is debited twice
however often a file comes in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.debits import events, models
from qingshou.debits.operations.following import follow_failures
from qingshou.debits.queries import BatchUnknown
from qingshou.debits.rules.batches import State
from qingshou.debits.rules.retries import STANDARD, RetryCalendar
from qingshou.debits.rules.sheets import Returned
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.payments import operations as payments
from qingshou.platform import audit, outbox
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Answered:
    """What a return file brought; ``known`` lines were answered the same before."""

    batch: int
    state: State
    paid_lines: int
    paid: Money
    failed_lines: int
    failed: Money
    known: int
    waiting: int
    reasons: tuple[tuple[str, int], ...] = ()
    notices: int = 0
    again: bool = False


class BatchNotSent(Refusal):
    """An answer came for a batch that never went to the bank."""

    code = "debits.batch-not-sent"

    def __init__(self, *, batch: int, state: str) -> None:
        super().__init__(batch=batch, state=state)


class LineUnknown(Refusal):
    """The file answers lines that are not of the batch."""

    code = "debits.line-unknown"

    def __init__(self, *, batch: int, reference: str, unknown: int, lines: int) -> None:
        super().__init__(batch=batch, reference=reference, unknown=unknown, lines=lines)


class LineDoubled(Refusal):
    """The file answers a line twice."""

    code = "debits.line-doubled"

    def __init__(self, *, reference: str, times: int) -> None:
        super().__init__(reference=reference, times=times)


class AmountDiffers(Refusal):
    """The bank answers a line with another amount than was asked."""

    code = "debits.amount-differs"

    def __init__(self, *, reference: str, asked: str, answered: str, lines: int) -> None:
        super().__init__(reference=reference, asked=asked, answered=answered, lines=lines)


class PartlyDebited(Refusal):
    """The bank debited another amount than the line's; a line is debited whole or not at all."""

    code = "debits.partly-debited"

    def __init__(self, *, reference: str, asked: str, paid: str) -> None:
        super().__init__(reference=reference, asked=asked, paid=paid)


class TotalsDiffer(Refusal):
    """The totals a file declares are not those of its lines, or not those of the batch."""

    code = "debits.totals-differ"

    def __init__(
        self, *, file: str, declared_lines: int, declared: str, found_lines: int, found: str
    ) -> None:
        super().__init__(
            file=file,
            declared_lines=declared_lines,
            declared=declared,
            found_lines=found_lines,
            found=found,
        )


class AnswerContradicts(Refusal):
    """The file answers a line otherwise than an earlier file did."""

    code = "debits.answer-contradicts"

    def __init__(self, *, reference: str, earlier: str, now: str, file: str) -> None:
        super().__init__(reference=reference, earlier=earlier, now=now, file=file)


class SettledAhead(Refusal):
    """The day the bank debited lies ahead, or before the file went to the bank."""

    code = "debits.settled-ahead"

    def __init__(self, *, on: date, sent_on: date, today: date) -> None:
        super().__init__(on=on, sent_on=sent_on, today=today)


@transaction_required
def answer(
    *,
    community_id: int,
    batch: int,
    returned: Returned,
    on: date,
    today: date,
    actor: Actor,
    calendar: RetryCalendar = STANDARD,
) -> Answered:
    """Let in a return file: debited on a day, in one piece or in several files.

    The same file again changes nothing; lines an earlier file answered the same are skipped.

    Raises:
        BatchUnknown: If the community has no such batch.
        BatchNotSent: If it never went to the bank, or was taken back.
        SettledAhead: If the day lies after today, or before the batch was sent.
        TotalsDiffer: If declared totals are not those of the lines or of the batch.
        LineDoubled: If a line is answered twice.
        LineUnknown: If a line is not of the batch.
        AmountDiffers: If a line carries another amount than was asked.
        PartlyDebited: If a line was debited in part.
        AnswerContradicts: If a line was answered otherwise before.
        ChannelMoneyAlreadyReceived: If somebody received the money of a line another way.
    """
    hold_community(subject=Subject.DEBITS, community_id=community_id)
    held = _held(community_id, batch)
    earlier = models.ReturnFile.objects.filter(
        community_id=community_id, digest=returned.digest
    ).first()
    if earlier is not None:
        return _answered(held, earlier, known=earlier.lines, notices=0, again=True)
    _refuse_wrong_days(held, on, today)
    _refuse_wrong_totals(held, returned)

    with connection.cursor() as cursor:
        _load(cursor, returned)
        _refuse_wrong_lines(cursor, held, returned)
        file = _record(cursor, held, returned, on, actor)
    if file.lines:
        _receive(held, file, actor)
    notices = follow_failures(
        community_id=community_id, return_id=file.id, on=on, calendar=calendar
    )
    held.receive(waiting=_waiting(held), on=on)

    _tell(held, file, actor)
    return _answered(held, file, known=len(returned.lines) - file.lines, notices=notices)


def _held(community_id: int, batch: int) -> models.Batch:
    found = models.Batch.objects.numbered(batch).filter(community_id=community_id).first()
    if found is None:
        raise BatchUnknown(batch=batch)
    return found


def _answered(
    held: models.Batch, file: models.ReturnFile, *, known: int, notices: int, again: bool = False
) -> Answered:
    """Tell what a file brought, now or when it came in first."""
    return Answered(
        batch=held.number,
        state=State(held.state),
        paid_lines=file.paid_lines,
        paid=Money(file.paid_fen),
        failed_lines=file.failed_lines,
        failed=Money(file.failed_fen),
        known=known,
        waiting=_waiting(held),
        reasons=_reasons(held.community_id, file.id),
        notices=notices,
        again=again,
    )


def _refuse_wrong_days(held: models.Batch, on: date, today: date) -> None:
    if held.sent_on is None or held.state == State.WITHDRAWN:
        raise BatchNotSent(batch=held.number, state=held.state)
    if not held.sent_on <= on <= today:
        raise SettledAhead(on=on, sent_on=held.sent_on, today=today)


def _refuse_wrong_totals(held: models.Batch, returned: Returned) -> None:
    found = len(returned.lines) + returned.waiting
    answered = sum(line.amount.fen for line in returned.lines) + returned.waiting_total.fen
    told = (
        (returned.declared_lines, returned.declared_total, found, answered),
        (returned.original_lines, returned.original_total, held.lines, held.total_fen),
    )
    for lines, total, own_lines, own_fen in told:
        wrong_lines = lines is not None and lines != own_lines
        wrong_total = total is not None and total.fen != own_fen
        if wrong_lines or wrong_total:
            raise TotalsDiffer(
                file=returned.name,
                declared_lines=own_lines if lines is None else lines,
                declared=(total or Money(own_fen)).yuan,
                found_lines=own_lines,
                found=Money(own_fen).yuan,
            )


def _load(cursor: Any, returned: Returned) -> None:
    cursor.execute(_ANSWERS)
    cursor.execute(
        "INSERT INTO debits_answer (reference, amount_fen, paid_fen, paid, reason, words)"
        " SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::boolean[], %s::text[],"
        " %s::text[])",
        [
            [line.reference for line in returned.lines],
            [line.amount.fen for line in returned.lines],
            [line.paid.fen for line in returned.lines],
            [line.reason is None for line in returned.lines],
            [line.reason or "" for line in returned.lines],
            [line.words for line in returned.lines],
        ],
    )


def _refuse_wrong_lines(cursor: Any, held: models.Batch, returned: Returned) -> None:
    doubled = Counter(line.reference for line in returned.lines).most_common(1)
    if doubled and doubled[0][1] > 1:
        raise LineDoubled(reference=doubled[0][0], times=doubled[0][1])
    values = {"community_id": held.community_id, "batch_id": held.id}
    cursor.execute(_MATCH, values)
    cursor.execute(_UNKNOWN)
    unknown, example = cursor.fetchone()
    if unknown:
        raise LineUnknown(
            batch=held.number, reference=example, unknown=unknown, lines=len(returned.lines)
        )
    cursor.execute(_DIFFERENT)
    if found := cursor.fetchone():
        example, asked, answered, lines = found
        raise AmountDiffers(
            reference=example, asked=Money(asked).yuan, answered=Money(answered).yuan, lines=lines
        )
    cursor.execute(_PARTLY)
    if found := cursor.fetchone():
        example, asked, paid = found
        raise PartlyDebited(reference=example, asked=Money(asked).yuan, paid=Money(paid).yuan)
    cursor.execute(_CONTRADICTED, values)
    if found := cursor.fetchone():
        example, earlier, now, file = found
        raise AnswerContradicts(
            reference=example, earlier=earlier or "PAID", now=now or "PAID", file=file
        )


def _record(
    cursor: Any, held: models.Batch, returned: Returned, on: date, actor: Actor
) -> models.ReturnFile:
    """Write the file and the answers that are new."""
    cursor.execute(_KNOWN, {"community_id": held.community_id})
    cursor.execute(_NEW)
    lines, paid_lines, paid_fen, failed_lines, failed_fen = cursor.fetchone()
    file = models.ReturnFile.objects.create(
        community_id=held.community_id,
        batch_id=held.id,
        name=returned.name,
        digest=returned.digest,
        on=on,
        lines=lines,
        paid_lines=paid_lines,
        paid_fen=paid_fen,
        failed_lines=failed_lines,
        failed_fen=failed_fen,
        actor=actor.name,
    )
    values = {"community_id": held.community_id, "return_id": file.id, "on": on}
    cursor.execute(_OUTCOMES, values)
    cursor.execute(_AT_REST, values)
    return file


def _receive(held: models.Batch, file: models.ReturnFile, actor: Actor) -> None:
    """Receive the money of the lines that were debited: for each, for the bills it was for."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.debits_received")
        cursor.execute(_RECEIVED, {"community_id": held.community_id, "return_id": file.id})
    payments.receive_batch_from(
        community_id=held.community_id,
        relation="debits_received",
        source_ref=f"debit:{held.number:05d}:{file.id}",
        actor=actor,
    )


def _waiting(held: models.Batch) -> int:
    answered = models.Outcome.objects.filter(
        community_id=held.community_id,
        line_id__in=models.Line.objects.filter(
            community_id=held.community_id, batch_id=held.id
        ).values("id"),
    ).count()
    return held.lines - answered


def _reasons(community_id: int, return_id: int) -> tuple[tuple[str, int], ...]:
    outcomes = models.Outcome.objects.filter(
        community_id=community_id, return_id=return_id, paid=False
    )
    counted = Counter(outcomes.values_list("reason", flat=True))
    return tuple(sorted(counted.items()))


def _tell(held: models.Batch, file: models.ReturnFile, actor: Actor) -> None:
    audit.note(
        actor=actor,
        action="debits.answer",
        community_id=held.community_id,
        subject=f"batch:{held.number}",
        facts={
            "file": file.name,
            "on": file.on,
            "paid": Money(file.paid_fen).yuan,
            "failed": Money(file.failed_fen).yuan,
            "state": held.state,
        },
    )
    outbox.announce(
        events.BatchAnswered(
            community_id=held.community_id,
            batch=held.number,
            return_id=file.id,
            on=file.on,
            paid_lines=file.paid_lines,
            paid_fen=file.paid_fen,
            failed_lines=file.failed_lines,
            failed_fen=file.failed_fen,
        )
    )


_ANSWERS = """
CREATE TEMP TABLE IF NOT EXISTS debits_answer (
    reference text, amount_fen bigint, paid_fen bigint, paid boolean, reason text, words text,
    line_id bigint, asked_fen bigint
) ON COMMIT DELETE ROWS;
DELETE FROM debits_answer
"""

_MATCH = """
UPDATE debits_answer SET line_id = line.id, asked_fen = line.amount_fen
FROM debits_line line
WHERE line.community_id = %(community_id)s AND line.batch_id = %(batch_id)s
  AND line.reference = debits_answer.reference
"""

_UNKNOWN = "SELECT count(*), min(reference) FROM debits_answer WHERE line_id IS NULL"

_DIFFERENT = """
SELECT reference, asked_fen, amount_fen, count(*) OVER ()
FROM debits_answer WHERE amount_fen <> asked_fen ORDER BY reference LIMIT 1
"""

_PARTLY = """
SELECT reference, asked_fen, paid_fen FROM debits_answer
WHERE paid_fen <> CASE WHEN paid THEN asked_fen ELSE 0 END ORDER BY reference LIMIT 1
"""

_CONTRADICTED = """
SELECT answer.reference, outcome.reason, answer.reason, file.name
FROM debits_answer answer
JOIN debits_outcome outcome
    ON outcome.community_id = %(community_id)s AND outcome.line_id = answer.line_id
JOIN debits_returnfile file
    ON file.community_id = outcome.community_id AND file.id = outcome.return_id
WHERE outcome.reason <> answer.reason ORDER BY answer.reference LIMIT 1
"""

_KNOWN = """
DELETE FROM debits_answer WHERE line_id IN (
    SELECT line_id FROM debits_outcome WHERE community_id = %(community_id)s)
"""

_NEW = """
SELECT count(*), count(*) FILTER (WHERE paid),
       COALESCE(sum(asked_fen) FILTER (WHERE paid), 0)::bigint,
       count(*) FILTER (WHERE NOT paid),
       COALESCE(sum(asked_fen) FILTER (WHERE NOT paid), 0)::bigint
FROM debits_answer
"""

_OUTCOMES = """
INSERT INTO debits_outcome (community_id, line_id, return_id, paid, "on", reason, words)
SELECT %(community_id)s, line_id, %(return_id)s, paid, %(on)s, reason, words FROM debits_answer
"""

_AT_REST = """
UPDATE debits_portion portion SET running = false
FROM debits_answer answer
WHERE portion.community_id = %(community_id)s AND portion.line_id = answer.line_id
"""

_RECEIVED = """
CREATE TEMP TABLE debits_received ON COMMIT DROP AS
WITH portion AS (
    SELECT line.reference, line.account_id, outcome."on", mandate.holder, portion.kind,
           portion.period_from, portion.period_until, portion.amount_fen,
           max(portion.period_until) OVER (
               PARTITION BY line.id, portion.kind ORDER BY portion.period_from, portion.item_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached,
           portion.item_id, line.number
    FROM debits_outcome outcome
    JOIN debits_line line
        ON line.community_id = outcome.community_id AND line.id = outcome.line_id
    JOIN debits_mandate mandate
        ON mandate.community_id = line.community_id AND mandate.id = line.mandate_id
    JOIN debits_portion portion
        ON portion.community_id = line.community_id AND portion.line_id = line.id
    WHERE outcome.community_id = %(community_id)s AND outcome.return_id = %(return_id)s
      AND outcome.paid
), run AS (
    SELECT portion.*, count(*) FILTER (WHERE reached IS DISTINCT FROM period_from) OVER (
        PARTITION BY reference, kind ORDER BY period_from, item_id) AS run
    FROM portion
), part AS (
    SELECT reference, account_id, "on", holder, kind, min(period_from) AS period_from,
           max(period_until) AS period_until, sum(amount_fen)::bigint AS amount_fen, number
    FROM run GROUP BY reference, account_id, "on", holder, kind, run, number
), numbered AS (
    SELECT part.*, row_number() OVER (PARTITION BY reference ORDER BY period_from, kind) AS place
    FROM part
)
SELECT account_id, "on", amount_fen, 'DEBIT'::text AS channel, kind, period_from, period_until,
       row_number() OVER (ORDER BY number, place) AS "position", holder AS payer,
       ''::text AS memo,
       reference || CASE WHEN place > 1 THEN '/' || place ELSE '' END AS outside_number
FROM numbered
"""
