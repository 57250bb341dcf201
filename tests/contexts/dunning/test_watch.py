"""Watching a community: cases open and close, stages follow one another, history stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.contexts.dunning.arrears import (
    COLLECTOR,
    COMMUNITY,
    FIRST,
    FOLLOW,
    LEGAL,
    an_account,
    day,
    on_the_list,
    owes,
    pays,
    spoke,
    stage,
    watched,
)

from qingshou.dunning import operations, queries
from qingshou.dunning.rules.contacts import Channel, Outcome
from qingshou.dunning.rules.holds import HoldReason, Pause
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.stages import Because, Close, Stay
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.kernel.period import Period
from qingshou.platform.db.rights import as_owner
from qingshou.platform.requests import RequestIdReused

pytestmark = pytest.mark.django_db


def _demand(account: int, on: str) -> None:
    spoke(account, on=on, channel=Channel.LETTER, outcome=Outcome.DELIVERED)


def test_a_case_opens_when_overdue_and_closes_when_paid() -> None:
    late, timely = an_account(), an_account()
    owes(late, due="01-25")
    owes(timely, due="01-25")
    pays(timely, on="01-20", yuan=300)

    assert watched("01-25").opened == 0
    assert watched("01-31").opened == 1
    assert (stage(late), stage(timely)) == (FIRST, "no case")

    pays(late, on="02-10", yuan=300)
    assert watched("02-28").closed == 1
    assert stage(late) == "CLOSED"
    assert late in on_the_list("02-27")
    assert late not in on_the_list("02-28")


def test_looking_twice_on_a_day_changes_nothing() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    again = watched("01-31")
    assert (again.opened, again.advanced, again.stayed, again.closed) == (0, 0, 1, 0)


def test_it_never_goes_backwards() -> None:
    watched("02-28")
    with pytest.raises(operations.WatchGoesBackwards):
        watched("01-31")


def test_the_stages_follow_one_another_on_evidence() -> None:
    account = an_account()
    owes(account, due="01-25", yuan=800)
    watched("01-31")
    spoke(account, on="02-05")
    watched("02-28")
    assert stage(account) == FOLLOW
    watched("03-31")
    case = queries.case_of(community_id=COMMUNITY, account_id=account)
    assert case.waits_because == Because.DEBT_TOO_YOUNG
    watched("04-30")
    case = queries.case_of(community_id=COMMUNITY, account_id=account)
    assert (case.stage, case.waits_because) == (FOLLOW, Because.DEMAND_MISSING)
    _demand(account, "05-05")
    spoke(account, on="05-08")
    watched("05-10")
    case = queries.case_of(community_id=COMMUNITY, account_id=account)
    assert (case.waits_because, case.look_again_on) == (Because.DEMAND_PERIOD_RUNS, day("05-20"))
    watched("05-20")
    assert stage(account) == LEGAL
    steps = queries.steps_of(community_id=COMMUNITY, case_id=case.case_id)
    assert [(step.stage, step.because) for step in steps] == [
        (FIRST, "OVERDUE"),
        (FOLLOW, "CONTACTED"),
        (LEGAL, "DEMANDED"),
    ]


def test_paying_the_oldest_debt_skips_no_stage() -> None:
    account = an_account()
    for due in ("2025-06-25", "2025-07-25", "01-25"):
        owes(account, due=due, yuan=800)
    watched("01-31")
    spoke(account, on="02-03")
    _demand(account, "02-04")
    watched("02-20")
    assert stage(account) == FOLLOW
    pays(account, on="02-21", yuan=1600)
    watched("03-31")
    assert stage(account) == FOLLOW  # what is left is of January: too young for the law
    watched("04-30")
    assert stage(account) == FOLLOW  # and the second stage asks for contacts of its own


def test_small_rests_are_nobodys_case() -> None:
    account = an_account()
    owes(account, due="01-25", yuan=300)
    watched("01-31")
    pays(account, on="02-02", yuan=296)
    watched("02-28")
    assert stage(account) == "CLOSED"
    case = queries.case_of(community_id=COMMUNITY, account_id=account)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT closed_because FROM dunning__case WHERE case_id = %s", [case.case_id]
        )
        assert cursor.fetchone() == ("SMALL_REST",)


def test_a_broken_promise_resumes_the_stage_it_rested_in() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    answer = spoke(account, on="02-05", outcome=Outcome.PROMISED, promised_on="03-10")
    assert answer["amount_fen"] == 30_000
    watched("02-28")
    assert stage(account) == FIRST
    assert on_the_list("02-28")[account][2] == day("03-14")
    assert watched("03-31").promises_judged == 1
    assert stage(account) == FOLLOW
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, judged_on, case_id IS NOT NULL FROM dunning__promise")
        assert cursor.fetchall() == [("BROKEN", day("03-14"), True)]


def test_a_kept_promise_is_kept_on_the_day_of_the_money() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    spoke(account, on="02-05", outcome=Outcome.PROMISED, promised_on="02-20", yuan=200)
    pays(account, on="02-18", yuan=200)
    watched("02-28")
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, judged_on FROM dunning__promise")
        assert cursor.fetchall() == [("KEPT", day("02-18"))]


def test_promises_that_cannot_be_are_refused() -> None:
    account = an_account()
    with pytest.raises(operations.NothingOverdue):
        spoke(account, on="01-10", promised_on="01-20")
    owes(account, due="01-25")
    with pytest.raises(operations.PromiseBeforeItIsMade):
        spoke(account, on="02-10", promised_on="02-09")
    with pytest.raises(operations.PromiseTooFarAhead):
        spoke(account, on="02-10", promised_on="06-30")
    with pytest.raises(operations.PromiseExceedsArrears):
        spoke(account, on="02-10", promised_on="02-20", yuan=301)
    spoke(account, on="02-10", promised_on="02-20")
    with pytest.raises(operations.PromiseAlreadyRunning):
        spoke(account, on="02-15", promised_on="02-25")


def test_the_database_lets_one_promise_run_at_a_time() -> None:
    account = an_account()
    owes(account, due="01-25")
    spoke(account, on="02-10", promised_on="02-20")
    with pytest.raises(IntegrityError, match="dunning_one_promise_runs_at_a_time"):
        _run(
            "INSERT INTO dunning_promise (community_id, account_id, made_on, promised_on,"
            " amount_fen, grace_days, ends_on, state, actor) SELECT community_id, account_id,"
            " made_on + 1, promised_on, 1, 0, ends_on, 'RUNNING', '' FROM dunning_promise"
        )


def test_a_contact_is_logged_once_however_often_it_is_sent() -> None:
    account = an_account()
    owes(account, due="01-25")
    first = spoke(account, on="02-10", promised_on="02-20", yuan=100, request_id="tap-1")
    assert spoke(account, on="02-10", promised_on="02-20", yuan=100, request_id="tap-1") == first
    with pytest.raises(RequestIdReused):
        spoke(account, on="02-11", request_id="tap-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dunning_contact")
        assert cursor.fetchone() == (1,)


def test_a_contact_of_tomorrow_and_a_mark_of_tomorrow_are_refused() -> None:
    account = an_account()
    with pytest.raises(operations.ContactInFuture):
        spoke(account, on="2027-01-01")
    with pytest.raises(operations.ContactInFuture):
        operations.mark_reason(
            community_id=COMMUNITY,
            account_id=account,
            reason=Reason.FORGOT,
            on=day("02-02"),
            today=day("02-01"),
            actor=COLLECTOR,
        )


def _pause(account: int, start: str, until: str | None = None, item: int | None = None) -> int:
    pause = Pause(HoldReason.DISPUTE, day(start), day(until) if until else None, item)
    return operations.hold(community_id=COMMUNITY, account_id=account, pause=pause, actor=COLLECTOR)


def test_a_held_account_stays_and_a_hold_that_ends_resumes_by_itself() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    spoke(account, on="02-05")
    _pause(account, "02-06", "03-15")
    watched("02-28")
    assert on_the_list("02-28")[account] == (FIRST, "DISPUTE", None)
    watched("03-31")
    assert on_the_list("03-31")[account] == (FOLLOW, None, None)
    assert on_the_list("02-28")[account] == (FIRST, "DISPUTE", None)


def test_payment_outranks_a_hold() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    _pause(account, "02-06")
    pays(account, on="02-10", yuan=300)
    watched("02-28")
    assert stage(account) == "CLOSED"


def test_a_complaint_holds_its_own_charge_only() -> None:
    account = an_account()
    disputed = owes(account, due="01-25", yuan=300)
    watched("01-31")
    spoke(account, on="02-01")
    held = _pause(account, "02-06", item=disputed)
    watched("02-20")
    case = queries.case_of(community_id=COMMUNITY, account_id=account)
    assert (case.stage, case.waits_because) == (FIRST, Because.DISPUTED)

    owes(account, due="02-25", yuan=200)
    watched("02-28")
    assert stage(account) == FOLLOW
    operations.release(community_id=COMMUNITY, hold_id=held, on=day("03-05"), actor=COLLECTOR)
    with pytest.raises(operations.HoldAlreadyOver):
        operations.release(community_id=COMMUNITY, hold_id=held, on=day("03-06"), actor=COLLECTOR)


def test_holds_of_foreign_charges_or_twice_are_refused() -> None:
    account, other = an_account(), an_account()
    item = owes(other, due="01-25")
    with pytest.raises(operations.ChargeUnknown):
        _pause(account, "02-06", item=item)
    _pause(other, "02-06")
    with pytest.raises(operations.HoldAlreadyOpen):
        _pause(other, "02-07")


def test_a_single_case_steps_by_the_same_rule() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    case = queries.case_of(community_id=COMMUNITY, account_id=account)

    def step(on: str) -> object:
        return operations.take_next_step(
            community_id=COMMUNITY,
            case_id=case.case_id,
            strategy=STANDARD,
            today=day(on),
            actor=COLLECTOR,
        )

    assert step("01-31") == Stay(Because.STEPPED_TODAY, day("02-01"))
    spoke(account, on="02-02")
    assert step("02-14") == Stay(Because.STAGE_TOO_YOUNG, day("02-15"))
    step("02-15")
    assert stage(account) == FOLLOW
    assert step("02-15") == Stay(Because.STEPPED_TODAY, day("02-16"))
    pays(account, on="02-20", yuan=300)
    assert step("02-20") == Close(Because.PAID)
    with pytest.raises(operations.CaseAlreadyClosed):
        step("02-21")


def test_a_payment_closes_and_never_pushes() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    spoke(account, on="02-01")

    def look(on: str) -> object:
        return operations.close_if_paid(
            community_id=COMMUNITY,
            account_id=account,
            strategy=STANDARD,
            on=day(on),
            actor=COLLECTOR,
        )

    pays(account, on="03-05", yuan=100)
    assert look("03-05") is None
    assert stage(account) == FIRST
    pays(account, on="03-06", yuan=200)
    assert look("03-06") == Close(Because.PAID)
    assert look("03-06") is None


def test_an_account_that_falls_behind_again_begins_anew() -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    spoke(account, on="02-01")
    watched("02-20")
    assert stage(account) == FOLLOW
    pays(account, on="02-28", yuan=300)
    owes(account, due="02-25")
    watched("02-28")
    assert stage(account) == FOLLOW  # paid one, owes another: the case goes on
    pays(account, on="03-10", yuan=300)
    watched("03-31")
    owes(account, due="04-25")
    assert watched("04-30").opened == 1
    assert stage(account) == FIRST


def test_flow_counts_what_became_of_each_stage() -> None:
    paid, pushed, fresh = an_account(), an_account(), an_account()
    for account in (paid, pushed):
        owes(account, due="01-25")
    watched("01-31")
    spoke(pushed, on="02-05")
    pays(paid, on="02-10", yuan=300)
    watched("02-28")
    owes(fresh, due="03-25")
    watched("03-31")

    first, follow, _ = queries.stage_flow(community_ids=[COMMUNITY], window=Period.named("2026Q1"))
    assert (first.were_in, first.left_paid, first.moved_on, first.still_in) == (3, 1, 1, 1)
    assert (follow.were_in, follow.still_in) == (1, 1)
    january, *_ = queries.stage_flow(community_ids=[COMMUNITY], window=Period.named("2026-01"))
    assert (january.were_in, january.still_in) == (2, 2)
    counted, *_ = queries.contact_counts(community_ids=[COMMUNITY], window=Period.named("2026Q1"))
    assert (counted.contacts, counted.accounts) == (1, 1)


def test_the_list_leaves_out_who_rests() -> None:
    busy, resting = an_account(), an_account()
    for account in (busy, resting):
        owes(account, due="01-25")
    watched("01-31")
    _pause(resting, "02-01")
    watched("04-30")
    due = queries.cases_due_for_a_look(community_id=COMMUNITY, today=day("04-30"))
    assert [line.account_id for line in due] == [busy]


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("DELETE FROM dunning_contact", "append-only"),
        ("UPDATE dunning_contact SET outcome = 'REACHED'", "append-only"),
        ("UPDATE dunning_stagestep SET stage = 'LEGAL'", "append-only"),
        ("UPDATE dunning_case SET opened_on = '2020-01-01'", "append-only"),
        ("TRUNCATE dunning_reasonmark", "append-only"),
        (
            'INSERT INTO dunning_stagestep (community_id, case_id, place, follows, stage, "on",'
            " because, actor) SELECT community_id, id, 3, 2, 'LEGAL', '2026-12-31', '', ''"
            " FROM dunning_case",
            "dunning_no_stage_skipped",
        ),
        (
            'INSERT INTO dunning_stagestep (community_id, case_id, place, follows, stage, "on",'
            " because, actor) SELECT community_id, id, 2, 1, 'FOLLOW_UP', opened_on, '', ''"
            " FROM dunning_case",
            "dunning_one_step_a_day",
        ),
        (
            "INSERT INTO dunning_case (community_id, account_id, overdue_since, opened_on, stage,"
            " stage_since, strategy, closed_because, waits_because) SELECT community_id,"
            " account_id, overdue_since, opened_on, stage, stage_since, '', '', ''"
            " FROM dunning_case",
            "dunning_one_open_case_per_account",
        ),
    ],
)
def test_the_database_itself_defends_history(statement: str, refused: str) -> None:
    account = an_account()
    owes(account, due="01-25")
    watched("01-31")
    spoke(account, on="02-01")
    with as_owner(), pytest.raises(IntegrityError, match=refused):
        _run(statement)


def test_two_years_of_days_never_skip_a_stage() -> None:
    account = an_account()
    owes(account, due="2025-01-25", yuan=5_000)
    today, seen = day("2025-01-20"), ["no case"]
    for _ in range(60):
        today += timedelta(days=7)
        watched(today.isoformat())
        if stage(account) != seen[-1]:
            seen.append(stage(account))
        if stage(account) == FOLLOW and len(seen) == 3:
            _demand(account, today.isoformat())
            spoke(account, on=today.isoformat())
            seen.append(FOLLOW)
    assert list(dict.fromkeys(seen)) == ["no case", FIRST, FOLLOW, LEGAL]
