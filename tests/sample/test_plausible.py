"""The invented company behaves like a real one, and its hidden causes can be found again."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from tests.sample.replay import Owed, Replay, collected_within_quarter

from qingshou.sample.books import Books
from qingshou.sample.months import first_day, month_number

Q3_2025, Q1_2026, Q3_2026 = 2025 * 4 + 2, 2026 * 4, 2026 * 4 + 2
END = date(2026, 10, 31)


def rate(charges: list[Owed], quarter: int) -> int:
    """The collection rate within a quarter, in permille."""
    settled, due = collected_within_quarter(charges)[quarter]
    return settled * 1000 // due


def everything(replays: dict[str, Replay]) -> list[Owed]:
    return [one for replay in replays.values() for one in replay.charges]


def test_size(company: list[Books]) -> None:
    usages = Counter(
        unit.usage for books in company for h in books.households for unit in (h.unit, *h.spaces)
    )
    assert usages["RESIDENTIAL"] == 1200
    assert usages["SHOP"] == 60
    assert 320 <= usages["PARKING"] <= 380


def test_collection_within_the_quarter(replays: dict[str, Replay]) -> None:
    rates = [rate(everything(replays), quarter) for quarter in range(2024 * 4 + 3, Q3_2026 + 1)]

    assert all(770 <= one <= 900 for one in rates), rates
    assert 800 <= sum(rates) // len(rates) <= 880


def test_communities_differ(replays: dict[str, Replay]) -> None:
    rates = {code: rate(replay.charges, Q3_2026) for code, replay in replays.items()}

    assert rates["CHY"] > rates["YSL"] + 40
    assert rates["CHY"] > rates["JCG"] + 80


def test_late_payers_catch_up_and_a_tail_stays(replays: dict[str, Replay]) -> None:
    old = [one for one in everything(replays) if one.bill.due_on < END - timedelta(days=400)]
    share = sum(one.open for one in old) * 1000 // sum(one.bill.amount for one in old)
    everyone = [o for replay in replays.values() for owed in replay.owed.values() for o in owed]
    years_old = sum(o.open for o in everyone if o.bill.due_on < END - timedelta(days=3 * 365))

    assert 8 <= share <= 60
    assert years_old > 0


def test_the_building_whose_lift_stopped_pays_worse_until_it_runs_again(
    replays: dict[str, Replay],
) -> None:
    charges = replays["YSL"].charges
    there = [one for one in charges if one.building == "3"]
    elsewhere = [one for one in charges if one.building in ("1", "2", "4", "5", "6")]
    grieved = [one for one in there if one.cause == "SERVICE"]

    assert rate(there, Q1_2026) < rate(elsewhere, Q1_2026) - 150
    assert abs(rate(there, Q3_2025) - rate(elsewhere, Q3_2025)) < 90
    disputed = [one for one in grieved if one.bill.since in range(24_310, 24_319)]
    before = sum(one.settled_by(date(2026, 8, 12)) for one in disputed)
    after = sum(one.settled_by(END) for one in disputed)
    assert after > 3 * before


def test_spring_festival_and_year_end(replays: dict[str, Replay]) -> None:
    def paid_in_its_month(month: int) -> int:
        mine = [o for code in ("YSL", "JCG") for o in replays[code].charges
                if o.bill.since == month and o.bill.kind == "PROPERTY_FEE"]  # fmt: skip
        end = first_day(month + 1) - timedelta(days=1)
        return sum(o.settled_by(end) for o in mine) * 1000 // sum(o.bill.amount for o in mine)

    for year in (2025, 2026):
        january = year * 12
        assert paid_in_its_month(january + 1) < paid_in_its_month(january) - 80
        assert paid_in_its_month(january + 1) < paid_in_its_month(january + 2) - 80


def test_reasons_told_are_all_there_and_mostly_true(company: list[Books]) -> None:
    told: Counter[str] = Counter()
    true = 0
    for books in company:
        causes = {p.party.name: p.traits.cause for h in books.households for p in h.payers}
        for contact in books.contacts:
            if contact.reason:
                told[contact.reason] += 1
                true += causes[contact.party.name] in (contact.reason, "")
    assert set(told) == {
        "SERVICE", "HARDSHIP", "FORGOT", "MOVED", "VACANT", "PRICE", "NOT_INFORMED", "OWNERSHIP",
        "REFUSAL", "OTHER",
    }  # fmt: skip
    assert true * 10 > told.total() * 8
    assert max(told.values()) < told.total() * 6 // 10


def test_all_channels_outcomes_and_stages_occur(company: list[Books]) -> None:
    contacts = [contact for books in company for contact in books.contacts]
    assert {c.channel for c in contacts} == {"PHONE", "SMS", "WECHAT", "VISIT", "LETTER", "NOTICE"}
    assert len({c.outcome for c in contacts}) == 8
    assert len({c.stage for c in contacts}) == 3
    assert {p.channel for books in company for p in books.payments} == {
        "CASH", "WECHAT", "ALIPAY", "POS", "TRANSFER", "DEBIT",
    }  # fmt: skip
    assert any(p.paid < p.due for books in company for p in books.payments)
    assert any(p.paid > p.due for books in company for p in books.payments)


def test_promises_are_kept_and_broken(company: list[Books]) -> None:
    kept = made = 0
    for books in company:
        paid: dict[tuple[str, str], list[tuple[date, int]]] = {}
        for p in books.payments:
            paid.setdefault((p.party.name, p.unit.code), []).append((p.on, p.paid))
        for c in books.contacts:
            if c.promised_on and c.promised_on < END:
                mine = paid.get((c.party.name, c.unit.code), [])
                made += 1
                kept += sum(fen for on, fen in mine if c.on <= on <= c.promised_on) >= c.promised
    assert made > 800
    assert 600 * made < 1000 * kept < 850 * made


def test_direct_debit_is_signed_by_many_and_works(company: list[Books]) -> None:
    chy = next(books for books in company if books.community.code == "CHY")
    payers = [payer for household in chy.households for payer in household.payers]
    signed = {p.party.name for p in payers if p.traits.debit_from}

    assert 140 <= len(signed) <= 230
    assert {p.party.name for p in chy.payments if p.channel == "DEBIT"} <= signed
    assert min(p.on for p in chy.payments if p.channel == "DEBIT") >= date(2026, 6, 1)


def test_a_call_helps_the_forgetful(company: list[Books]) -> None:
    paid_after = {True: [0, 0], False: [0, 0]}
    for books in company:
        forgetful = {p.party.name for h in books.households for p in h.payers
                     if p.traits.cause == "FORGOT"}  # fmt: skip
        days: dict[str, list[date]] = {}
        for p in books.payments:
            days.setdefault(p.party.name, []).append(p.on)
        for c in books.contacts:
            if c.channel == "PHONE" and c.party.name in forgetful:
                spoke = c.outcome in ("REACHED", "PROMISED")
                soon = any(
                    c.on <= on <= c.on + timedelta(days=20) for on in days.get(c.party.name, [])
                )
                paid_after[spoke][0] += soon
                paid_after[spoke][1] += 1
    rates = {spoke: done * 100 // all_ for spoke, (done, all_) in paid_after.items()}
    assert rates[True] > rates[False] + 20, rates


def test_month_numbers_of_the_tests() -> None:
    assert month_number(date(2025, 11, 1)) == 24_310
