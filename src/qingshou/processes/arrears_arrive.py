"""What was owed before arrives: every line of the arrears list opens the books with a debt.

The debts are posted on the day after the latest period that the list covers, so that they
are in the books before the first bill. A penalty on a line becomes an item of its own, a
reason a mark of the account. Any problem refuses the whole file. What came in is taken back by
reversal, unless money has settled it; the marks go with it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from qingshou.dunning import operations as dunning
from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.problems import Problem
from qingshou.kernel.ids import ImportId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
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


class ArrearsAlreadyPaid(Refusal):
    """Money or relief has settled debts of the list meanwhile."""

    code = "ledger.arrears-already-paid"

    def __init__(self, *, import_id: int, items: int, settled: str, example: str) -> None:
        super().__init__(import_id=import_id, items=items, settled=settled, example=example)


def arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    """Let the opening arrears of an import in, or tell what stands against them.

    A preview, or a problem, leaves nothing behind; the totals tell what would have been.
    """
    try:
        return _arrive(import_id=import_id, actor=actor, today=today, preview=preview)
    except NothingKept as nothing:
        return nothing.arrival


@transaction
def withdraw(*, import_id: int, actor: Actor, today: date) -> Arrival:
    """Take the opening arrears of an import back by reversal.

    Raises:
        ArrearsAlreadyPaid: If any of them was settled, wholly or in part.
    """
    values = {"source_ref": f"import:{import_id}"}
    [(settled_items, settled_fen, example)] = rows(_SETTLED, values)
    if settled_items:
        raise ArrearsAlreadyPaid(
            import_id=import_id,
            items=settled_items,
            settled=Money(settled_fen).yuan,
            example=example,
        )
    entries = rows(_TO_WITHDRAW, values)
    for community_id, entry_id, _, _ in entries:
        ledger.reverse_entry(
            community_id=community_id,
            entry_id=entry_id,
            on=today,
            source_ref=f"import:{import_id}:withdrawn",
            actor=actor,
        )
    dunning.withdraw_contacts(
        import_id=ImportId(import_id),
        community_ids=[community_id for community_id, *_ in entries],
        today=today,
        actor=actor,
    )
    return Arrival(
        totals={
            "items": sum(items for _, _, items, _ in entries),
            "amount": Money(sum(fen for *_, fen in entries)).yuan,
        }
    )


@transaction
def _arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    place(import_id=import_id, record="arrears", day="due_on")
    run("DROP TABLE IF EXISTS pg_temp.arriving_arrears")
    run(_READ)
    run("ANALYZE arriving_arrears")

    problems = _problems(today)
    totals = _totals()
    if problems:
        raise NothingKept(Arrival(totals, problems))

    totals["items"] = sum(
        _open(import_id, community_id, today, actor) for community_id in totals["community_ids"]
    )
    if preview:
        raise NothingKept(Arrival(totals))
    audit.note(actor=actor, action="arrears.arrive", subject=f"import:{import_id}", facts=totals)
    return Arrival(totals)


def _open(import_id: int, community_id: int, today: date, actor: Actor) -> int:
    """Open one community's book with its debts; tell how many there are."""
    run("DROP TABLE IF EXISTS pg_temp.arriving_debt")
    run(_OF_COMMUNITY, {"community_id": community_id})
    [(on,)] = rows(
        "SELECT LEAST(max(period_until), %(today)s) FROM arriving_debt", {"today": today}
    )
    if on is None:
        return 0
    opened = ledger.post_opening_from(
        community_id=community_id,
        arrears="arriving_debt",
        on=on,
        source_ref=f"import:{import_id}",
        actor=actor,
    )
    run("DROP TABLE IF EXISTS pg_temp.arriving_reason")
    run(_REASONS, {"community_id": community_id, "on": on})
    dunning.mark_reasons_from(
        relation="arriving_reason", import_id=ImportId(import_id), actor=actor
    )
    return opened.arrears_lines


def _problems(today: date) -> tuple[Problem, ...]:
    return problems_of(_FINDINGS, {"today": today})


def _totals() -> dict[str, Any]:
    """Control totals of the file: lines, sums, accounts, by charge, reason and community."""
    [(lines, accounts, owed_fen, penalty_fen, communities)] = rows(_TOTALS)
    return {
        "lines": lines,
        "accounts": accounts,
        "amount": Money(owed_fen).yuan,
        "penalty": Money(penalty_fen).yuan,
        "by_kind": _split("kind"),
        "by_reason": _split("reason"),
        "by_community": _split("community"),
        "community_ids": communities or [],
    }


def _split(column: str) -> dict[str, str]:
    return {name: Money(fen).yuan for name, fen in rows(_SPLIT.format(column=column))}


_READ = """
CREATE TEMP TABLE arriving_arrears ON COMMIT DROP AS
WITH told AS (
    SELECT line, sheet, row_no, community, unit_code, community_id, unit_id, account_id,
           cells->>'kind' AS kind, COALESCE(cells->>'reason', '') AS reason,
           COALESCE((cells->>'period_from')::date,
                    date_trunc('month', (cells->>'due_on')::date)::date) AS period_from,
           (cells->>'period_until')::date AS period_until,
           (cells->>'due_on')::date AS due_on,
           COALESCE(((cells->>'amount')::numeric * 100)::bigint, 0) AS amount_fen,
           COALESCE(((cells->>'penalty')::numeric * 100)::bigint, 0) AS penalty_fen
    FROM arriving_row
), dated AS (
    SELECT line, sheet, row_no, community, unit_code, community_id, unit_id, account_id, kind,
           reason, period_from, amount_fen, penalty_fen, due_on AS told_due_on,
           COALESCE(period_until, (period_from + interval '1 month')::date) AS period_until
    FROM told
)
SELECT *, COALESCE(told_due_on, period_until - 1) AS due_on,
       row_number() OVER same > 1 AS doubled, first_value(row_no) OVER same AS first_row_no
FROM dated
WINDOW same AS (
    PARTITION BY community_id, unit_code, account_id, kind, period_from, period_until
    ORDER BY line)
"""

_FINDINGS = f"""
SELECT sheet, row_no, finding.key, finding.code, finding.facts::text
FROM (
    SELECT arrears.*, (
        SELECT item.amount_fen FROM ledger__item item
        WHERE item.community_id = arrears.community_id
          AND item.account_id = arrears.account_id AND item.kind = arrears.kind
          AND item.period_from = arrears.period_from AND NOT EXISTS (
              SELECT FROM ledger__settlement reversal
              WHERE reversal.community_id = item.community_id
                AND reversal.item_id = item.item_id AND reversal.nature = 'REVERSAL')
        LIMIT 1) AS booked_fen
    FROM arriving_arrears arrears
) arrears
CROSS JOIN LATERAL (VALUES {PLACE_FINDINGS},
    (kind IS NULL, 'kind', 'ledger.arrears-kind-missing', '{{}}'),
    (period_from IS NULL, 'period_from', 'ledger.arrears-period-missing', '{{}}'),
    (period_until <= period_from, 'period_until', 'payments.period-backwards',
        jsonb_build_object('from', period_from, 'until', period_until)),
    (period_from > %(today)s, 'period_from', 'ledger.arrears-ahead',
        jsonb_build_object('from', period_from, 'today', %(today)s::date)),
    (amount_fen < 0, 'amount', 'payments.amount-negative',
        jsonb_build_object('amount', to_char(amount_fen / 100.0, 'FM999999999990.00'))),
    (penalty_fen < 0, 'penalty', 'payments.amount-negative',
        jsonb_build_object('amount', to_char(penalty_fen / 100.0, 'FM999999999990.00'))),
    (doubled, 'room', 'payments.line-doubled', jsonb_build_object('first', first_row_no)),
    (booked_fen IS NOT NULL, 'amount', 'ledger.arrears-already-booked',
        jsonb_build_object('amount', to_char(amount_fen / 100.0, 'FM999999999990.00'),
                           'booked', to_char(booked_fen / 100.0, 'FM999999999990.00')))
) finding (stands, key, code, facts)
WHERE finding.stands
ORDER BY arrears.line, finding.key
LIMIT %(most)s
"""  # noqa: S608 - made of constants

_OF_COMMUNITY = """
CREATE TEMP TABLE arriving_debt ON COMMIT DROP AS
SELECT account_id, claim.kind, period_from, period_until, due_on, claim.fen AS amount_fen
FROM arriving_arrears
CROSS JOIN LATERAL (VALUES (kind, amount_fen), ('PENALTY', penalty_fen)) claim (kind, fen)
WHERE community_id = %(community_id)s AND claim.fen > 0
"""

_REASONS = """
CREATE TEMP TABLE arriving_reason ON COMMIT DROP AS
SELECT DISTINCT ON (account_id) line, community_id, account_id, %(on)s::date AS "on", reason
FROM arriving_arrears
WHERE community_id = %(community_id)s AND reason <> ''
ORDER BY account_id, period_from DESC, line DESC
"""
"""An account has the reason of its latest debt."""

_TOTALS = """
SELECT count(*), count(DISTINCT (community_id, account_id)), COALESCE(sum(amount_fen), 0)::bigint,
       COALESCE(sum(penalty_fen), 0)::bigint,
       array_agg(DISTINCT community_id ORDER BY community_id)
           FILTER (WHERE community_id IS NOT NULL)
FROM arriving_arrears
"""

_SPLIT = """
SELECT COALESCE({column}, ''), sum(amount_fen)::bigint FROM arriving_arrears GROUP BY 1 ORDER BY 1
"""

_SETTLED = """
SELECT count(*), COALESCE(sum(item.settled_fen), 0)::bigint, min(account.code)
FROM ledger__entry entry
JOIN ledger__item item
    ON item.community_id = entry.community_id AND item.entry_id = entry.entry_id
JOIN ledger__account account
    ON account.community_id = item.community_id AND account.account_id = item.account_id
WHERE entry.source = 'OPENING' AND entry.source_ref = %(source_ref)s
  AND item.settled_fen > 0 AND NOT EXISTS (
      SELECT FROM ledger__settlement reversal
      WHERE reversal.community_id = item.community_id AND reversal.item_id = item.item_id
        AND reversal.nature = 'REVERSAL')
"""

_TO_WITHDRAW = """
SELECT entry.community_id, entry.entry_id, count(*), sum(item.amount_fen)::bigint
FROM ledger__entry entry
JOIN ledger__item item
    ON item.community_id = entry.community_id AND item.entry_id = entry.entry_id
WHERE entry.source = 'OPENING' AND entry.source_ref = %(source_ref)s AND item.settled_fen = 0
GROUP BY entry.community_id, entry.entry_id
ORDER BY entry.community_id
"""
