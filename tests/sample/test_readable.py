"""What the sample writes is understood by those who read customers' ledgers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from openpyxl import load_workbook

from qingshou.intake.rules import words
from qingshou.intake.rules.days import period_between
from qingshou.intake.rules.meanings import code_of, due_rule_of, kind_of
from qingshou.intake.rules.recognition import Layout, recognize
from qingshou.intake.rules.records import RECORDS_OF
from qingshou.intake.rules.rooms import read_place
from qingshou.sample import Written, manner
from qingshou.sample.books import Books
from qingshou.sample.months import is_cycle_start
from qingshou.tariffs.rules.price_units import read_price_unit


def test_every_spelling_of_a_unit_means_that_unit(company: list[Books]) -> None:
    for books in company:
        writing = manner.MANNERS[books.community.plan.style]
        for household in books.households:
            for unit in (household.unit, *household.spaces):
                assert read_place("", "", writing.room(unit)).code == unit.code
                if unit.usage != "PARKING":
                    place = read_place(
                        writing.building.format(unit.building), unit.entrance, unit.room
                    )
                    assert place.code == unit.code


@pytest.mark.parametrize(
    ("spoken", "table"),
    [
        (manner.USAGES, words.USAGES),
        (manner.ROLES, words.ROLES),
        (manner.PARTY_KINDS, words.PARTY_KINDS),
        (manner.PAYMENT_CHANNELS, words.CHANNELS_OF_PAYMENT),
        (manner.CONTACT_CHANNELS, words.CHANNELS_OF_CONTACT),
        (manner.OUTCOMES, words.OUTCOMES),
        (manner.STAGES, words.STAGES),
        (manner.REASONS, words.REASONS),
    ],
)
def test_every_word_means_its_code(spoken: Mapping[str, str], table: words.Table) -> None:
    assert {code: code_of(table, word) for code, word in spoken.items()} == {
        code: code for code in spoken
    }


def test_price_lists_are_understood(company: list[Books]) -> None:
    for books in company:
        for price in books.community.plan.prices:
            assert kind_of(price.kind_name) == price.kind
    assert due_rule_of("首月25日") == due_rule_of("当月25日") == "DAY:25"
    assert read_price_unit("元/㎡·月").by_area
    assert not read_price_unit("元/车位·月").by_area


def test_the_last_day_of_a_holding_is_taken_for_its_last_day(company: list[Books]) -> None:
    for books in company:
        for household in books.households:
            for holding in household.holdings:
                if holding.since and holding.latest:
                    _, until = period_between(holding.since, holding.latest)
                    assert until > holding.latest.isoformat()


def test_payers_change_where_a_cycle_begins(company: list[Books]) -> None:
    for books in company:
        for household in books.households:
            for payer in household.payers:
                for stretch in payer.stretches:
                    cycle = 6 if stretch.unit.usage == "PARKING" else None
                    cycle = cycle or books.community.plan.longest_cycle
                    assert stretch.until is None or is_cycle_start(stretch.until, cycle)


def test_every_sheet_and_every_column_is_recognized(written: Written) -> None:
    expected = {
        "项目概况": "community",
        "房产台账": "unit",
        "车位": "unit",
        "业主信息": "party",
        "收费标准": "tariff",
        "公摊": "share_pool",
        "收费明细": "payment",
        "欠费台账": "arrears",
        "催缴记录": "contact",
    }
    kinds = {
        "REGISTRY": written.registry,
        "PAYMENTS": written.payments,
        "ARREARS": written.arrears,
        "CONTACTS": written.contacts,
    }
    for kind, paths in kinds.items():
        for path in paths:
            for sheet in load_workbook(path):
                cells = sheet.iter_rows(max_row=40, values_only=True)
                rows = [["" if cell is None else cell for cell in row] for row in cells]
                found = recognize(rows, sheet=sheet.title, records=RECORDS_OF[kind], remembered={})
                assert isinstance(found, Layout), (path.name, sheet.title, found)
                assert found.record.name == expected[sheet.title], (path.name, sheet.title)
                assert found.left_aside == (), (path.name, sheet.title)
