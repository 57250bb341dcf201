"""A history of payments arrives: every line becomes a receipt that settles what it was for.

A line designates its charge and period; what it does not use settles the oldest debts, the
rest is prepaid. Lines that paid nothing are counted and left. Any problem refuses the whole
file. What came in is taken back by reversal, unless later facts hang on it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.problems import Problem
from qingshou.kernel.money import ZERO, Money, total
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations
from qingshou.payments.operations import Batch
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.processes.rows_find_accounts import (
    PLACE_FINDINGS,
    NothingKept,
    place,
    problems_of,
    rows,
    run,
)


def arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    """Let the payments of an import in, or tell what stands against them.

    A preview, or a problem, leaves nothing behind; the totals tell what would have been.
    """
    try:
        return _arrive(import_id=import_id, actor=actor, today=today, preview=preview)
    except NothingKept as nothing:
        return nothing.arrival


@transaction
def withdraw(*, import_id: int, actor: Actor, today: date) -> Arrival:
    """Take the receipts of an import back by reversal; their debts are open again.

    Raises:
        ReceiptsInUse: If one was taken back or refunded, or has settled later bills.
    """
    communities = rows(
        "SELECT DISTINCT community_id FROM payments__receipt WHERE import_id = %(import_id)s"
        " ORDER BY community_id",
        {"import_id": import_id},
    )
    withdrawn = [
        operations.withdraw_history(
            community_id=community_id, import_id=import_id, on=today, actor=actor
        )
        for (community_id,) in communities
    ]
    return Arrival(
        totals={
            "receipts": sum(history.receipts for history in withdrawn),
            "paid": total(history.received for history in withdrawn).yuan,
        }
    )


@transaction
def _arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    place(import_id=import_id, record="payment", day="paid_on")
    run("DROP TABLE IF EXISTS pg_temp.arriving_payment")
    run(_READ)
    run("ANALYZE arriving_payment")

    problems = _problems(import_id, today)
    totals = _totals()
    if problems:
        raise NothingKept(Arrival(totals, problems))

    totals |= _receive(import_id, totals["community_ids"], actor)
    if preview:
        raise NothingKept(Arrival(totals))
    audit.note(actor=actor, action="payments.arrive", subject=f"import:{import_id}", facts=totals)
    return Arrival(totals)


def _receive(import_id: int, community_ids: list[int], actor: Actor) -> dict[str, Any]:
    """Hand each community its own payments; tell what became of all."""
    histories: list[Batch] = []
    for community_id in community_ids:
        run("DROP TABLE IF EXISTS pg_temp.arriving_history")
        run(_OF_COMMUNITY, {"community_id": community_id})
        histories.append(
            operations.receive_history_from(
                community_id=community_id,
                relation="arriving_history",
                import_id=import_id,
                actor=actor,
            )
        )
    paid = total(history.received for history in histories)
    settled = total(history.settled for history in histories)
    return {
        "receipts": sum(history.receipts for history in histories),
        "settled": settled.yuan,
        "prepaid": max(paid - settled, ZERO).yuan,
    }


def _problems(import_id: int, today: date) -> tuple[Problem, ...]:
    values = {"import_id": import_id, "today": today, "channels": [*Channel]}
    return problems_of(_FINDINGS, values)


def _totals() -> dict[str, Any]:
    """Control totals of the file: lines, sums due and paid, by channel, charge and community."""
    [(lines, unpaid, due_fen, paid_fen, first_on, latest_on, communities)] = rows(_TOTALS)
    return {
        "lines": lines,
        "lines_without_payment": unpaid,
        "due": Money(due_fen).yuan,
        "paid": Money(paid_fen).yuan,
        "first_on": first_on,
        "latest_on": latest_on,
        "by_channel": _split("channel"),
        "by_kind": _split("kind"),
        "by_community": _split("community"),
        "community_ids": communities or [],
    }


def _split(column: str) -> dict[str, str]:
    told = rows(_SPLIT.format(column=column))
    return {name: Money(fen).yuan for name, fen in told}


_READ = """
CREATE TEMP TABLE arriving_payment ON COMMIT DROP AS
SELECT line, sheet, row_no, community, unit_code, community_id, unit_id, account_id,
       cells->>'kind' AS kind,
       (cells->>'period_from')::date AS period_from,
       (cells->>'period_until')::date AS period_until,
       (cells->>'paid_on')::date AS "on",
       COALESCE(((cells->>'due_amount')::numeric * 100)::bigint, 0) AS due_fen,
       COALESCE(((cells->>'paid_amount')::numeric * 100)::bigint, 0) AS amount_fen,
       COALESCE(cells->>'channel', 'OTHER') AS channel,
       COALESCE(cells->>'cashier', '') AS cashier,
       COALESCE(cells->>'memo', '') AS memo,
       COALESCE(cells->>'receipt_number', '') AS outside_number,
       row_number() OVER (
           PARTITION BY community_id, unit_code, cells->>'kind', cells->>'period_from',
               cells->>'period_until', cells->>'paid_on', cells->>'paid_amount',
               cells->>'channel', cells->>'receipt_number' ORDER BY line) > 1 AS doubled,
       first_value(row_no) OVER (
           PARTITION BY community_id, unit_code, cells->>'kind', cells->>'period_from',
               cells->>'period_until', cells->>'paid_on', cells->>'paid_amount',
               cells->>'channel', cells->>'receipt_number' ORDER BY line) AS first_row_no
FROM arriving_row
"""

_FINDINGS = f"""
SELECT sheet, row_no, finding.key, finding.code, finding.facts::text
FROM (
    SELECT payment.*, EXISTS (
        SELECT FROM payments__receipt receipt
        WHERE receipt.community_id = payment.community_id
          AND receipt.account_id = payment.account_id
          AND receipt.received_on = payment."on" AND receipt.amount_fen = payment.amount_fen
          AND receipt.outside_number = payment.outside_number AND receipt.outside_number <> ''
          AND receipt.import_id <> %(import_id)s AND receipt.reverses_id IS NULL
          AND receipt.reversed_by_id IS NULL) AS known
    FROM arriving_payment payment
) payment
CROSS JOIN LATERAL (VALUES {PLACE_FINDINGS},
    ("on" IS NULL, 'paid_on', 'payments.day-missing', '{{}}'),
    ("on" > %(today)s, 'paid_on', 'payments.paid-ahead',
        jsonb_build_object('on', "on", 'today', %(today)s::date)),
    (amount_fen < 0, 'paid_amount', 'payments.amount-negative',
        jsonb_build_object('amount', to_char(amount_fen / 100.0, 'FM999999999990.00'))),
    (period_until <= period_from, 'period_until', 'payments.period-backwards',
        jsonb_build_object('from', period_from, 'until', period_until)),
    (channel <> ALL (%(channels)s), 'channel', 'payments.channel-unknown',
        jsonb_build_object('channel', channel)),
    (doubled AND amount_fen > 0, 'receipt_number', 'payments.line-doubled',
        jsonb_build_object('first', first_row_no)),
    (known, 'receipt_number', 'payments.already-received',
        jsonb_build_object('number', outside_number))
) finding (stands, key, code, facts)
WHERE finding.stands
ORDER BY payment.line, finding.key
LIMIT %(most)s
"""  # noqa: S608 - made of constants

_OF_COMMUNITY = """
CREATE TEMP TABLE arriving_history ON COMMIT DROP AS
SELECT account_id, "on", amount_fen, channel, kind, period_from, period_until,
       line AS "position", cashier, memo, outside_number
FROM arriving_payment WHERE community_id = %(community_id)s AND amount_fen > 0
"""

_TOTALS = """
SELECT count(*), count(*) FILTER (WHERE amount_fen = 0), COALESCE(sum(due_fen), 0)::bigint,
       COALESCE(sum(amount_fen), 0)::bigint, min("on")::text, max("on")::text,
       array_agg(DISTINCT community_id ORDER BY community_id)
           FILTER (WHERE community_id IS NOT NULL)
FROM arriving_payment
"""

_SPLIT = """
SELECT COALESCE({column}, ''), sum(amount_fen)::bigint FROM arriving_payment GROUP BY 1 ORDER BY 1
"""
