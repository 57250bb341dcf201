"""Take in the contacts of a customer's file, and take them back.

Contacts are append-only: a withdrawal is a row of its own, and what dunning publishes leaves
the withdrawn import out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from qingshou.dunning import models
from qingshou.dunning.rules.stages import Because, Strategy
from qingshou.kernel.ids import ImportId
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class StepsRestOnContacts(Refusal):
    """Cases advanced on the evidence of these contacts, so they cannot be taken back."""

    code = "dunning.steps-rest-on-contacts"

    def __init__(self, *, steps: int, first_on: date) -> None:
        super().__init__(steps=steps, first_on=first_on)


@dataclass(frozen=True, slots=True)
class ContactsAdded:
    """What a file of contacts brought: rows added or, when taken back, rows withdrawn.

    ``promises_without_debt`` are promises without an amount, made when nothing was overdue;
    they are kept as contacts only.
    """

    contacts: int
    reasons: int
    promises: int
    promises_without_debt: int = 0


_CONTACTS = """
INSERT INTO dunning_contact (
    community_id, account_id, "on", channel, direction, outcome, stage, staff, reason, note,
    actor, import_id
)
SELECT community_id, account_id, "on", channel, direction, outcome, coalesce(stage, ''),
    coalesce(staff, ''), coalesce(reason, ''), coalesce(note, ''), %(actor)s, %(import_id)s
FROM {relation}
"""

_REASONS = """
INSERT INTO dunning_reasonmark (community_id, account_id, "on", reason, actor, import_id)
SELECT community_id, account_id, "on", reason, %(actor)s, %(import_id)s
FROM {relation}
WHERE reason IS NOT NULL
ORDER BY "on", line
"""

_PROMISES = """
INSERT INTO dunning_promise (
    community_id, account_id, made_on, promised_on, amount_fen, grace_days, ends_on, state,
    actor, import_id
)
SELECT arriving.community_id, arriving.account_id, arriving."on", arriving.promised_on,
    coalesce(arriving.promised_fen, owed.overdue_fen), %(grace_days)s, arriving."on", 'RUNNING',
    %(actor)s, %(import_id)s
FROM {relation} arriving
LEFT JOIN LATERAL (
    SELECT sum(item.amount_fen - coalesce(settled.fen, 0))::bigint AS overdue_fen
    FROM ledger__item item
    LEFT JOIN LATERAL (
        SELECT sum(settlement.amount_fen) AS fen
        FROM ledger__settlement settlement
        WHERE settlement.community_id = item.community_id
            AND settlement.item_id = item.item_id
            AND settlement.settled_on <= arriving."on"
    ) settled ON true
    WHERE arriving.promised_fen IS NULL
        AND item.community_id = arriving.community_id
        AND item.account_id = arriving.account_id
        AND item.nature <> 'REFUND'
        AND item.posted_on <= arriving."on" AND item.due_on < arriving."on"
) owed ON true
WHERE arriving.promised_on IS NOT NULL
    AND coalesce(arriving.promised_fen, owed.overdue_fen) > 0
ORDER BY arriving."on", arriving.line
"""

_ENDS = """
WITH touched AS (
    SELECT DISTINCT community_id, account_id
    FROM dunning_promise
    WHERE import_id = %(import_id)s AND community_id = ANY (%(communities)s)
),
standing AS (
    SELECT
        promise.community_id,
        promise.id,
        least(
            promise.promised_on + promise.grace_days + 1,
            lead(promise.made_on) OVER (
                PARTITION BY promise.community_id, promise.account_id
                ORDER BY promise.made_on, promise.id
            )
        ) AS ends_on
    FROM dunning_promise promise
    JOIN touched USING (community_id, account_id)
    WHERE NOT EXISTS (
        SELECT FROM dunning_withdrawal withdrawal
        WHERE withdrawal.community_id = promise.community_id
            AND withdrawal.import_id = promise.import_id
    )
)
UPDATE dunning_promise promise
SET ends_on = standing.ends_on
FROM standing
WHERE promise.community_id = standing.community_id AND promise.id = standing.id
    AND promise.state = 'RUNNING' AND promise.ends_on <> standing.ends_on
"""

_RESTING_STEPS = """
SELECT count(*), min(step."on")
FROM dunning_stagestep step
JOIN dunning_case arrears
    ON arrears.community_id = step.community_id AND arrears.id = step.case_id
WHERE step.community_id = ANY (%(communities)s) AND step.because = ANY (%(evidenced)s)
    AND EXISTS (
        SELECT FROM dunning_contact contact
        WHERE contact.community_id = arrears.community_id
            AND contact.account_id = arrears.account_id
            AND contact.import_id = %(import_id)s
            AND contact."on" BETWEEN arrears.overdue_since AND step."on"
    )
"""

_PROMISES_END = """
UPDATE dunning_promise SET ends_on = made_on
WHERE import_id = %(import_id)s AND community_id = ANY (%(communities)s)
"""

_COUNTS = """
SELECT
    (SELECT count(*) FROM dunning_contact
     WHERE import_id = %(import_id)s AND community_id = ANY (%(communities)s)),
    (SELECT count(*) FROM dunning_reasonmark
     WHERE import_id = %(import_id)s AND community_id = ANY (%(communities)s)),
    (SELECT count(*) FROM dunning_promise
     WHERE import_id = %(import_id)s AND community_id = ANY (%(communities)s))
"""


@transaction_required
def add_contacts_from(
    *, relation: str, import_id: ImportId, strategy: Strategy, actor: Actor
) -> ContactsAdded:
    """Add every row of a relation as a contact, with the reason and the promise it brought.

    The relation has the columns line, community_id, account_id, "on", channel, direction,
    outcome, stage, staff, reason, note, promised_on, promised_fen; all but the first seven may
    be null. A promise without an amount is for all that was overdue that day. Of two promises
    of an account the later one ends the earlier one. Nothing is judged here: the next watch
    does that.
    """
    names = {"import_id": import_id, "actor": actor.name}
    communities = _communities(relation)
    for community_id in communities:
        hold_community(subject=Subject.DUNNING, community_id=community_id)

    asked = names | {"grace_days": strategy.promise_grace_days, "communities": communities}
    contacts = _run(_CONTACTS, relation, asked)
    reasons = _run(_REASONS, relation, asked)
    promises = _run(_PROMISES, relation, asked)
    _run(_ENDS, relation, asked)

    added = ContactsAdded(contacts, reasons, promises, _promised(relation) - promises)
    _note(actor, "dunning.add_contacts", import_id, communities, added)
    return added


@transaction_required
def mark_reasons_from(*, relation: str, import_id: ImportId, actor: Actor) -> int:
    """Mark why accounts did not pay, as a list of old debts says; tell how many marks there are.

    The relation has the columns line, community_id, account_id, "on" and reason; rows without
    a reason are passed over, the latest day and line of an account counts.
    """
    for community_id in _communities(relation):
        hold_community(subject=Subject.DUNNING, community_id=community_id)
    return _run(_REASONS, relation, {"import_id": import_id, "actor": actor.name})


@transaction_required
def withdraw_contacts(
    *, import_id: ImportId, community_ids: Sequence[int], today: date, actor: Actor
) -> ContactsAdded:
    """Take back the contacts, reasons and promises of an import.

    Raises:
        StepsRestOnContacts: If a case advanced on the evidence of one of them.
    """
    communities = sorted(community_ids)
    for community_id in communities:
        hold_community(subject=Subject.DUNNING, community_id=community_id)
    asked: dict[str, Any] = {"import_id": import_id, "communities": communities}
    _refuse_evidence(asked)

    models.Withdrawal.objects.bulk_create(
        models.Withdrawal(
            community_id=community_id, import_id=import_id, on=today, actor=actor.name
        )
        for community_id in communities
    )
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, asked)
        withdrawn = ContactsAdded(*cursor.fetchone())
        cursor.execute(_PROMISES_END, asked)
        cursor.execute(_ENDS, asked)

    _note(actor, "dunning.withdraw_contacts", import_id, communities, withdrawn)
    return withdrawn


def _refuse_evidence(asked: dict[str, Any]) -> None:
    evidenced = [Because.CONTACTED.value, Because.DEMANDED.value]
    with connection.cursor() as cursor:
        cursor.execute(_RESTING_STEPS, asked | {"evidenced": evidenced})
        steps, first_on = cursor.fetchone()
    if steps:
        raise StepsRestOnContacts(steps=steps, first_on=first_on)


def _run(statement: str, relation: str, asked: dict[str, Any]) -> int:
    composed = sql.SQL(statement).format(relation=sql.Identifier(relation))
    with connection.cursor() as cursor:
        cursor.execute(composed, asked)
        return int(cursor.rowcount)


def _communities(relation: str) -> list[int]:
    wanted = sql.SQL("SELECT DISTINCT community_id FROM {} ORDER BY 1")
    with connection.cursor() as cursor:
        cursor.execute(wanted.format(sql.Identifier(relation)))
        return [community_id for (community_id,) in cursor.fetchall()]


def _promised(relation: str) -> int:
    wanted = sql.SQL("SELECT count(*) FROM {} WHERE promised_on IS NOT NULL")
    with connection.cursor() as cursor:
        cursor.execute(wanted.format(sql.Identifier(relation)))
        count: int = cursor.fetchone()[0]
        return count


def _note(
    actor: Actor,
    action: str,
    import_id: ImportId,
    communities: Sequence[int],
    counted: ContactsAdded,
) -> None:
    for community_id in communities:
        audit.note(
            actor=actor,
            action=action,
            community_id=community_id,
            subject=f"import:{import_id}",
            facts={"contacts": counted.contacts, "promises": counted.promises},
        )
