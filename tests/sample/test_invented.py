"""Nobody in the sample can be mistaken for a real person, firm or telephone."""

from __future__ import annotations

import re
from collections import Counter

from openpyxl import load_workbook

from qingshou.sample import Written
from qingshou.sample.books import Books

NAME = re.compile(r"示例(业主|新业主|租户|商贸|新商贸)\d{4,}|示例置业有限公司")
PHONE = re.compile(r"100\d{8}")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def test_names_and_phones_are_visibly_invented(company: list[Books]) -> None:
    parties = {h.party for books in company for home in books.households for h in home.holdings}

    assert len(parties) > 1_250
    assert [p for p in parties if not NAME.fullmatch(p.name) or not PHONE.fullmatch(p.phone)] == []
    assert all(contact.staff.startswith("收费员") for b in company for contact in b.contacts)


def test_no_two_parties_share_a_name_or_a_phone(company: list[Books]) -> None:
    parties = {h.party for books in company for home in books.households for h in home.holdings}
    people = [party for party in parties if party.name != "示例置业有限公司"]

    assert max(Counter(party.name for party in people).values()) == 1
    assert max(Counter(party.phone for party in parties).values()) == 1


def test_no_cell_looks_like_a_real_mobile_number(written: Written) -> None:
    for path in (*written.registry, *written.arrears, *written.payments, *written.contacts):
        for sheet in load_workbook(path, read_only=True):
            for row in sheet.iter_rows(values_only=True):
                assert not any(MOBILE.search(str(cell)) for cell in row if cell is not None)
