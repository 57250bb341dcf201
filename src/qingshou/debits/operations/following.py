"""What follows a failure: the next try by the calendar, or the end; the owner hears of the last."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from qingshou.debits import events
from qingshou.debits.rules.reasons import Reason
from qingshou.debits.rules.retries import Again, RetryCalendar, after_failure
from qingshou.platform import outbox
from qingshou.platform.db import transaction_required
from qingshou.tariffs.rules.working_days import is_working_day


@transaction_required
def follow_failures(*, community_id: int, return_id: int, on: date, calendar: RetryCalendar) -> int:
    """Count the failures of a return file by bill and decide what follows; tell the notices.

    Where only one try is left, a notice is written and announced in the same transaction.
    """
    values: dict[str, Any] = {"community_id": community_id, "return_id": return_id, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, values)
        decided = [
            (reason, tries, after_failure(
                Reason(reason), tries=tries, failed_on=on, calendar=calendar,
                is_working_day=is_working_day,
            ))
            for reason, tries in cursor.fetchall()
        ]  # fmt: skip
        cursor.execute(
            _FAILURES,
            values
            | {
                "reasons": [reason for reason, _, _ in decided],
                "tries": [tries for _, tries, _ in decided],
                "days": [step.on if isinstance(step, Again) else None for *_, step in decided],
                "lasts": [isinstance(step, Again) and step.is_last for *_, step in decided],
                "ends": ["" if isinstance(step, Again) else step.value for *_, step in decided],
            },
        )
        cursor.execute(_NOTICES, values)
        notices = cursor.fetchall()
    for account_id, line_id, try_on, fen, reason in notices:
        outbox.announce(events.LastTryAhead(community_id, account_id, line_id, try_on, fen, reason))
    return len(notices)


_FAILED = """
SELECT outcome.reason, outcome.line_id, line.mandate_id, portion.item_id,
       1 + COALESCE((
           SELECT max(tries) FROM debits_failure failure
           WHERE failure.community_id = line.community_id AND failure.item_id = portion.item_id
             AND failure.mandate_id = line.mandate_id), 0) AS tries
FROM debits_outcome outcome
JOIN debits_line line ON line.community_id = outcome.community_id AND line.id = outcome.line_id
JOIN debits_portion portion
    ON portion.community_id = line.community_id AND portion.line_id = line.id
WHERE outcome.community_id = %(community_id)s AND outcome.return_id = %(return_id)s
  AND NOT outcome.paid
"""

_KINDS = f"SELECT DISTINCT reason, tries FROM ({_FAILED}) failed ORDER BY 1, 2"  # noqa: S608 - ours

_FAILURES = f"""
INSERT INTO debits_failure
    (community_id, line_id, item_id, mandate_id, tries, next_on, next_is_last, ended)
SELECT %(community_id)s, line_id, item_id, mandate_id, failed.tries, step.next_on, step.is_last,
       step.ended
FROM ({_FAILED}) failed
JOIN unnest(%(reasons)s::text[], %(tries)s::int[], %(days)s::date[], %(lasts)s::boolean[],
            %(ends)s::text[]) AS step (reason, tries, next_on, is_last, ended)
    ON step.reason = failed.reason AND step.tries = failed.tries
"""  # noqa: S608 - our own names

_NOTICES = """
WITH told AS (
    INSERT INTO debits_notice
        (community_id, account_id, line_id, amount_fen, told_on, try_on, reason)
    SELECT line.community_id, line.account_id, line.id, sum(portion.amount_fen)::bigint, %(on)s,
           min(failure.next_on), outcome.reason
    FROM debits_outcome outcome
    JOIN debits_line line
        ON line.community_id = outcome.community_id AND line.id = outcome.line_id
    JOIN debits_failure failure
        ON failure.community_id = line.community_id AND failure.line_id = line.id
        AND failure.next_is_last
    JOIN debits_portion portion
        ON portion.community_id = line.community_id AND portion.line_id = line.id
        AND portion.item_id = failure.item_id
    WHERE outcome.community_id = %(community_id)s AND outcome.return_id = %(return_id)s
    GROUP BY line.community_id, line.id, line.account_id, outcome.reason
    RETURNING account_id, line_id, try_on, amount_fen, reason
)
SELECT account_id, line_id, try_on, amount_fen, reason FROM told ORDER BY line_id
"""
