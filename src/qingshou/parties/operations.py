"""Public writes of parties: one at a time for a desk, set-based for a file.

Relations handed over are temp tables or views; the shape each must have is in the docstring.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from qingshou.kernel.ids import PartyId
from qingshou.kernel.refusals import Refusal
from qingshou.parties.models import Consent, ContactPoint, Party
from qingshou.parties.rules.initials import initials_by_name, initials_of
from qingshou.parties.rules.kinds import Channel, PartyKind
from qingshou.platform import audit
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity.actor import Actor


class PartyUnknown(Refusal):
    """A party is not known in the community, or was withdrawn."""

    code = "parties.party-unknown"

    def __init__(self, *, community_id: int, party_id: int) -> None:
        super().__init__(community_id=community_id, party_id=party_id)


class NoConsentToEnd(Refusal):
    """A consent that should end was never given, or has ended already."""

    code = "parties.no-consent-to-end"

    def __init__(self, *, name: str, purpose: str) -> None:
        super().__init__(name=name, purpose=purpose)


@transaction
def register(
    *,
    community_id: int,
    name: str,
    kind: PartyKind = PartyKind.PERSON,
    phone: str = "",
    actor: Actor,
) -> PartyId:
    """Register a party, with a phone number where one is known; tell its id."""
    return register_within(
        community_id=community_id, name=name, kind=kind, phone=phone, actor=actor
    )


@transaction_required
def register_within(
    *,
    community_id: int,
    name: str,
    kind: PartyKind = PartyKind.PERSON,
    phone: str = "",
    actor: Actor,
) -> PartyId:
    """Register as ``register`` does, in the transaction of whoever needs the party."""
    party = Party.objects.create(
        community_id=community_id, kind=kind, name=name, initials=initials_of(name)
    )
    if phone:
        ContactPoint.objects.create(
            community_id=community_id, party_id=party.id, channel=Channel.PHONE, value=phone
        )

    audit.note(
        actor=actor,
        action="parties.register",
        community_id=community_id,
        subject=f"party:{party.id}",
        facts={"kind": kind, "has_phone": bool(phone)},
    )
    return PartyId(party.id)


@transaction
def give_consent(
    *,
    community_id: int,
    party_id: int,
    purpose: str,
    channel: str = "",
    on: date,
    evidence: str,
    actor: Actor,
) -> None:
    """Record that a party allowed something (个人信息保护法 §14, §25).

    Raises:
        PartyUnknown: If the party is not known in the community.
    """
    _live_party(community_id, party_id)
    Consent.objects.create(
        community_id=community_id,
        party_id=party_id,
        purpose=purpose,
        channel=channel,
        given_on=on,
        evidence=evidence,
    )

    audit.note(
        actor=actor,
        action="parties.give-consent",
        community_id=community_id,
        subject=f"party:{party_id}",
        facts={"purpose": purpose, "channel": channel, "on": on, "evidence": evidence},
    )


@transaction
def end_consent(*, community_id: int, party_id: int, purpose: str, on: date, actor: Actor) -> None:
    """End every running consent of a party to a purpose (个人信息保护法 §15).

    Raises:
        PartyUnknown: If the party is not known in the community.
        NoConsentToEnd: If there is none that runs.
    """
    party = _live_party(community_id, party_id)
    ended = Consent.objects.filter(
        community_id=community_id, party_id=party_id, purpose=purpose, withdrawn_on__isnull=True
    ).update(withdrawn_on=on)
    if not ended:
        raise NoConsentToEnd(name=party.name, purpose=purpose)

    audit.note(
        actor=actor,
        action="parties.end-consent",
        community_id=community_id,
        subject=f"party:{party_id}",
        facts={"purpose": purpose, "on": on},
    )


@transaction_required
def add_parties_from(*, relation: str, import_id: int | None = None) -> int:
    """Add parties of a relation (community_id, party_id, kind, name); count them.

    Ids are drawn by the caller from ``qingshou_id``, so that it can point at the parties
    before they stand.
    """
    _spell_initials(relation)
    return _run(_ADD_PARTIES, relation, import_id=import_id)


@transaction_required
def add_contact_points_from(*, relation: str, import_id: int | None = None) -> int:
    """Add contact points of a relation (community_id, party_id, channel, value, label).

    A point its party already has is left as it is. Counts those that were added.
    """
    return _run(_ADD_CONTACT_POINTS, relation, import_id=import_id)


@transaction_required
def add_consents_from(*, relation: str, import_id: int | None = None) -> int:
    """Add consents of a relation (community_id, party_id, purpose, channel, given_on, evidence)."""
    return _run(_ADD_CONSENTS, relation, import_id=import_id)


@transaction_required
def withdraw_import(*, import_id: int, on: date) -> int:
    """Mark parties and contact points of an import withdrawn, end its consents; count parties."""
    Consent.objects.filter(import_id=import_id, withdrawn_on__isnull=True).update(withdrawn_on=on)
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW_CONTACT_POINTS, [import_id])
        cursor.execute(_WITHDRAW_PARTIES, [import_id])
        return int(cursor.rowcount)


def _live_party(community_id: int, party_id: int) -> Party:
    party = Party.objects.live().filter(community_id=community_id, id=party_id).first()
    if party is None:
        raise PartyUnknown(community_id=community_id, party_id=party_id)
    return party


def _spell_initials(relation: str) -> None:
    """Leave a temp table of the initials of every name in a relation."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_NAMES).format(relation=sql.Identifier(relation)))
        spelled = initials_by_name(name for (name,) in cursor.fetchall())
        cursor.execute(_INITIALS)
        with cursor.copy("COPY parties_initials FROM STDIN") as copy:
            for pair in spelled.items():
                copy.write_row(pair)
        cursor.execute("ANALYZE parties_initials")


def _run(statement: str, relation: str, **parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(relation=sql.Identifier(relation)), parameters)
        return int(cursor.rowcount)


_NAMES = "SELECT DISTINCT name FROM {relation}"

_INITIALS = """
DROP TABLE IF EXISTS pg_temp.parties_initials;
CREATE TEMP TABLE parties_initials (name text, initials text) ON COMMIT DROP
"""

_ADD_PARTIES = """
INSERT INTO parties_party (community_id, id, kind, name, initials, import_id)
SELECT added.community_id, added.party_id, added.kind, added.name, spelled.initials, %(import_id)s
FROM {relation} added
JOIN parties_initials spelled ON spelled.name = added.name
"""

_ADD_CONTACT_POINTS = """
INSERT INTO parties_contactpoint
    (community_id, party_id, channel, value, label, valid, import_id)
SELECT community_id, party_id, channel, value, label, true, %(import_id)s
FROM {relation}
ON CONFLICT (community_id, party_id, channel, value) WHERE withdrawn_at IS NULL DO NOTHING
"""

_ADD_CONSENTS = """
INSERT INTO parties_consent
    (community_id, party_id, purpose, channel, given_on, evidence, import_id)
SELECT community_id, party_id, purpose, channel, given_on, evidence, %(import_id)s
FROM {relation}
"""

_WITHDRAW_CONTACT_POINTS = """
UPDATE parties_contactpoint SET withdrawn_at = CURRENT_TIMESTAMP
WHERE import_id = %s AND withdrawn_at IS NULL
"""

_WITHDRAW_PARTIES = """
UPDATE parties_party SET withdrawn_at = CURRENT_TIMESTAMP
WHERE import_id = %s AND withdrawn_at IS NULL
"""
