"""The nightly proof keeps what it finds, with house, item and month."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

from qingshou.ledger import queries as ledger
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM
from qingshou.processes.books_are_proved import prove_and_keep

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime(2026, 11, 1, 18, 30, tzinfo=UTC), datetime(2026, 11, 2, 18, 30, tzinfo=UTC)


def test_a_night_without_findings_and_one_with(db: None) -> None:
    community = a_community(code="YSL").pk
    account = an_owner(unit=a_unit(community_id=community)).account_id or 0
    charge = a_charge(account, 10_000, date(2026, 10, 1))
    bill([charge], on=date(2026, 10, 1), ref="run:1", community_id=community)
    assert ledger.latest_proof(community_id=community) is None

    prove_and_keep(community_id=community, at=FIRST, actor=SYSTEM)
    kept = ledger.latest_proof(community_id=community)
    assert kept == ledger.ProofLine(FIRST, ())

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_openitem SET amount_fen = amount_fen + 1")
        cursor.execute("SET session_replication_role = origin")
    prove_and_keep(community_id=community, at=SECOND, actor=SYSTEM)
    kept = ledger.latest_proof(community_id=community)
    assert kept is not None
    assert kept.proved_at == SECOND
    places = {(f["proof"], f["account"], f["kind"], f["month"]) for f in kept.findings}
    assert ("LEDGER", "3-2-501#1", "PROPERTY_FEE", "2026-10") in places
