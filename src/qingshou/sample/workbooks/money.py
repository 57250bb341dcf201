"""The payment ledgers (收费明细, one per half-year) and the opening arrears (欠费台账)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from qingshou.platform.files.spreadsheet import Cell, Kind, write_workbook
from qingshou.sample.books import Books, Debt
from qingshou.sample.manner import MANNERS, PAYMENT_CHANNELS, REASONS, Manner
from qingshou.sample.months import first_day, latest_day, month_number
from qingshou.sample.names import collector
from qingshou.sample.plans import COMPANY
from qingshou.sample.purse import Payment
from qingshou.sample.workbooks.pages import Field, Page, sheet

_NO_CASHIER = {"DEBIT": "系统代扣"}
_CASHIERS = 2
_ARREARS_NOTES = {
    "SERVICE": "多次反映服务问题",
    "HARDSHIP": "家庭困难，逐步缴纳",
    "MOVED": "电话停机，人已搬离",
    "VACANT": "长期空置",
    "REFUSAL": "多次催缴未果",
    "OWNERSHIP": "交接问题待处理",
}


class Receipted(NamedTuple):
    """A payment with the receipt and cashier it got."""

    payment: Payment
    number: str
    cashier: str


def write_payments(out: Path, books: Books) -> Iterator[Path]:
    """Write the payment ledgers of a community, oldest half-year first."""
    for half, payments in groupby(receipted(books), key=lambda r: month_number(r.payment.on) // 6):
        yield _write_half(out, books, half, list(payments))


def _write_half(out: Path, books: Books, half: int, payments: list[Receipted]) -> Path:
    community, year = books.community, half // 2
    part = "下" if half % 2 else "上"
    page = Page(
        "收费明细",
        payments,
        title=f"{community.name}{year}年{part}半年收费明细表",
        notes=(f"单位：{COMPANY}        金额单位：元",),
        remarks=("制表：收费员01        复核：财务专员01",),
    )
    laid_out = sheet(page, _payment_fields(books), MANNERS[community.plan.style])
    return write_workbook(out / f"收费明细_{community.short_name}_{year}{part}.xlsx", [laid_out])


def _payment_fields(books: Books) -> list[Field]:
    community, manner = books.community, MANNERS[books.community.plan.style]
    return [
        Field("community", lambda r: community.name),
        Field("room", lambda r: manner.room(r.payment.unit)),
        Field("name", lambda r: r.payment.party.name),
        Field("charge", lambda r: r.payment.kind_name),
        *_period_fields(manner),
        Field("paid_on", lambda r: manner.date(r.payment.on), Kind.DATE),
        Field("due", lambda r: r.payment.due, Kind.AMOUNT, "金额", added=True),
        Field("paid", lambda r: r.payment.paid, Kind.AMOUNT, "金额", added=True),
        Field("channel", lambda r: PAYMENT_CHANNELS[r.payment.channel]),
        Field("cashier", lambda r: r.cashier),
        Field("receipt", lambda r: r.number),
        Field("note", lambda r: r.payment.memo),
    ]


def _period_fields(manner: Manner) -> list[Field]:
    def first(row: Receipted) -> Cell:
        return manner.date(first_day(row.payment.since))

    def latest(row: Receipted) -> Cell:
        return manner.date(latest_day(row.payment.until - 1))

    return [
        Field("from", first, Kind.DATE, "费用期间"),
        Field("until", latest, Kind.DATE, "费用期间"),
    ]


def receipted(books: Books) -> Iterable[Receipted]:
    """Number the receipts: one for all that a payer pays for a unit on a day."""
    issued: Counter[int] = Counter()
    before: tuple[object, ...] = ()
    for payment in books.payments:
        month, one = month_number(payment.on), (payment.on, payment.unit.code, payment.party.name)
        if one != before:
            issued[month], before = issued[month] + 1, one
        number = f"{books.community.code}{payment.on:%Y%m}{issued[month]:05d}"
        usual = collector(books.community, payment.on.toordinal() % _CASHIERS)
        yield Receipted(payment, number, _NO_CASHIER.get(payment.channel, usual))


def write_arrears(out: Path, books: Books, months: range) -> Path:
    """Write 欠费台账: what was owed when the books begin."""
    community, opened_on = books.community, first_day(months[0])
    page = Page(
        "欠费台账",
        books.debts,
        title=f"{community.name}历史欠费台账",
        notes=(f"统计截止：{latest_day(months[0] - 1)}        金额单位：元",),
        remarks=("注：违约金暂未计算。",),
    )
    laid_out = sheet(page, _arrears_fields(books), MANNERS[community.plan.style])
    return write_workbook(
        out / f"欠费台账_{community.short_name}_{opened_on:%Y%m%d}.xlsx", [laid_out]
    )


def _arrears_fields(books: Books) -> list[Field]:
    community, manner = books.community, MANNERS[books.community.plan.style]
    return [
        Field("community", lambda d: community.name),
        Field("room", lambda d: manner.room(d.bill.unit)),
        Field("name", lambda d: d.payer.party.name),
        Field("phone", lambda d: manner.phone(d.payer.party.phone)),
        Field("charge", lambda d: d.bill.kind_name),
        Field("from", lambda d: manner.date(first_day(d.bill.since)), Kind.DATE, "欠费期间"),
        Field("until", lambda d: manner.date(latest_day(d.bill.until - 1)), Kind.DATE, "欠费期间"),
        Field("due_on", lambda d: manner.date(d.bill.due_on), Kind.DATE),
        Field("owed", lambda d: d.amount, Kind.AMOUNT, added=True),
        Field("penalty", lambda d: None),
        Field("reason", lambda d: REASONS[reason_noted(d)]),
        Field("note", lambda d: _ARREARS_NOTES.get(reason_noted(d), "")),
    ]


def reason_noted(debt: Debt) -> str:
    """The reason in the arrears ledger; a price that had not changed yet was no reason."""
    cause = debt.payer.traits.cause
    return "FORGOT" if cause in ("", "PRICE") else cause
