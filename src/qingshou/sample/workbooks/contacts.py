"""The contact ledgers (催缴记录), one per year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from qingshou.platform.files.spreadsheet import Kind, write_workbook
from qingshou.sample.books import Books
from qingshou.sample.collectors import Contact
from qingshou.sample.manner import CONTACT_CHANNELS, MANNERS, OUTCOMES, REASONS, STAGES
from qingshou.sample.workbooks.pages import Field, Page, sheet


def write_contacts(out: Path, books: Books) -> Iterator[Path]:
    """Write the contact ledgers of a community, oldest year first."""
    for year, contacts in groupby(books.contacts, key=lambda contact: contact.on.year):
        yield _write_year(out, books, year, list(contacts))


def _write_year(out: Path, books: Books, year: int, contacts: list[Contact]) -> Path:
    community = books.community
    page = Page("催缴记录", contacts, title=f"{community.name}{year}年催缴记录")
    laid_out = sheet(page, _fields(books), MANNERS[community.plan.style])
    return write_workbook(out / f"催缴记录_{community.short_name}_{year}.xlsx", [laid_out])


def _fields(books: Books) -> list[Field]:
    community, manner = books.community, MANNERS[books.community.plan.style]
    return [
        Field("community", lambda c: community.name),
        Field("room", lambda c: manner.room(c.unit)),
        Field("name", lambda c: c.party.name),
        Field("contact_on", lambda c: manner.date(c.on), Kind.DATE, "联系情况"),
        Field("contact_by", lambda c: CONTACT_CHANNELS[c.channel], above="联系情况"),
        Field("outcome", lambda c: OUTCOMES[c.outcome], above="联系情况"),
        Field("stage", lambda c: STAGES[c.stage], above="联系情况"),
        Field("staff", lambda c: c.staff, above="联系情况"),
        Field("reason", lambda c: REASONS[c.reason]),
        Field("promised_on", lambda c: manner.date(c.promised_on), Kind.DATE, "承诺"),
        Field("promised", lambda c: c.promised, Kind.AMOUNT, "承诺"),
        Field("note", lambda c: c.note),
    ]
