"""Every figure in the workbooks agrees with the bills, with the totals and with the truth."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.sample.replay import Replay

from qingshou.sample import Written
from qingshou.sample.books import Books
from qingshou.sample.manner import MANNERS

SHORT_NAMES = {"YSL": "云杉里", "CHY": "澄湖苑", "JCG": "锦程广场"}


def read(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Read a sheet by its header row, down to its total."""
    rows = list(load_workbook(path)[sheet].iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if sum(cell is not None for cell in row) > 3
              and any(cell in ("小区", "小区名称", "项目名称") for cell in row))  # fmt: skip
    header = rows[at]
    return [dict(zip(header, row, strict=True)) for row in rows[at + 1 :] if row[2] is not None]


def totals(path: Path, sheet: str) -> list[Decimal]:
    rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    total = next(row for row in rows if row[0] == "合计")
    return [fen(cell) for cell in total if isinstance(cell, int | float)]


def fen(cell: Any) -> Decimal:
    return Decimal(str(cell or 0)).quantize(Decimal("0.01"))


@pytest.fixture(scope="module")
def truth(written: Written) -> dict[str, Any]:
    return json.loads(written.truth.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", ["YSL", "CHY", "JCG"])
def test_every_payment_meets_what_was_open(replays: dict[str, Replay], code: str) -> None:
    assert replays[code].faults == []


def test_what_is_left_open_is_what_the_truth_says(
    company: list[Books], replays: dict[str, Replay]
) -> None:
    for books in company:
        replay = replays[books.community.code]
        last = replay.months[-1]
        left = sum(o.open for owed in replay.owed.values() for o in owed if o.bill.since <= last)
        ahead = sum(
            o.bill.amount - o.open for owed in replay.owed.values()
            for o in owed if o.bill.since > last
        )  # fmt: skip
        assert left == sum(outcome.open for outcome in books.outcomes.values())
        assert ahead + sum(replay.credit.values()) == sum(
            outcome.credit for outcome in books.outcomes.values()
        )
        assert all(outcome.credit >= 0 for outcome in books.outcomes.values())


@pytest.mark.parametrize("code", ["YSL", "CHY", "JCG"])
def test_workbooks_add_up_to_the_truth(written: Written, truth: dict[str, Any], code: str) -> None:
    told = next(c for c in truth["communities"] if c["code"] == code)
    titles = MANNERS[code].titles
    mine = [path for path in written.payments if SHORT_NAMES[code] in path.stem]
    arrears = next(path for path in written.arrears if SHORT_NAMES[code] in path.stem)
    contacts = [path for path in written.contacts if SHORT_NAMES[code] in path.stem]

    rows = [row for path in mine for row in read(path, "收费明细")]
    assert len(rows) == told["payments"]
    assert sum(fen(row[titles["paid"]]) for row in rows) * 100 == told["paid_fen"]
    assert sum(totals(path, "收费明细")[1] for path in mine) * 100 == told["paid_fen"]
    owed = sum(fen(row[titles["owed"]]) for row in read(arrears, "欠费台账"))
    assert owed * 100 == told["opening_fen"]
    assert sum(len(read(path, "催缴记录")) for path in contacts) == told["contacts"]


def test_households_add_up_to_their_communities(truth: dict[str, Any]) -> None:
    sums: dict[str, int] = defaultdict(int)
    for household in truth["households"]:
        for payer in household["payers"]:
            for name in ("opening_fen", "billed_fen", "paid_fen", "open_fen", "credit_fen"):
                sums[household["community"] + name] += payer[name]
    for community in truth["communities"]:
        for name in ("opening_fen", "billed_fen", "paid_fen", "open_fen", "credit_fen"):
            assert sums[community["code"] + name] == community[name]
        by_month = community["billed_fen_by_month"].values()
        assert sum(sum(kinds.values()) for kinds in by_month) == community["billed_fen"]
        assert (
            community["opening_fen"] + community["billed_fen"] + community["credit_fen"]
            == community["paid_fen"] + community["open_fen"]
        )


@pytest.mark.parametrize("code", ["YSL", "CHY", "JCG"])
def test_everybody_who_pays_or_owes_is_in_the_register(written: Written, code: str) -> None:
    titles = MANNERS[code].titles
    registry = next(path for path in written.registry if SHORT_NAMES[code] in path.stem)
    known = {(r[titles["room"]], r[titles["name"]]) for r in read(registry, "业主信息")}
    others = [
        *(("收费明细", path) for path in written.payments),
        *(("欠费台账", path) for path in written.arrears),
        *(("催缴记录", path) for path in written.contacts),
    ]
    for sheet, path in others:
        if SHORT_NAMES[code] in path.stem:
            named = {(r[titles["room"]], r[titles["name"]]) for r in read(path, sheet)}
            assert named <= known


def test_each_unit_has_exactly_one_payer_at_any_time(company: list[Books]) -> None:
    for books in company:
        for household in books.households:
            stretches = [s for payer in household.payers for s in payer.stretches]
            for unit in (household.unit, *household.spaces):
                mine = [s for s in stretches if s.unit is unit]
                assert all(sum(s.covers(m) for s in mine) == 1 for m in range(24_296, 24_330))


def test_stages_are_climbed_one_at_a_time(company: list[Books]) -> None:
    order = ["FIRST_CONTACT", "FOLLOW_UP", "LEGAL"]
    for books in company:
        reached: dict[str, int] = {}
        for contact in books.contacts:
            now, before = order.index(contact.stage), reached.get(contact.party.name, 0)
            assert now <= before + 1
            reached[contact.party.name] = now
