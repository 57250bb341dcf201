"""The ledger's penalty equals the pure rule for any past day, whatever happened and when."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from tests.builders.estate import a_community
from tests.builders.tariffs import a_price_list
from tests.contexts.ledger.book import SHAPE, a_charge, a_relation, rows

from qingshou.billing import operations, queries
from qingshou.billing.operations import Days, Matter
from qingshou.billing.rules.accruals import penalty_of
from qingshou.billing.rules.accrued import BearingItem
from qingshou.billing.rules.day_counts import DayBasis
from qingshou.billing.rules.lpr import Term
from qingshou.billing.rules.penalties import (
    Cap,
    Clause,
    Daily,
    LoanPrimeRate,
    Monthly,
    Rule,
    Stage,
)
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money, RoundingUnit
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature, Source
from qingshou.platform.identity import SYSTEM
from qingshou.tariffs.rules.rounding import Step

pytestmark = pytest.mark.django_db(transaction=False)

ACCOUNTS, DAYS_ASKED = 1000, 20
KINDS = ["PROPERTY_FEE", "LIFT", "WASTE"]
DAY = timedelta(days=1)


def some_rule(dice: random.Random) -> Rule:
    """Choose one of the three kinds of clauses, high enough for caps to bind now and then."""
    daily = Daily(Fraction(dice.choice(["0.0003", "0.0005", "0.003", "0.03"])))
    monthly = Monthly(Fraction("0.02"))
    prime = LoanPrimeRate(dice.choice(list(Term)), Fraction(dice.choice(["1", "1.5", "4"])))
    return dice.choice([daily, monthly, prime])


def some_clause(dice: random.Random) -> Clause:
    units = [*RoundingUnit, None]
    steps = [(dice.choice(units), stage) for stage in (Stage.SEGMENT, Stage.ITEM)]
    return Clause(
        rule=some_rule(dice),
        grace_days=dice.choice([0, 0, 5, 15]),
        day_basis=dice.choice([DayBasis.ACTUAL, DayBasis.ACTUAL, DayBasis.THIRTY_DAY_MONTHS]),
        year_days=dice.choice([365, 360]),
        count_first_day=dice.random() < 0.7,
        count_last_day=dice.random() < 0.3,
        cap=dice.choice(list(Cap)),
        rounding=tuple(Step(unit, stage) for unit, stage in steps if unit),
    )


def enter(community_id: int, kind: str, valid_from: date, clause: Clause) -> None:
    operations.enter_penalty_terms(
        community_id=community_id, terms=Terms(valid_from, clause, kind), actor=SYSTEM
    )


class World:
    """A community whose accounts meet everything that can happen to a debt."""

    def __init__(self, seed: int, accounts: int, start: date, months: int) -> None:
        self.dice = random.Random(seed)
        self.community_id = a_community().id
        self.start, self.end = start, add_months(start, months)
        kinds = [{"kind": kind, "kind_name": kind, "price_unit": "元/户·月"} for kind in KINDS]
        a_price_list(
            community_id=self.community_id,
            rows=[row | {"price": "1", "from": "2020-01-01"} for row in kinds],
        )
        enter(self.community_id, "", start, some_clause(self.dice))
        enter(self.community_id, "LIFT", start + 40 * DAY, some_clause(self.dice))
        ledger.open_accounts_from(
            community_id=self.community_id,
            relation_sql="SELECT 'A' || no AS code, %s::date AS opened_on"
            " FROM generate_series(1, %s) no",
            params=[start, accounts],
        )
        found = "SELECT id FROM ledger_account WHERE community_id = %s ORDER BY id"
        self.accounts = [row[0] for row in rows(found, self.community_id)]
        self.number = 0

    def reference(self) -> str:
        self.number += 1
        return f"w:{self.number}"

    def bill(self, month: date, on: date) -> None:
        charges = [
            a_charge(
                account,
                self.dice.randint(1, 90_000),
                month,
                kind=kind,
                due_on=month + self.dice.randint(-20, 40) * DAY,
            )
            for account in self.accounts
            for kind in KINDS
            if self.dice.random() < 0.25
        ]
        ledger.post_from(
            community_id=self.community_id,
            relation=a_relation("test_charges", SHAPE, charges),
            on=on,
            source=Source.BILLING,
            source_ref=self.reference(),
            actor=SYSTEM,
        )

    def pay(self, today: date) -> None:
        """Receive, today or dated back."""
        on = today - self.dice.choice([0, 0, 3, 30]) * DAY
        payment = ledger.Payment(Money(self.dice.randint(1, 99_000)), Channel.WECHAT, on)
        ledger.receive(
            community_id=self.community_id,
            account_id=self.dice.choice(self.accounts),
            payment=payment,
            source_ref=self.reference(),
            actor=SYSTEM,
        )

    def take_back(self, table: str, column: str, today: date) -> None:
        """Take back a receipt or a charge, whichever the dice say, if it can be."""
        found = rows(
            f"SELECT id FROM {table} WHERE community_id = %s AND nature IN ('RECEIPT', 'CHARGE')"
            " ORDER BY id",
            self.community_id,
        )
        if not found:
            return
        chosen = {column: self.dice.choice(found)[0]}
        relation = a_relation("test_taken_back", {column: "bigint"}, [chosen])
        act = ledger.reverse_credits_from if column == "credit_id" else ledger.reverse_items_from
        try:
            act(
                community_id=self.community_id,
                relation=relation,
                on=today,
                source_ref=self.reference(),
                actor=SYSTEM,
            )
        except Refusal as refusal:
            assert refusal.code.endswith("already-reversed")

    def waive(self, today: date) -> None:
        found = rows(
            "SELECT id, amount_fen - settled_fen FROM ledger_openitem"
            " WHERE community_id = %s AND closed_on IS NULL ORDER BY id",
            self.community_id,
        )
        if not found:
            return
        item_id, left = self.dice.choice(found)
        ledger.relieve(
            community_id=self.community_id,
            item_id=item_id,
            relief=ledger.Relief(CreditNature.WAIVER, Money(self.dice.randint(1, left))),
            on=today,
            source_ref=self.reference(),
            actor=SYSTEM,
        )

    def freeze(self, today: date) -> None:
        account = self.dice.choice(self.accounts)
        found = rows(
            "SELECT id FROM ledger_openitem WHERE community_id = %s AND account_id = %s",
            self.community_id,
            account,
        )
        since = today + self.dice.randint(-40, 20) * DAY
        until = self.dice.choice([None, since + self.dice.randint(0, 40) * DAY])
        operations.freeze_penalty(
            community_id=self.community_id,
            account_id=account,
            item_id=self.dice.choice(found)[0] if found and self.dice.random() < 0.5 else None,
            days=Days(since, until),
            matter=Matter("DISPUTE", "TEST", f"matter:{self.dice.randint(1, 60)}/{account}"),
            actor=SYSTEM,
        )

    def live(self, events: int) -> None:
        """Let months pass: bills, and on most days some accruals and some of everything else."""
        today, step = self.start, max(1, (self.end - self.start).days * 6 // events)
        billed = self.start
        while today < self.end:
            if billed <= today:
                self.bill(billed, on=self.dice.choice([billed, today]))
                billed = add_months(billed, 1)
            for _ in range(6):
                act = self.dice.random()
                if act < 0.62:
                    self.pay(today)
                elif act < 0.70:
                    self.take_back("ledger_credit", "credit_id", today)
                elif act < 0.78:
                    self.take_back("ledger_openitem", "item_id", today)
                elif act < 0.86:
                    self.waive(today)
                else:
                    self.freeze(today)
            if self.dice.random() < 0.6:
                self.accrue(today)
            today += self.dice.randint(1, 2 * step) * DAY
        self.accrue(self.end)

    def accrue(self, as_of: date) -> None:
        operations.accrue_penalties(community_id=self.community_id, as_of=as_of, actor=SYSTEM)

    def facts(self, as_of: date) -> list[BearingItem]:
        return queries.bearing_items(
            community_id=self.community_id, account_ids=self.accounts, as_of=as_of
        )

    def days(self, count: int) -> Iterator[date]:
        for _ in range(count):
            yield self.start + self.dice.randint(0, (self.end - self.start).days) * DAY


def by_rule(item: BearingItem, versions: list[Terms], as_of: date) -> int | None:
    try:
        return penalty_of(item.debt, versions, as_of=as_of).amount.fen
    except Refusal:
        return None


def by_ledger(community_id: int, as_of: date) -> dict[int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, penalty_fen FROM billing_penalty_as_of(ARRAY[%s]::bigint[], %s)",
            [community_id, as_of],
        )
        return dict(cursor.fetchall())


def compare(world: World, days: list[date]) -> int:
    versions = queries.penalty_terms(community_id=world.community_id)
    items, bearing = world.facts(world.end), 0
    for as_of in days:
        told = by_ledger(world.community_id, as_of)
        for item in items:
            expected = by_rule(item, versions, as_of)
            found = told.get(item.item_id, 0)
            assert found == expected, (item.debt, item.terms, as_of)
            bearing += bool(expected)
    return bearing


@pytest.mark.parametrize("seed", range(2))
def test_any_past_day_of_a_thousand_accounts(seed: int) -> None:
    world = World(seed, ACCOUNTS // 2, date(2024, 1, 1), months=10)
    world.live(events=300)
    bearing = compare(world, list(world.days(DAYS_ASKED)))
    assert bearing > 1000


@pytest.mark.parametrize("seed", range(100, 106))
def test_it_holds_where_the_rates_end_and_begin(seed: int) -> None:
    start = date(2025, 3, 1) if seed % 2 else date(2019, 6, 1)
    world = World(seed, 15, start, months=7)
    world.live(events=120)
    compare(world, list(world.days(DAYS_ASKED)))
