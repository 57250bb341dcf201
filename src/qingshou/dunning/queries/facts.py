"""The facts of every case of a community, and the rule of ``rules/stages.py`` in SQL.

The Python rule is the specification; a property test proves that both decide alike. One
account is looked at with the same statement of facts, narrowed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from qingshou.dunning.rules.contacts import ARRIVED, FRUITLESS
from qingshou.dunning.rules.holds import HoldReason
from qingshou.dunning.rules.stages import Arrears, Progress, Stage, Strategy
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.money import Money

# Everything known of an account is laid in one column of rows and folded by account, instead of
# being joined: a join of sets whose size the planner cannot know may cost their product.
FACTS = """
item AS (
    SELECT
        open.account_id, open.due_on, open.open_fen,
        open.id IN (
            SELECT hold.item_id
            FROM dunning_hold hold
            WHERE hold.community_id = %(community_id)s AND hold.item_id IS NOT NULL
                AND hold.start <= %(today)s AND (hold.until IS NULL OR hold.until > %(today)s)
        ) AS is_held
    FROM ledger_open_as_of(ARRAY[%(community_id)s]::bigint[], %(today)s::date) open
    WHERE open.due_on < %(today)s AND open.nature <> 'REFUND'
        AND (%(accounts)s::bigint[] IS NULL OR open.account_id = ANY (%(accounts)s))
),
known AS (
    SELECT
        item.account_id, item.open_fen, item.due_on,
        CASE WHEN NOT item.is_held THEN item.open_fen END AS free_fen,
        CASE WHEN NOT item.is_held THEN item.due_on END AS free_due_on,
        NULL::bigint AS unused_fen, NULL::text AS hold, NULL::date AS rests_until,
        NULL::bigint AS case_id, NULL::text AS stage, NULL::date AS since,
        NULL::bigint AS contacts, NULL::date AS demanded_on
    FROM item
    UNION ALL
    SELECT
        credit.account_id, NULL, NULL, NULL, NULL, credit.unused_fen,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM ledger__credit credit
    WHERE credit.community_id = %(community_id)s AND credit.used_fen < credit.amount_fen
        AND credit.nature IN ('RECEIPT', 'OPENING') AND credit.credited_on <= %(today)s
        AND (%(accounts)s::bigint[] IS NULL OR credit.account_id = ANY (%(accounts)s))
    UNION ALL
    SELECT
        hold.account_id, NULL, NULL, NULL, NULL, NULL, hold.reason,
        NULL, NULL, NULL, NULL, NULL, NULL
    FROM dunning_hold hold
    WHERE hold.community_id = %(community_id)s AND hold.item_id IS NULL
        AND hold.start <= %(today)s AND (hold.until IS NULL OR hold.until > %(today)s)
        AND (%(accounts)s::bigint[] IS NULL OR hold.account_id = ANY (%(accounts)s))
    UNION ALL
    SELECT
        promise.account_id, NULL, NULL, NULL, NULL, NULL, NULL, promise.ends_on,
        NULL, NULL, NULL, NULL, NULL
    FROM dunning_promise promise
    WHERE promise.community_id = %(community_id)s
        AND promise.made_on <= %(today)s AND promise.ends_on > %(today)s
        AND (%(accounts)s::bigint[] IS NULL OR promise.account_id = ANY (%(accounts)s))
    UNION ALL
    SELECT
        before.account_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, before.closed_on, NULL, NULL
    FROM dunning_case before
    WHERE before.community_id = %(community_id)s AND before.closed_on IS NOT NULL
        AND (%(accounts)s::bigint[] IS NULL OR before.account_id = ANY (%(accounts)s))
    UNION ALL
    SELECT
        running.account_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        running.id, running.stage, running.stage_since, done.contacts, done.demanded_on
    FROM dunning_case running
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (
                WHERE contact.outcome <> ALL (%(fruitless)s)
                    AND (running.stage = 'FIRST_CONTACT' OR contact."on" >= running.stage_since)
            ) AS contacts,
            min(contact."on") FILTER (
                WHERE contact.direction = 'OUT'
                    AND contact.channel = ANY (%(demand_channels)s)
                    AND contact.outcome = ANY (%(arrived)s)
            ) AS demanded_on
        FROM dunning_contact contact
        WHERE contact.community_id = running.community_id
            AND contact.account_id = running.account_id
            AND contact."on" BETWEEN running.overdue_since AND %(today)s
            AND NOT EXISTS (
                SELECT FROM dunning_withdrawal withdrawal
                WHERE withdrawal.community_id = contact.community_id
                    AND withdrawal.import_id = contact.import_id
            )
    ) done
    WHERE running.community_id = %(community_id)s AND running.closed_on IS NULL
        AND (%(accounts)s::bigint[] IS NULL OR running.account_id = ANY (%(accounts)s))
),
facts AS (
    SELECT
        account_id,
        max(case_id) AS case_id,
        coalesce(sum(open_fen), 0)::bigint - coalesce(sum(unused_fen), 0)::bigint AS overdue_fen,
        min(due_on) AS oldest_due_on,
        coalesce(sum(free_fen), 0)::bigint - coalesce(sum(unused_fen), 0)::bigint AS free_fen,
        min(free_due_on) AS free_oldest_due_on,
        coalesce(array_agg(DISTINCT hold) FILTER (WHERE hold IS NOT NULL), '{}') AS holds,
        max(rests_until) AS rests_until,
        coalesce(array_position(%(stages)s::text[], max(stage)), 0) AS place,
        max(since) AS since,
        coalesce(max(contacts), 0) AS contacts,
        max(demanded_on) AS demanded_on
    FROM known
    GROUP BY account_id
    HAVING count(due_on) > 0 OR count(case_id) > 0
)
"""

DECISIONS = """
plan AS (
    SELECT *
    FROM jsonb_to_recordset(%(plan)s::jsonb) AS rule (
        place int, stage text, after_days int, least_overdue_fen bigint, least_age_days int,
        contacts int, or_after_days int, demand_days int
    )
),
reasoned AS (
    SELECT
        facts.*,
        next.stage AS next_stage,
        next.after_days,
        next.least_age_days,
        next.or_after_days,
        next.demand_days,
        CASE
            WHEN overdue_fen <= 0 OR oldest_due_on IS NULL THEN 'PAID'
            WHEN overdue_fen <= %(tolerance_fen)s THEN 'SMALL_REST'
            WHEN facts.place = 0 AND %(today)s <= since THEN 'STEPPED_TODAY'
            WHEN facts.place = 0 AND %(today)s < oldest_due_on + after_days THEN 'NOT_YET_OVERDUE'
            WHEN facts.place = 0 THEN 'OVERDUE'
            WHEN holds <> '{}' THEN 'HELD'
            WHEN free_fen <= %(tolerance_fen)s OR free_oldest_due_on IS NULL THEN 'DISPUTED'
            WHEN %(today)s < rests_until THEN 'PROMISED'
            WHEN %(today)s <= since THEN 'STEPPED_TODAY'
            WHEN next.place IS NULL THEN 'FINAL_STAGE'
            WHEN free_fen < least_overdue_fen THEN 'DEBT_TOO_SMALL'
            WHEN %(today)s < free_oldest_due_on + least_age_days THEN 'DEBT_TOO_YOUNG'
            WHEN %(today)s < since + after_days THEN 'STAGE_TOO_YOUNG'
            WHEN demand_days IS NOT NULL AND demanded_on IS NULL THEN 'DEMAND_MISSING'
            WHEN %(today)s < demanded_on + demand_days THEN 'DEMAND_PERIOD_RUNS'
            WHEN facts.contacts >= next.contacts AND demand_days IS NOT NULL THEN 'DEMANDED'
            WHEN facts.contacts >= next.contacts THEN 'CONTACTED'
            WHEN or_after_days IS NULL OR %(today)s < since + or_after_days THEN 'CONTACT_MISSING'
            ELSE 'UNANSWERED'
        END AS because
    FROM facts
    LEFT JOIN plan next ON next.place = facts.place + 1
),
decided AS (
    SELECT
        reasoned.*,
        CASE
            WHEN because IN ('PAID', 'SMALL_REST') THEN 'CLOSE'
            WHEN because IN ('OVERDUE', 'CONTACTED', 'UNANSWERED', 'DEMANDED') THEN 'ADVANCE'
            ELSE 'STAY'
        END AS verb,
        CASE WHEN because = 'OVERDUE' THEN nextval('qingshou_id') END AS new_case_id,
        CASE because
            WHEN 'STEPPED_TODAY' THEN since + 1
            WHEN 'NOT_YET_OVERDUE' THEN oldest_due_on + after_days
            WHEN 'PROMISED' THEN rests_until
            WHEN 'DEBT_TOO_YOUNG' THEN free_oldest_due_on + least_age_days
            WHEN 'STAGE_TOO_YOUNG' THEN since + after_days
            WHEN 'DEMAND_PERIOD_RUNS' THEN demanded_on + demand_days
            WHEN 'CONTACT_MISSING' THEN since + or_after_days
        END AS look_again_on
    FROM reasoned
)
"""


def inputs(
    *,
    community_id: int,
    today: date,
    strategy: Strategy,
    accounts: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Lay out what the statements above ask for; no accounts means all of the community."""
    return {
        "community_id": community_id,
        "today": today,
        "accounts": list(accounts) if accounts is not None else None,
        "stages": [stage.value for stage in Stage],
        "fruitless": [outcome.value for outcome in FRUITLESS],
        "arrived": [outcome.value for outcome in ARRIVED],
        "demand_channels": [channel.value for channel in strategy.demand_channels],
        "tolerance_fen": strategy.tolerance.fen,
        "plan": json.dumps(_plan(strategy)),
    }


def _plan(strategy: Strategy) -> list[dict[str, Any]]:
    return [
        {
            "place": rule.stage.place,
            "stage": rule.stage.value,
            "after_days": rule.after_days,
            "least_overdue_fen": rule.least_overdue.fen,
            "least_age_days": rule.least_age_days,
            "contacts": rule.contacts,
            "or_after_days": rule.or_after_days,
            "demand_days": rule.demand_days,
        }
        for rule in strategy.stages
    ]


_ONE = f"""
WITH {FACTS}
SELECT overdue_fen, oldest_due_on, free_fen, free_oldest_due_on, holds, rests_until,
       place, since, contacts, demanded_on
FROM facts
"""  # noqa: S608 - made of constants


def facts_of(
    *, community_id: CommunityId, account_id: AccountId, strategy: Strategy, today: date
) -> tuple[Arrears, Progress]:
    """Tell what an account owes on a day and how far its case has come."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ONE,
            inputs(
                community_id=community_id, today=today, strategy=strategy, accounts=[account_id]
            ),
        )
        row = cursor.fetchone()
    if row is None:
        return Arrears(Money(0), None, Money(0), None), Progress()
    return _arrears(*row[:6]), _progress(*row[6:])


def _arrears(
    overdue_fen: int,
    oldest_due_on: date | None,
    free_fen: int,
    free_oldest_due_on: date | None,
    holds: list[str],
    rests_until: date | None,
) -> Arrears:
    return Arrears(
        overdue=Money(overdue_fen),
        oldest_due_on=oldest_due_on,
        free=Money(free_fen),
        free_oldest_due_on=free_oldest_due_on,
        holds=frozenset(HoldReason(reason) for reason in holds),
        rests_until=rests_until,
    )


def _progress(place: int, since: date | None, contacts: int, demanded_on: date | None) -> Progress:
    stage = list(Stage)[place - 1] if place else None
    return Progress(stage, since, contacts, demanded_on)
