"""A seeded, untidy book for three communities: every way of paying, undoing and being reminded.

Rows go straight into the tables, as their owner, so that the figures meet histories that
take years to grow: reopened items, old debts, prepayments, waivers, reversals, refunds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import connection

from qingshou.kernel.calendar import add_months

COMMUNITIES = (("YSL", "示例·云杉里"), ("CHY", "示例·澄湖苑"), ("JCG", "示例·锦程广场"))
FIRST_MONTH = date(2024, 9, 1)
MONTHS = 26
LATEST_DAY = date(2026, 10, 31)
STAGES = ("FIRST_CONTACT", "FOLLOW_UP", "LEGAL")
REASONS = ("SERVICE", "HARDSHIP", "FORGOT", "MOVED", "PRICE")
OUTCOMES = (
    "REACHED",
    "NO_ANSWER",
    "NO_ANSWER",
    "NO_ANSWER",
    "RETURNED",
    "PROMISED",
    "REFUSED",
    "WRONG_NUMBER",
    "DELIVERED",
)

Row = dict[str, Any]


@dataclass
class Item:
    """An item while its history is being invented."""

    row: Row
    paid: list[Row] = field(default_factory=list)

    @property
    def open_fen(self) -> int:
        return self.row["amount_fen"] - sum(row["amount_fen"] for row in self.paid)


class InventedBook:
    """Rows by table, and the chance that makes them."""

    def __init__(self, seed: int, homes: int) -> None:
        self.chance = Random(seed)
        self.homes = homes
        self.ids = count(1_000)
        self.rows: dict[str, list[Row]] = {}

    def add(self, table: str, **row: Any) -> Row:
        self.rows.setdefault(table, []).append(row)
        return row

    def new(self, table: str, community_id: int, **row: Any) -> Row:
        return self.add(table, community_id=community_id, id=next(self.ids), **row)

    def invent(self) -> None:
        self.add("tenancy_company", id=1, code="EX", name="示例物业服务有限公司", credit_code="")
        for number, (kind, name) in enumerate((("PROPERTY_FEE", "物业费"), ("LIFT", "电梯费")), 1):
            self.add(
                "tariffs_chargekind",
                id=number,
                code=kind,
                name=name,
                nature="BASE",
                tax_rate="0.06",
                pass_through=False,
            )
        for number, (code, name) in enumerate(COMMUNITIES, 1):
            self.add("estate_community", id=number, company_id=1, code=code, name=name, address="")
            self.invent_community(number)

    def invent_community(self, of: int) -> None:
        tariff = self.new(
            "tariffs_tariff",
            of,
            kind="PROPERTY_FEE",
            code="base",
            basis="BUILDING_AREA",
            cycle="MONTH",
            in_advance=True,
            due_rule="",
            per="MONTH",
            proration="ACTUAL_MONTH",
            rounding="[]",
            formula="",
            tax_rate="0.06",
            usages="{}",
            active="[2020-01-01,)",
        )
        for since, until, price in (("2020-01-01", "2026-04-01", 2), ("2026-04-01", "", 3)):
            self.new(
                "tariffs_price",
                of,
                tariff_id=tariff["id"],
                price=price,
                factor=1,
                effective=f"[{since},{until})",
                document="",
            )
        for number in range(1, 4):
            building = self.new("estate_building", of, name=f"{number}栋", code=str(number))
            for home in range(self.homes // 3):
                self.invent_home(of, building, home)
        for number in (8, 9):
            self.invent_home(of, building, 90 + number, empty=True)
        self.tell_two_stories(of)

    def tell_two_stories(self, of: int) -> None:
        """A debt nobody asked for since 2023, and one paid after a broken promise."""
        forgotten, late = (row["id"] for row in self.rows["ledger_account"][-2:])
        self.invent_item(
            of,
            forgotten,
            "PROPERTY_FEE",
            date(2023, 9, 1),
            nature="OPENING",
            due_on=date(2023, 10, 20),
            posted_on=date(2024, 9, 1),
        )
        item = self.invent_item(
            of,
            late,
            "PROPERTY_FEE",
            date(2026, 6, 1),
            nature="ADJUSTMENT",
            edition=1,
            due_on=date(2026, 7, 5),
            posted_on=date(2026, 7, 1),
        )
        credit = self.receipt(of, late, date(2026, 8, 10), item.open_fen)
        self.settle(of, item, credit, item.open_fen)
        self.contact(of, late, date(2026, 7, 20), outcome="PROMISED", state="BROKEN")

    def invent_home(self, of: int, building: Row, home: int, *, empty: bool = False) -> None:
        pick = self.chance.choice
        code = f"{building['code']}-1-{home + 1:03d}"
        usage = pick(("RESIDENTIAL",) * 6 + ("SHOP", "PARKING"))
        unit = self.new(
            "estate_unit",
            of,
            building_id=building["id"],
            entrance="1",
            room=f"{home + 1:03d}",
            code=code,
            floor=pick((None, -1, 3, 9, 25)),
            usage=usage,
            building_area_m2=100,
            layout="",
            delivered_on=date(2021, 5, 1),
            vacant_from=pick((None, None, None, date(2026, 2, 1))),
        )
        sold_on = None if empty else pick((None, None, None, date(2026, 5, 1)))
        spans = [(None, sold_on), (sold_on, None)] if sold_on else [(None, None)]
        for number, (since, until) in enumerate(spans, 1):
            account = self.new(
                "ledger_account", of, code=f"{code}#{number}", opened_on=date(2021, 5, 1)
            )
            party = self.new(
                "parties_party", of, kind="PERSON", name=f"测试{account['id']}", initials=""
            )
            if self.chance.random() < 0.8:
                self.new(
                    "parties_contactpoint",
                    of,
                    party_id=party["id"],
                    channel="PHONE",
                    value="00000000000",
                    label="",
                    valid=True,
                )
            self.new(
                "estate_tenure",
                of,
                unit_id=unit["id"],
                party_id=party["id"],
                account_id=account["id"],
                role=pick(("OWNER", "OWNER", "TENANT", "DEVELOPER")),
                liable=True,
                held=f"[{since or ''},{until or ''})",
            )
            if not empty:
                self.invent_account(of, account["id"], since, until)

    def invent_account(self, of: int, account: int, since: date | None, until: date | None) -> None:
        habit = self.chance.choice(("prompt", "prompt", "prompt", "late", "part", "never", "odd"))
        items = [
            self.invent_item(of, account, kind, month)
            for place in range(MONTHS)
            for month in [add_months(FIRST_MONTH, place)]
            if (since is None or month >= since) and (until is None or month < until)
            for kind in ("PROPERTY_FEE", "LIFT")
        ]
        if self.chance.random() < 0.5:
            items.append(
                self.invent_item(
                    of,
                    account,
                    "PROPERTY_FEE",
                    date(2022, 3, 1),
                    nature="OPENING",
                    posted_on=self.chance.choice((date(2024, 9, 1), date(2026, 8, 3))),
                )
            )
        for item in items:
            self.invent_payment(of, account, item, habit)
        if self.chance.random() < 0.3:
            self.receipt(of, account, self.day_after(FIRST_MONTH, 700), 7_700)
        if self.chance.random() < 0.2:
            self.invent_refund(of, account)
        if habit != "prompt" and self.chance.random() < 0.8:
            self.invent_dunning(of, account)

    def invent_item(self, of: int, account: int, kind: str, month: date, **other: Any) -> Item:
        due_on = self.chance.choice(
            (
                month,
                month + timedelta(days=24),
                add_months(month, 1) - timedelta(days=1),
                add_months(month, 1),
            )
        )
        row = {
            "account_id": account,
            "entry_id": 1,
            "nature": "CHARGE",
            "kind": kind,
            "period_from": month,
            "period_until": add_months(month, 1),
            "due_on": due_on,
            "posted_on": min(month + timedelta(days=self.chance.choice((0, 2, 40))), LATEST_DAY),
            "amount_fen": self.chance.choice((10_000, 25_430, 120_055)),
            "settled_fen": 0,
            "closed_on": None,
            "edition": 0,
        } | other
        return Item(self.new("ledger_openitem", of, **row))

    def day_after(self, day: date, most: int) -> date:
        return day + timedelta(days=self.chance.randrange(most))

    def receipt(self, of: int, account: int, on: date, fen: int, nature: str = "RECEIPT") -> Row:
        channel = self.chance.choice(("CASH", "WECHAT", "ALIPAY", "DEBIT", "TRANSFER"))
        return self.new(
            "ledger_credit",
            of,
            account_id=account,
            entry_id=1,
            nature=nature,
            on=min(on, LATEST_DAY),
            amount_fen=fen,
            used_fen=0,
            channel=channel if nature == "RECEIPT" else "",
            source_ref="",
        )

    def settle(self, of: int, item: Item, credit: Row, fen: int, on: date | None = None) -> None:
        on = max(on or credit["on"], item.row["posted_on"])
        credit["used_fen"] += fen
        item.paid.append(
            self.new(
                "ledger_settlement",
                of,
                item_id=item.row["id"],
                credit_id=credit["id"],
                account_id=item.row["account_id"],
                entry_id=1,
                on=on,
                amount_fen=fen,
                nature=credit["nature"],
            )
        )
        item.row["settled_fen"] += fen
        days = [row["on"] for row in item.paid]
        item.row["settled_from"], item.row["settled_until"] = min(days), max(days)
        closed = item.row["settled_fen"] == item.row["amount_fen"]
        item.row["closed_on"] = max(days) if closed else None

    def invent_payment(self, of: int, account: int, item: Item, habit: str) -> None:
        due_on, amount = item.row["due_on"], item.row["amount_fen"]
        if habit == "never" or self.chance.random() < 0.03:
            return
        if habit == "prompt":
            on = due_on - timedelta(days=self.chance.randrange(60))
            self.settle(of, item, self.receipt(of, account, on, amount), amount)
        elif habit == "late":
            on = self.day_after(due_on, 200)
            if on <= LATEST_DAY:
                self.settle(of, item, self.receipt(of, account, on, amount), amount)
        elif habit == "part":
            on = self.day_after(due_on - timedelta(days=20), 100)
            if on <= LATEST_DAY:
                self.settle(of, item, self.receipt(of, account, on, amount), amount // 3)
            on = self.day_after(on, 150)
            if self.chance.random() < 0.6 and on <= LATEST_DAY:
                rest = item.open_fen
                self.settle(of, item, self.receipt(of, account, on, rest), rest)
        else:
            self.invent_oddity(of, account, item)

    def invent_oddity(self, of: int, account: int, item: Item) -> None:
        due_on, amount = item.row["due_on"], item.row["amount_fen"]
        on = min(self.day_after(due_on - timedelta(days=25), 80), LATEST_DAY)
        what = self.chance.choice(("waive", "reverse", "bounce", "repay", "mixed"))
        if what in ("waive", "reverse"):
            nature = "WAIVER" if what == "waive" else "REVERSAL"
            self.settle(of, item, self.receipt(of, account, on, amount, nature), amount)
            return
        credit = self.receipt(of, account, on, amount)
        if what == "mixed":
            self.settle(of, item, credit, amount - 1_000)
            relief = self.receipt(
                of, account, min(self.day_after(on, 90), LATEST_DAY), 1_000, "DISCOUNT"
            )
            self.settle(of, item, relief, 1_000)
            return
        self.settle(of, item, credit, amount)
        back_on = min(self.day_after(max(on, item.row["posted_on"]), 90), LATEST_DAY)
        self.settle(of, item, credit, -amount, back_on)
        if what == "repay":
            again = min(self.day_after(back_on, 60), LATEST_DAY)
            self.settle(of, item, self.receipt(of, account, again, amount), amount)

    def invent_refund(self, of: int, account: int) -> None:
        on = self.day_after(date(2025, 6, 1), 480)
        credit = self.receipt(of, account, on, 5_000)
        item = self.invent_item(
            of,
            account,
            "REFUND",
            on,
            nature="REFUND",
            posted_on=on,
            due_on=on,
            amount_fen=5_000,
            period_until=on + timedelta(days=1),
            channel="WECHAT",
        )
        self.settle(of, item, credit, 5_000, on)

    def invent_dunning(self, of: int, account: int) -> None:
        opened_on = self.day_after(date(2025, 1, 5), 560)
        steps = self.chance.randrange(1, 4)
        days = [opened_on + timedelta(days=40 * place) for place in range(steps)]
        closed_on = days[-1] + timedelta(days=25) if self.chance.random() < 0.5 else None
        case = self.new(
            "dunning_case",
            of,
            account_id=account,
            overdue_since=opened_on,
            opened_on=opened_on,
            closed_on=closed_on,
            stage=STAGES[steps - 1],
            stage_since=days[-1],
            strategy="test",
            closed_because=self.chance.choice(("PAID", "PAID", "SMALL_REST")) if closed_on else "",
            waits_because="",
        )
        for place, day in enumerate(days, 1):
            self.new(
                "dunning_stagestep",
                of,
                case_id=case["id"],
                place=place,
                follows=place - 1 or None,
                stage=STAGES[place - 1],
                on=day,
                because="",
                actor="",
            )
        for _ in range(self.chance.randrange(15)):
            self.invent_contact(of, account, self.day_after(days[-1], 120))
        if self.chance.random() < 0.7:
            self.new(
                "dunning_reasonmark",
                of,
                account_id=account,
                on=self.day_after(opened_on, 90),
                reason=self.chance.choice(REASONS),
                actor="",
            )
        if self.chance.random() < 0.2:
            self.new(
                "dunning_hold",
                of,
                account_id=account,
                item_id=None,
                reason="DISPUTE",
                start=self.day_after(opened_on, 90),
                until=None,
                note="",
                actor="",
            )

    def invent_contact(self, of: int, account: int, on: date) -> None:
        state = self.chance.choice(("KEPT", "BROKEN", "RUNNING"))
        self.contact(of, account, on, outcome=self.chance.choice(OUTCOMES), state=state)

    def contact(self, of: int, account: int, on: date, *, outcome: str, state: str) -> None:
        self.new(
            "dunning_contact",
            of,
            account_id=account,
            on=on,
            channel=self.chance.choice(("PHONE", "PHONE", "SMS", "VISIT", "LETTER")),
            direction=self.chance.choice(("OUT", "OUT", "OUT", "IN")),
            outcome=outcome,
            stage="",
            staff="",
            reason="",
            note="",
            actor="",
        )
        if outcome == "PROMISED":
            promised_on = on + timedelta(days=5)
            judged_on = promised_on + timedelta(days=4)
            self.new(
                "dunning_promise",
                of,
                account_id=account,
                made_on=on,
                promised_on=promised_on,
                amount_fen=30_000,
                grace_days=3,
                ends_on=judged_on,
                state=state,
                actor="",
                judged_on=None if state == "RUNNING" else judged_on,
            )

    def write(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table, rows in self.rows.items():
                columns = list(dict.fromkeys(name for row in rows for name in row))
                names = ", ".join(f'"{name}"' for name in columns)
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row([row.get(name) for name in columns])
            cursor.execute("SET session_replication_role = origin")


def write_book(*, seed: int = 7, homes: int = 30) -> None:
    """Invent a book and write it, as the owner of the tables."""
    book = InventedBook(seed, homes)
    book.invent()
    book.write()
