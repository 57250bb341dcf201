"""A file of contacts comes in, is refused with its place, or is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import connection
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.dunning.arrears import COLLECTOR, day, owes, pays, watched

from qingshou.dunning import operations, queries
from qingshou.dunning.rules.stages import Because
from qingshou.intake.models import StagedRow
from qingshou.kernel.ids import ImportId
from qingshou.processes import contacts_arrive

pytestmark = pytest.mark.django_db
_imports = count(900)


@pytest.fixture
def home() -> Any:
    """Make a home whose owner has owed three hundred yuan since January 2026."""
    community = a_community(code="YSL")
    unit = a_unit(community_id=community.id, code="3-2-501")
    owner = an_owner(unit=unit, name="示例业主甲", since=date(2024, 1, 1))
    owes(owner.account_id, due="01-25", community_id=community.id)
    return owner


def a_line(**cells: str) -> dict[str, str]:
    """Describe a line of the archive; name what differs."""
    line = {
        "community": "YSL",
        "code": "3-2-501",
        "on": "2026-02-05",
        "channel": "PHONE",
        "outcome": "REACHED",
        "stage": "FIRST_CONTACT",
        "staff": "示例管家",
    }
    return {key: text for key, text in (line | cells).items() if text}


def staged(lines: Iterable[dict[str, str]]) -> ImportId:
    """Put lines where intake puts them."""
    import_id = ImportId(next(_imports))
    StagedRow.objects.bulk_create(
        StagedRow(
            import_id=import_id, line=number, sheet="催缴记录", row_no=number + 2,
            record="contact", cells=cells,
        )
        for number, cells in enumerate(lines, start=1)
    )  # fmt: skip
    return import_id


def arrive(import_id: ImportId, *, preview: bool = False) -> Any:
    return contacts_arrive.arrive(
        import_id=import_id, actor=COLLECTOR, today=day("10-31"), preview=preview
    )


def rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def test_lines_become_contacts_reasons_and_promises(home: Any) -> None:
    arrival = arrive(
        staged(
            [
                a_line(reason="FORGOT"),
                a_line(
                    on="2026-02-10", channel="VISIT", outcome="PROMISED", stage="FOLLOW_UP",
                    promised_on="2026-02-20", promised_amount="120.50",
                ),
                a_line(on="2026-02-12", outcome="", promised_on="2026-03-20", reason="HARDSHIP"),
            ]
        )
    )  # fmt: skip
    assert arrival.problems == ()
    assert arrival.totals == {
        "community_ids": [home.community_id],
        "lines": 3,
        "accounts": 1,
        "first_on": "2026-02-05",
        "latest_on": "2026-02-12",
        "promised": "120.50",
        "by_channel": {"PHONE": 2, "VISIT": 1},
        "by_outcome": {"PROMISED": 2, "REACHED": 1},
        "by_stage": {"FIRST_CONTACT": 2, "FOLLOW_UP": 1},
        "contacts": 3,
        "reasons": 2,
        "promises": 2,
        "promises_without_debt": 0,
    }
    # The second promise, without an amount, is for all that was overdue, and ends the first.
    assert rows("SELECT made_on, amount_fen, ends_on FROM dunning__promise ORDER BY made_on") == [
        (day("02-10"), 12_050, day("02-12")),
        (day("02-12"), 30_000, day("03-24")),
    ]
    assert rows(
        "SELECT reason FROM dunning_reason_as_of(%s, %s)", [home.community_id], day("02-11")
    ) == [("FORGOT",)]


def test_promises_of_the_past_are_judged_as_of_their_own_days(home: Any) -> None:
    pays(home.account_id, on="04-02", yuan=300, community_id=home.community_id)
    arrive(
        staged(
            [
                a_line(on="2026-02-10", promised_on="2026-02-20"),
                a_line(on="2026-03-01", promised_on="2026-03-20"),
                a_line(on="2026-03-10", promised_on="2026-04-01"),
            ]
        )
    )
    for month_end in ("01-31", "02-28", "03-31", "04-30"):
        watched(month_end, home.community_id)
    assert rows("SELECT state, judged_on FROM dunning__promise ORDER BY made_on") == [
        ("BROKEN", day("02-24")),
        ("REPLACED", day("03-10")),
        ("KEPT", day("04-02")),
    ]


PROBLEMS = [
    ({"community": "XXX"}, "community", "dunning.community-unknown"),
    ({"code": "9-9-999"}, "room", "dunning.room-unknown"),
    ({"on": ""}, "on", "dunning.contact-undated"),
    ({"on": "2026-11-01"}, "on", "dunning.contact-ahead"),
    ({"on": "2019-11-01"}, "room", "dunning.nobody-liable-then"),
    ({"channel": "PIGEON"}, "channel", "dunning.channel-unknown"),
    ({"channel": ""}, "channel", "dunning.channel-unknown"),
    ({"outcome": ""}, "outcome", "dunning.outcome-unknown"),
    ({"direction": "UP"}, "direction", "dunning.direction-unknown"),
    ({"stage": "FINES"}, "stage", "dunning.stage-unknown"),
    ({"reason": "EVIL"}, "reason", "dunning.reason-unknown"),
    ({"promised_on": "2026-02-04"}, "promised_on", "dunning.promise-before-contact"),
    ({"promised_on": "2062-02-04"}, "promised_on", "dunning.promise-implausible"),
    ({"promised_on": "2026-02-14", "promised_amount": "0"}, "promised_amount",
     "dunning.promise-of-nothing"),
    ({"promised_amount": "100"}, "promised_on", "dunning.promise-undated"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "key", "code"), PROBLEMS)
def test_one_problem_refuses_the_whole_file(home: Any, wrong: Any, key: str, code: str) -> None:
    arrival = arrive(staged([a_line(), a_line(**wrong)]))
    assert [(each.row_no, each.column, each.code) for each in arrival.problems] == [(4, key, code)]
    assert arrival.totals["lines"] == 2
    assert rows("SELECT count(*) FROM dunning_contact") == [(0,)]


def test_a_preview_leaves_nothing_behind(home: Any) -> None:
    arrival = arrive(staged([a_line()]), preview=True)
    assert arrival.totals["contacts"] == 1
    assert rows("SELECT count(*) FROM dunning_contact") == [(0,)]


def test_a_former_owner_is_spoken_with_by_name(home: Any) -> None:
    unit = a_unit(community_id=home.community_id, code="3-2-502")
    seller = an_owner(unit=unit, name="示例业主乙", since=date(2020, 1, 1), until=date(2026, 1, 1))
    buyer = an_owner(unit=unit, name="示例业主丙", since=date(2026, 1, 1))
    lines = [a_line(code="3-2-502", name=name) for name in ("示例业主乙", "示例业主丙", "示例亲属")]
    arrive(staged(lines))
    counted = rows("SELECT account_id, count(*) FROM dunning__contact GROUP BY 1")
    assert dict(counted) == {seller.account_id: 1, buyer.account_id: 2}


def test_a_withdrawn_file_is_left_out_of_everything_published(home: Any) -> None:
    import_id = staged([a_line(reason="FORGOT", promised_on="2026-03-20")])
    arrive(import_id)
    withdrawn = contacts_arrive.withdraw(import_id=import_id, actor=COLLECTOR, today=day("10-31"))
    assert withdrawn.totals["contacts"] == 1
    for relation in ("dunning__contact", "dunning__promise", "dunning__reason"):
        assert rows(f"SELECT count(*) FROM {relation}") == [(0,)]
    assert rows("SELECT count(*) FROM dunning_contact") == [(1,)]
    watched("01-31", home.community_id)
    watched("03-10", home.community_id)
    case = queries.case_of(community_id=home.community_id, account_id=home.account_id)
    assert case.waits_because == Because.CONTACT_MISSING


def test_contacts_that_bear_a_step_are_not_withdrawn(home: Any) -> None:
    import_id = staged([a_line()])
    arrive(import_id)
    watched("01-31", home.community_id)
    watched("02-28", home.community_id)
    with pytest.raises(operations.StepsRestOnContacts):
        contacts_arrive.withdraw(import_id=import_id, actor=COLLECTOR, today=day("10-31"))
    assert rows("SELECT count(*) FROM dunning__contact") == [(1,)]
