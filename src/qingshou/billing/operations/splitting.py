"""A home changed hands: bring the bills of one who held it to that day.

What was billed beyond the day is reversed and the month is drawn up again for this home, as it is
held now: the former holder's days stay, the rest is billed to whoever holds it. What a run has not
reached yet may be billed ahead of it, for this home alone. See ``docs/specs/clearance.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from qingshou.billing.operations.drafting import Order, draw_up
from qingshou.billing.operations.running import NothingToBill, Past, post_drawn, prepare
from qingshou.billing.queries.splits import (
    STANDING,
    beyond_items,
    drawn_lines,
    months_to_bill,
    months_unbilled,
)
from qingshou.billing.rules.splits import Beyond, Split, SplitLine, UnbilledLine
from qingshou.kernel.calendar import month_start
from qingshou.kernel.money import Money, total
from qingshou.kernel.period import Period, month
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class SplitNotChargeable(Refusal):
    """A line cannot be drawn up again: its price, area or reading is no longer known."""

    code = "billing.split-not-chargeable"

    def __init__(self, *, kind: str, period: str) -> None:
        super().__init__(kind=kind, period=period)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whose bills of which home are brought to which day: the first they do not owe for."""

    unit_id: int
    account_ids: tuple[int, ...]
    until: date


@transaction
def split_bills(*, community_id: int, leaving: Leaving, today: date, actor: Actor) -> Split:
    """Take back what was billed beyond the day, and bill the same months anew, day by day.

    What was paid becomes a prepayment and settles the new line of the same account at once. Lines
    of no run, and those of which a part was forgiven, are left alone and told.

    Raises:
        SplitNotChargeable: If a line cannot be drawn up again.
        PeriodClosed: If the books of today are closed.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    found = beyond_items(
        community_id=community_id, account_ids=leaving.account_ids, until=leaving.until
    )
    splits = [item for item in found if item.obstacle is None]
    left_alone = tuple(item for item in found if item.obstacle is not None)
    if not splits:
        return Split(Money(0), (), left_alone)
    reference = _reference(leaving)
    _take_back(community_id, splits, today, reference, actor)
    lines = [
        line
        for first in months_to_bill(community_id=community_id, items=splits, until=leaving.until)
        for line in _bill(community_id, first, _SPLIT, leaving, today, actor)
    ]
    accounts = {*leaving.account_ids, *(line.account_id for line in lines)}
    _settle(community_id, sorted(accounts), reference, actor)
    return Split(total(item.amount for item in splits), tuple(lines), left_alone)


@transaction
def bill_until(
    *, community_id: int, leaving: Leaving, today: date, actor: Actor
) -> tuple[SplitLine, ...]:
    """Bill the days of the leaving accounts that no run has reached, for this home alone.

    What cannot be charged yet, such as a meter that was not read, stays unbilled. The next run of
    the month bills none of it twice.

    Raises:
        PeriodClosed: If the books of today are closed.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    posted: list[SplitLine] = []
    for first in _months_unbilled(community_id, leaving):
        posted += _bill(community_id, first, _CHARGEABLE, leaving, today, actor)
    _settle(community_id, list(leaving.account_ids), _reference(leaving), actor)
    return tuple(posted)


@transaction_required
def unbilled_lines(*, community_id: int, leaving: Leaving) -> tuple[UnbilledLine, ...]:
    """Tell the days of the leaving accounts that no run has billed, with what they come to.

    Draws the months up as a run would; whoever only asks rolls back.
    """
    lines: list[UnbilledLine] = []
    for first in _months_unbilled(community_id, leaving):
        _draw(community_id, first, _UNBILLED, leaving)
        lines += drawn_lines()
    return tuple(lines)


def _months_unbilled(community_id: int, leaving: Leaving) -> list[date]:
    latest = month_start(leaving.until - timedelta(days=1))
    return months_unbilled(community_id=community_id, unit_id=leaving.unit_id, until_month=latest)


def _bill(
    community_id: int, first: date, which: str, leaving: Leaving, today: date, actor: Actor
) -> list[SplitLine]:
    """Post those lines of a month that a statement leaves in the draft; none where nothing is due.

    A line that stands beside a reversed one gets the next edition; nobody who comes is late before
    being billed.
    """
    drawn = _draw(community_id, first, which, leaving)
    lines = _drawn()
    if drawn is None or not lines:
        return []
    values: dict[str, Any] = {
        "community_id": community_id,
        "account_ids": list(leaving.account_ids),
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, values)
    order, past = drawn
    post_drawn(order=order, past=past, on=today, actor=actor)
    return lines


def _draw(
    community_id: int, first: date, which: str, leaving: Leaving
) -> tuple[Order, Past] | None:
    """Draw a month up, then take out of the draft what does not belong here and what stands."""
    try:
        order, past = prepare(community_id=community_id, period=month(first.year, first.month))
    except NothingToBill:
        draw_up(order=Order(community_id, month(first.year, first.month), 0, 0, ()))
        return None
    draw_up(order=order)
    values: dict[str, Any] = {
        "community_id": community_id,
        "unit_id": leaving.unit_id,
        "account_ids": list(leaving.account_ids),
        "until": leaving.until,
    }
    with connection.cursor() as cursor:
        cursor.execute(which, values)
        cursor.execute(_TAKE_OUT_STANDING, values)
    return order, past


def _drawn() -> list[SplitLine]:
    lines = []
    for line in drawn_lines():
        if line.amount is None:
            raise SplitNotChargeable(kind=line.kind_name, period=_days(line.period))
        lines.append(
            SplitLine(line.account_id, line.kind, line.kind_name, line.period, line.amount)
        )
    return lines


def _days(period: Period) -> str:
    return f"{period.start}..{period.latest_day}"


def _take_back(
    community_id: int, splits: Sequence[Beyond], today: date, reference: str, actor: Actor
) -> None:
    rows = [(item.item_id, item.kind, item.period.start, item.period.until) for item in splits]
    with connection.cursor() as cursor:
        cursor.execute(_BEYOND)
        cursor.executemany("INSERT INTO billing_beyond VALUES (%s, %s, %s, %s)", rows)
    ledger.reverse_items_from(
        community_id=community_id,
        relation="billing_beyond",
        on=today,
        source_ref=reference,
        actor=actor,
        memo="业主变更，超出变更日的账单冲回重出",
    )


def _settle(community_id: int, account_ids: list[int], reference: str, actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.billing_leaving")
        cursor.execute(
            "CREATE TEMP TABLE billing_leaving ON COMMIT DROP AS"
            " SELECT unnest(%s::bigint[]) AS account_id",
            [account_ids],
        )
    ledger.settle_from(
        community_id=community_id, source_ref=reference, actor=actor, accounts="billing_leaving"
    )


def _reference(leaving: Leaving) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('qingshou_id')")
        return f"owner-change:{leaving.unit_id}/{leaving.until}/{cursor.fetchone()[0]}"


_BEYOND = """
CREATE TEMP TABLE IF NOT EXISTS billing_beyond (
    item_id bigint, kind text, period_from date, period_until date
) ON COMMIT DELETE ROWS;
DELETE FROM billing_beyond
"""

_SPLIT = """
DELETE FROM billing_line line
WHERE unit_id <> %(unit_id)s OR amount_fen = 0 OR NOT EXISTS (
    SELECT FROM billing_beyond beyond
    WHERE beyond.kind = line.kind AND beyond.period_from < line.period_until
      AND line.period_from < beyond.period_until)
"""

_UNBILLED = """
DELETE FROM billing_line
WHERE unit_id <> %(unit_id)s OR amount_fen = 0 OR period_from >= %(until)s
   OR account_id <> ALL (%(account_ids)s::bigint[])
"""

_CHARGEABLE = f"{_UNBILLED} OR amount_fen IS NULL"

_TAKE_OUT_STANDING = f"""
DELETE FROM billing_line line USING ledger__item item
WHERE item.community_id = %(community_id)s AND item.account_id = line.account_id
  AND item.kind = line.kind AND item.period_from < line.period_until
  AND line.period_from < item.period_until AND {STANDING}
"""  # noqa: S608 - our own condition

_NUMBER = """
UPDATE billing_line line SET
    edition = GREATEST(line.edition, COALESCE((
        SELECT max(item.edition) + 1 FROM ledger__item item
        WHERE item.community_id = %(community_id)s AND item.account_id = line.account_id
          AND item.kind = line.kind AND item.period_from = line.period_from), 0)),
    due_on = CASE WHEN line.account_id = ANY (%(account_ids)s::bigint[]) THEN line.due_on
                  ELSE GREATEST(line.due_on, %(today)s) END
"""
