"""The next step of a case: one row per situation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as draw

from qingshou.dunning.rules.holds import HoldReason
from qingshou.dunning.rules.stages import (
    Advance,
    Arrears,
    Close,
    Progress,
    Stage,
    Stay,
    Strategy,
    next_step,
)
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.kernel.money import Money

FIRST, FOLLOW, LEGAL = Stage
HELD = frozenset({HoldReason.HARDSHIP})
DUE = date(2026, 1, 1)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def say(step: object) -> str:
    match step:
        case Close(because):
            return f"close: {because}"
        case Stay(because, None):
            return f"stay: {because}"
        case Stay(because, again):
            return f"stay: {because} until {again:%m-%d}"
        case Advance(to, because):
            return f"{to}: {because}"
    raise AssertionError(step)


def owing(yuan: int, *, free: int | None = None, due: date | None = DUE, **more) -> Arrears:
    free = yuan if free is None else free
    return Arrears(Money(yuan * 100), due, Money(free * 100), due if free else None, **more)


def at(stage: Stage, since: str, contacts: int = 0, demanded: str | None = None) -> Progress:
    return Progress(stage, day(since), contacts, day(demanded) if demanded else None)


NEW = Progress()

SITUATIONS = [
    # Not yet overdue, just overdue, a debt nobody chases, nothing at all.
    ("01-01", owing(800), NEW, "stay: NOT_YET_OVERDUE until 01-02"),
    ("01-02", owing(800), NEW, "FIRST_CONTACT: OVERDUE"),
    ("01-02", owing(5), NEW, "close: SMALL_REST"),
    ("01-02", owing(6), NEW, "FIRST_CONTACT: OVERDUE"),
    ("01-02", owing(0, due=None), NEW, "close: PAID"),
    # A very old debt that is found late begins with the first contact all the same.
    ("12-31", owing(80_000, due=date(2021, 1, 1)), NEW, "FIRST_CONTACT: OVERDUE"),
    # A held account is noticed, not pursued.
    ("01-02", owing(800, holds=HELD), NEW, "FIRST_CONTACT: OVERDUE"),
    # One step a day.
    ("01-02", owing(800), at(FIRST, "01-02"), "stay: STEPPED_TODAY until 01-03"),
    ("01-02", owing(800), Progress(since=day("01-02")), "stay: STEPPED_TODAY until 01-03"),
    # Too soon, in time with a contact, without one, at last without an answer.
    ("01-16", owing(800), at(FIRST, "01-02", 1), "stay: STAGE_TOO_YOUNG until 01-17"),
    ("01-17", owing(800), at(FIRST, "01-02", 1), "FOLLOW_UP: CONTACTED"),
    ("01-17", owing(800), at(FIRST, "01-02", 0), "stay: CONTACT_MISSING until 02-16"),
    ("02-16", owing(800), at(FIRST, "01-02", 0), "FOLLOW_UP: UNANSWERED"),
    # The delay counts from the latest step: the oldest debt may have been paid in between.
    (
        "05-10",
        owing(800, due=day("05-01")),
        at(FIRST, "05-01", 3),
        "stay: STAGE_TOO_YOUNG until 05-16",
    ),
    (
        "06-10",
        owing(800, due=day("05-01")),
        at(FOLLOW, "02-16", 3, "03-01"),
        "stay: DEBT_TOO_YOUNG until 07-30",
    ),
    # The law asks for an amount, an age, a demand, its period, and contacts.
    ("06-01", owing(499), at(FOLLOW, "02-16", 3, "03-01"), "stay: DEBT_TOO_SMALL"),
    ("03-10", owing(800), at(FOLLOW, "02-16", 3, "03-01"), "stay: DEBT_TOO_YOUNG until 04-01"),
    ("06-01", owing(800), at(FOLLOW, "05-15", 3, "03-01"), "stay: STAGE_TOO_YOUNG until 06-14"),
    ("06-01", owing(800), at(FOLLOW, "02-16", 9), "stay: DEMAND_MISSING"),
    ("06-01", owing(800), at(FOLLOW, "02-16", 9, "05-20"), "stay: DEMAND_PERIOD_RUNS until 06-04"),
    ("06-01", owing(800), at(FOLLOW, "02-16", 1, "03-01"), "stay: CONTACT_MISSING"),
    ("06-01", owing(800), at(FOLLOW, "02-16", 2, "03-01"), "LEGAL: DEMANDED"),
    ("12-31", owing(800), at(LEGAL, "06-01", 9, "03-01"), "stay: FINAL_STAGE"),
    # A promise rests the case and resumes it where it was.
    (
        "01-20",
        owing(800, rests_until=day("02-01")),
        at(FIRST, "01-02", 1),
        "stay: PROMISED until 02-01",
    ),
    ("02-01", owing(800, rests_until=day("02-01")), at(FIRST, "01-02", 1), "FOLLOW_UP: CONTACTED"),
    # A complaint holds its own charge only; if it is about everything, the case rests.
    ("01-17", owing(800, free=300), at(FIRST, "01-02", 1), "FOLLOW_UP: CONTACTED"),
    ("01-17", owing(800, free=0), at(FIRST, "01-02", 1), "stay: DISPUTED"),
    ("06-01", owing(800, free=300), at(FOLLOW, "02-16", 2, "03-01"), "stay: DEBT_TOO_SMALL"),
    # A hold outranks every delay; payment outranks every hold.
    ("12-31", owing(800, holds=HELD), at(FIRST, "01-02", 1), "stay: HELD"),
    ("12-31", owing(0, due=None, holds=HELD), at(FIRST, "01-02", 1), "close: PAID"),
    ("12-31", owing(4, holds=HELD), at(LEGAL, "06-01"), "close: SMALL_REST"),
]


@pytest.mark.parametrize(("today", "arrears", "progress", "expected"), SITUATIONS)
def test_the_next_step(today: str, arrears: Arrears, progress: Progress, expected: str) -> None:
    assert say(next_step(arrears, STANDARD, progress, today=day(today))) == expected


def test_a_strategy_names_all_three_stages_in_their_order() -> None:
    with pytest.raises(ValueError, match="three stages"):
        Strategy("HASTY", stages=(STANDARD.stages[0], STANDARD.stages[2]))


@given(
    payments=draw.lists(draw.tuples(draw.integers(1, 400), draw.integers(1, 90)), max_size=8),
    contacts=draw.sets(draw.integers(1, 400), max_size=12),
    demanded=draw.none() | draw.integers(1, 400),
)
def test_no_stage_is_skipped_whatever_is_paid_in_between(payments, contacts, demanded) -> None:
    """A day at a time for more than a year: stages come in order, one a day at most."""
    reached: list[tuple[Stage, date]] = []
    for offset in range(1, 420):
        today = DUE + timedelta(days=offset)
        debts = [(DUE + timedelta(days=30 * index), 10_000) for index in range(14)]
        paid = 100 * sum(amount for on, amount in payments if on <= offset)
        overdue, oldest = 0, None
        for due_on, amount in debts:
            paid, rest = max(0, paid - amount), max(0, amount - paid)
            if rest and due_on < today:
                overdue, oldest = overdue + rest, oldest or due_on
        since = reached[-1][1] if reached else None
        done = [DUE + timedelta(days=each) for each in contacts if each <= offset]
        progress = Progress(
            reached[-1][0] if reached else None,
            since,
            sum(1 for each in done if since and each >= since),
            DUE + timedelta(days=demanded) if demanded and demanded <= offset else None,
        )
        arrears = Arrears(Money(overdue), oldest, Money(overdue), oldest)
        match next_step(arrears, STANDARD, progress, today=today):
            case Advance(to):
                reached.append((to, today))
            case Close():
                reached.clear()
        assert [stage for stage, _ in reached] == list(Stage)[: len(reached)]
        assert len({on for _, on in reached}) == len(reached)


@given(
    overdue=draw.integers(501, 10**7),
    stage=draw.sampled_from(list(Stage)),
    age=draw.integers(0, 3000),
    waited=draw.integers(0, 3000),
    hold=draw.sampled_from(list(HoldReason)),
)
def test_a_held_case_never_advances(overdue, stage, age, waited, hold) -> None:
    today = date(2026, 10, 31)
    due = today - timedelta(days=age)
    progress = Progress(stage, today - timedelta(days=waited), 99, due)
    arrears = Arrears(Money(overdue), due, Money(overdue), due, frozenset({hold}))
    assert say(next_step(arrears, STANDARD, progress, today=today)) == "stay: HELD"
