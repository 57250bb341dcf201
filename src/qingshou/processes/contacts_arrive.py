"""A customer's archive of contacts arrives: rooms become accounts, lines become contacts.

The account is that of whoever was liable for the room on the day of the contact, or of the
former holder whom the line names. Any problem refuses the whole file. What came in is taken
back by a withdrawal, unless a case has advanced on it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import connection

from qingshou.dunning import operations
from qingshou.dunning.operations import ContactsAdded
from qingshou.dunning.rules.contacts import Channel, Direction, Outcome
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.stages import Stage
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.problems import Problem
from qingshou.kernel.ids import ImportId
from qingshou.kernel.money import Money
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor

RELATION = "arriving_contact"
FURTHEST_DAYS = 366
MOST_TOLD = 1000


class _TakenBack(Exception):  # noqa: N818 - carries the arrival out of the rolled-back transaction
    def __init__(self, arrival: Arrival) -> None:
        super().__init__()
        self.arrival = arrival


def arrive(*, import_id: ImportId, actor: Actor, today: date, preview: bool) -> Arrival:
    """Let the contacts of an import in, or tell what stands against them.

    A preview, or a problem, leaves nothing behind; the totals tell what would have been.
    """
    try:
        return _arrive(import_id=import_id, actor=actor, today=today, preview=preview)
    except _TakenBack as taken_back:
        return taken_back.arrival


@transaction
def withdraw(*, import_id: ImportId, actor: Actor, today: date) -> Arrival:
    """Take the contacts, reasons and promises of an import back.

    Raises:
        StepsRestOnContacts: If a case advanced on the evidence of one of them.
    """
    wanted = "SELECT DISTINCT community_id FROM dunning__contact WHERE import_id = %(import_id)s"
    communities = [row[0] for row in _rows(wanted, {"import_id": import_id})]
    withdrawn = operations.withdraw_contacts(
        import_id=import_id, community_ids=communities, today=today, actor=actor
    )
    return Arrival(totals=_counts(withdrawn))


@transaction
def _arrive(*, import_id: ImportId, actor: Actor, today: date, preview: bool) -> Arrival:
    asked = {"import_id": import_id, "today": today, "furthest_days": FURTHEST_DAYS} | _codes()
    _rows(f"DROP TABLE IF EXISTS pg_temp.{RELATION}", asked)
    _rows(_ARRIVING, asked)
    _rows(f"ANALYZE {RELATION}", asked)

    problems = _problems(asked)
    totals = _totals()
    if problems:
        raise _TakenBack(Arrival(totals, problems))

    added = operations.add_contacts_from(
        relation=RELATION, import_id=import_id, strategy=STANDARD, actor=actor
    )
    arrival = Arrival(totals | _counts(added))
    if preview:
        raise _TakenBack(arrival)
    return arrival


def _codes() -> dict[str, list[str]]:
    return {
        "channels": [*Channel],
        "outcomes": [*Outcome],
        "directions": [*Direction],
        "stages": [*Stage],
        "reasons": [*Reason],
    }


def _problems(asked: dict[str, Any]) -> tuple[Problem, ...]:
    found = _rows(_FINDINGS, asked | {"most": MOST_TOLD})
    return tuple(
        Problem(sheet=sheet, row_no=row_no, column=key, code=code, facts=json.loads(facts))
        for sheet, row_no, key, code, facts in found
    )


def _totals() -> dict[str, Any]:
    """Control totals of the file: lines, accounts, days, money promised, and the usual splits."""
    lines, accounts, first_on, latest_on, promised_fen, communities = _rows(_TOTALS, {})[0]
    return {
        "community_ids": communities or [],
        "lines": lines,
        "accounts": accounts,
        "first_on": first_on,
        "latest_on": latest_on,
        "promised": Money(promised_fen).yuan,
        "by_channel": _split("channel"),
        "by_outcome": _split("outcome"),
        "by_stage": _split("stage"),
    }


def _split(column: str) -> dict[str, int]:
    named = f"SELECT COALESCE({column}, ''), count(*)"
    return dict(_rows(f"{named} FROM {RELATION} GROUP BY 1 ORDER BY 1", {}))


def _counts(added: ContactsAdded) -> dict[str, int]:
    return {
        "contacts": added.contacts,
        "reasons": added.reasons,
        "promises": added.promises,
        "promises_without_debt": added.promises_without_debt,
    }


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked or None)
        return cursor.fetchall() if cursor.description else []


_ARRIVING = """
CREATE TEMP TABLE arriving_contact ON COMMIT DROP AS
WITH only_one AS (
    SELECT min(community_id) AS community_id
    FROM estate__community HAVING count(*) = 1
),
told AS (
    SELECT
        staged.line, staged.sheet, staged.row_no,
        COALESCE(cells->>'community', '') AS community,
        cells->>'code' AS unit_code,
        cells->>'name' AS name,
        (cells->>'on')::date AS "on",
        cells->>'channel' AS channel,
        COALESCE(cells->>'direction', 'OUT') AS direction,
        COALESCE(cells->>'outcome', CASE WHEN cells ? 'promised_on' THEN 'PROMISED' END) AS outcome,
        cells->>'stage' AS stage,
        cells->>'staff' AS staff,
        cells->>'reason' AS reason,
        cells->>'note' AS note,
        (cells->>'promised_on')::date AS promised_on,
        ((cells->>'promised_amount')::numeric * 100)::bigint AS promised_fen
    FROM intake__staged_row staged
    WHERE staged.import_id = %(import_id)s AND staged.record = 'contact'
),
placed AS (
    SELECT told.*, COALESCE(known.community_id, only_one.community_id) AS community_id
    FROM told
    LEFT JOIN LATERAL (
        SELECT community.community_id
        FROM estate__community community
        WHERE told.community IN (community.name, community.code)
        ORDER BY community.name = told.community DESC
        LIMIT 1
    ) known ON true
    LEFT JOIN only_one ON told.community = ''
)
SELECT placed.*, unit.unit_id, holder.account_id
FROM placed
LEFT JOIN estate__unit unit
    ON unit.community_id = placed.community_id AND unit.unit_code = placed.unit_code
LEFT JOIN LATERAL (
    SELECT liable.account_id
    FROM estate__liable_account liable
    JOIN parties__party party
        ON party.community_id = liable.community_id AND party.party_id = liable.party_id
    WHERE liable.community_id = unit.community_id AND liable.unit_id = unit.unit_id
        AND placed."on" >= liable.liable_from
        AND (placed."on" < liable.liable_until OR party.name = placed.name)
    ORDER BY
        party.name = placed.name DESC NULLS LAST,
        placed."on" < liable.liable_until DESC,
        liable.liable_from DESC
    LIMIT 1
) holder ON true
"""

_FINDINGS = """
SELECT sheet, row_no, finding.key, finding.code, finding.facts::text
FROM arriving_contact line
CROSS JOIN LATERAL (VALUES
    (community_id IS NULL,
        'community', 'dunning.community-unknown', jsonb_build_object('text', community)),
    (community_id IS NOT NULL AND unit_id IS NULL,
        'room', 'dunning.room-unknown', jsonb_build_object('unit', unit_code)),
    ("on" IS NULL, 'on', 'dunning.contact-undated', '{}'),
    ("on" > %(today)s,
        'on', 'dunning.contact-ahead', jsonb_build_object('on', "on", 'today', %(today)s::date)),
    (unit_id IS NOT NULL AND account_id IS NULL AND "on" <= %(today)s,
        'room', 'dunning.nobody-liable-then', jsonb_build_object('unit', unit_code, 'on', "on")),
    (channel IS NULL OR channel <> ALL (%(channels)s),
        'channel', 'dunning.channel-unknown',
        jsonb_build_object('channel', COALESCE(channel, ''))),
    (outcome IS NULL OR outcome <> ALL (%(outcomes)s),
        'outcome', 'dunning.outcome-unknown',
        jsonb_build_object('outcome', COALESCE(outcome, ''))),
    (direction <> ALL (%(directions)s),
        'direction', 'dunning.direction-unknown', jsonb_build_object('direction', direction)),
    (stage <> ALL (%(stages)s),
        'stage', 'dunning.stage-unknown', jsonb_build_object('stage', stage)),
    (reason <> ALL (%(reasons)s),
        'reason', 'dunning.reason-unknown', jsonb_build_object('reason', reason)),
    (promised_on < "on",
        'promised_on', 'dunning.promise-before-contact',
        jsonb_build_object('on', "on", 'promised_on', promised_on)),
    (promised_on > "on" + %(furthest_days)s,
        'promised_on', 'dunning.promise-implausible',
        jsonb_build_object('on', "on", 'promised_on', promised_on)),
    (promised_fen <= 0,
        'promised_amount', 'dunning.promise-of-nothing',
        jsonb_build_object('amount', promised_fen / 100.0)),
    (promised_fen > 0 AND promised_on IS NULL,
        'promised_on', 'dunning.promise-undated', '{}')
) finding (stands, key, code, facts)
WHERE finding.stands
ORDER BY line.line, finding.key
LIMIT %(most)s
"""

_TOTALS = """
SELECT
    count(*), count(DISTINCT (community_id, account_id)), min("on")::text, max("on")::text,
    COALESCE(sum(promised_fen), 0)::bigint,
    array_agg(DISTINCT community_id) FILTER (WHERE community_id IS NOT NULL)
FROM arriving_contact
"""
