"""What reaches beyond the day somebody left a home, and which months a run has not reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from qingshou.billing.models import Run
from qingshou.billing.rules.splits import Beyond, UnbilledLine
from qingshou.kernel.calendar import add_months, month_start
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period

MOST_MONTHS = 12
"""How far back the months are looked at that no run has reached."""

STANDING = """NOT EXISTS (
    SELECT FROM ledger__settlement reversal
    WHERE reversal.community_id = item.community_id AND reversal.item_id = item.item_id
      AND reversal.nature = 'REVERSAL')"""


def beyond_items(
    *, community_id: int, account_ids: Sequence[int], until: date
) -> tuple[Beyond, ...]:
    """List the standing charges of accounts that reach beyond a day or beyond their own days."""
    values: dict[str, Any] = {
        "community_id": community_id,
        "account_ids": list(account_ids),
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEYOND, values)
        return tuple(
            Beyond(
                item_id=item_id,
                account_id=account_id,
                kind=kind,
                kind_name=name,
                period=Period(start, end),
                until=own_until,
                amount=Money(fen),
                run_month=run_month,
                is_relieved=is_relieved,
            )
            for (
                item_id,
                account_id,
                kind,
                name,
                start,
                end,
                own_until,
                fen,
                run_month,
                is_relieved,
            ) in cursor.fetchall()
        )


def months_to_bill(*, community_id: int, items: Sequence[Beyond], until: date) -> list[date]:
    """List the months in which lines that are split are drawn up again, by their first days.

    Those of their runs, and that of the change where a run has reached it: whoever comes in the
    middle of a longer cycle is billed in the month of coming.
    """
    months = {item.run_month for item in items if item.run_month is not None}
    coming = month_start(until)
    if Run.objects.posted().filter(community_id=community_id, period=coming).exists():
        months.add(coming)
    return sorted(months)


def months_unbilled(*, community_id: int, unit_id: int, until_month: date) -> list[date]:
    """List the months up to one that may hold unbilled days of a unit.

    Those since the latest run, and those whose run set the unit aside.
    """
    runs = Run.objects.posted().filter(community_id=community_id, period__lt=until_month)
    latest: date | None = runs.aggregate(latest=Max("period"))["latest"]
    earliest = add_months(until_month, -MOST_MONTHS)
    months = {until_month}
    month = until_month if latest is None else max(add_months(latest, 1), earliest)
    while month < until_month:
        months.add(month)
        month = add_months(month, 1)
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, [community_id, unit_id, until_month])
        months.update(period for (period,) in cursor.fetchall())
    return sorted(months)


def drawn_lines() -> list[UnbilledLine]:
    """Tell the lines that stand in the draft."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN)
        return [
            UnbilledLine(
                account_id, kind, name, Period(start, until), None if fen is None else Money(fen)
            )
            for account_id, kind, name, start, until, fen in cursor.fetchall()
        ]


_SET_ASIDE = """
SELECT DISTINCT run.period FROM billing_parked parked
JOIN billing_run run ON run.community_id = parked.community_id AND run.id = parked.run_id
WHERE parked.community_id = %s AND parked.unit_id = %s AND run.state = 'POSTED'
  AND run.period < %s
"""

_DRAWN = """
SELECT line.account_id, line.kind, COALESCE(kind.name, line.kind), line.period_from,
       line.period_until, line.amount_fen
FROM billing_line line LEFT JOIN tariffs__charge_kind kind ON kind.kind = line.kind
ORDER BY line.period_from, line.kind, line.account_id
"""

_BEYOND = f"""
SELECT item.item_id, item.account_id, item.kind, COALESCE(kind.name, item.kind), item.period_from,
       item.period_until, LEAST(liable.liable_until, %(until)s), item.amount_fen, run.period,
       EXISTS (SELECT FROM ledger__settlement relief
               WHERE relief.community_id = item.community_id AND relief.item_id = item.item_id
                 AND relief.nature NOT IN ('RECEIPT', 'OPENING', 'REVERSAL'))
FROM ledger__item item
JOIN estate__liable_account liable
    ON liable.community_id = item.community_id AND liable.account_id = item.account_id
LEFT JOIN billing_run run ON run.community_id = item.community_id AND run.id = item.run_id
LEFT JOIN tariffs__charge_kind kind ON kind.kind = item.kind
WHERE item.community_id = %(community_id)s AND item.account_id = ANY (%(account_ids)s)
  AND item.nature <> 'REFUND' AND item.kind NOT IN ('PENALTY', 'COST')
  AND item.period_until > LEAST(liable.liable_until, %(until)s) AND {STANDING}
ORDER BY item.period_from, item.kind, item.item_id
"""  # noqa: S608 - our own condition
