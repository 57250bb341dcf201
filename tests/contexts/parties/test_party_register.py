"""People are registered, reached and masked; consents are given and ended."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import a_community

from qingshou.parties import operations, queries
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db

GIVEN, ENDED = date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def community_id() -> int:
    return a_community().pk


@pytest.fixture
def party_id(community_id: int) -> int:
    return operations.register(
        community_id=community_id, name="单示例", phone="13800130001", actor=SYSTEM
    )


def _consent(community_id: int, party_id: int) -> None:
    operations.give_consent(
        community_id=community_id,
        party_id=party_id,
        purpose="通知",
        channel="PHONE",
        on=GIVEN,
        evidence="签字",
        actor=SYSTEM,
    )


def test_a_party_is_found_by_name_and_by_initials(community_id: int, party_id: int) -> None:
    by_name = queries.find(community_id=community_id, text="单示")
    by_initials = queries.find(community_id=community_id, text="ssl")
    assert [card.party_id for card in by_name] == [party_id]
    assert by_initials == by_name


def test_others_see_a_masked_card(community_id: int, party_id: int) -> None:
    card = queries.card(community_id=community_id, party_id=party_id)
    assert card is not None
    assert (card.masked.name, card.masked.phones) == ("单**", ("138****0001",))


def test_a_consent_runs_until_it_is_ended(community_id: int, party_id: int) -> None:
    _consent(community_id, party_id)
    operations.end_consent(
        community_id=community_id, party_id=party_id, purpose="通知", on=ENDED, actor=SYSTEM
    )
    running = {
        day: queries.consents(community_id=community_id, party_id=party_id, on=day)
        for day in (date(2026, 2, 28), GIVEN, date(2026, 4, 30), ENDED)
    }
    assert list(running.values()) == [[], [("通知", "PHONE")], [("通知", "PHONE")], []]


def test_what_was_not_allowed_cannot_be_ended(community_id: int, party_id: int) -> None:
    with pytest.raises(operations.NoConsentToEnd):
        operations.end_consent(
            community_id=community_id, party_id=party_id, purpose="通知", on=ENDED, actor=SYSTEM
        )


def test_a_stranger_cannot_consent(community_id: int) -> None:
    with pytest.raises(operations.PartyUnknown):
        _consent(community_id, 0)
