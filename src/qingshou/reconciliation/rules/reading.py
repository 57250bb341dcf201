"""Read a whole statement: find its table, turn rows into lines, check what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from qingshou.intake.rules.spelling import Cell, heading, text_of
from qingshou.reconciliation.rules import alipay, banks, camt, channel_layouts, wechatpay
from qingshou.reconciliation.rules.bank_layouts import BANKS
from qingshou.reconciliation.rules.cells import Row, moment_of
from qingshou.reconciliation.rules.layouts import Layout, NoTable, Table, find, spelled
from qingshou.reconciliation.rules.lines import (
    Balances,
    Source,
    StatementLine,
    followed,
    numbered,
)
from qingshou.reconciliation.rules.totals import Tally, check_block, check_row, is_total, joined
from qingshou.reconciliation.rules.verdicts import (
    LayoutUnknown,
    NoLines,
    RowUnreadable,
    TooManyLines,
)

MOST_LINES = 500_000

_LAYOUTS: dict[Source, tuple[Layout, ...]] = {
    Source.WECHATPAY: (channel_layouts.WECHATPAY,),
    Source.WECHATPAY_FUNDFLOW: (channel_layouts.FUND_FLOW,),
    Source.ALIPAY: (channel_layouts.ALIPAY,),
    Source.BANK: BANKS,
}
_SUMMARIES = {
    Source.WECHATPAY: channel_layouts.WECHATPAY_SUMMARY,
    Source.WECHATPAY_FUNDFLOW: channel_layouts.FUND_FLOW_SUMMARY,
}
_LINES: dict[Source, Callable[[Row, Tally], Iterator[StatementLine]]] = {
    Source.WECHATPAY: wechatpay.trade_lines,
    Source.WECHATPAY_FUNDFLOW: wechatpay.flow_lines,
    Source.ALIPAY: alipay.lines,
    Source.BANK: banks.lines,
}
_OWN_ACCOUNT = re.compile(
    r"(?:账|帐)\s*(?:号|户)\s*[:：]\s*\[?[^\d*]{0,20}(?P<number>\d[\d* \-]{5,40})"
)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A table as it comes out of the cage: batches of rows, each row with its number from 1."""

    name: str
    batches: Iterable[Sequence[tuple[int, Sequence[Cell]]]]


@dataclass(slots=True)
class Reading:
    """What was read: the lines, whose account they are of, and what the balances tell."""

    lines: list[StatementLine] = field(default_factory=list)
    layout: str = ""
    own_account: str = ""
    balances: Balances = field(default_factory=Balances)


def read(file: str, source: Source, sheets: Iterable[SheetRows]) -> Reading:
    """Read a statement from the sheets of its files; sheets without its table are passed over.

    Raises:
        LayoutUnknown: If no sheet has the columns of that source.
        NoLines: If there is a header only.
        Refusal: Of ``verdicts``, if a row or a total cannot be trusted.
    """
    reading = Reading()
    nearest, header = NoTable(0, (), ()), 0
    for sheet in sheets:
        found = _read_sheet(file, source, sheet, reading)
        if isinstance(found, NoTable):
            nearest = found if len(found.seen) > len(nearest.seen) else nearest
        else:
            header = found.header_row + 1
    if not reading.layout:
        missing = nearest.missing or tuple(
            _LAYOUTS[source][-1].titles[role][0] for role in _LAYOUTS[source][-1].needed
        )
        raise LayoutUnknown(file=file, row=nearest.header_row + 1, missing="、".join(missing))
    if not reading.lines:
        raise NoLines(file=file, row=header)
    return _whole(reading, followed(reading.lines))


def read_markup(file: str, elements: Iterable[camt.Element]) -> Reading:
    """Read a camt.053 document.

    Raises:
        NoLines: If it tells no booked entry.
        Refusal: Of ``verdicts``, if an entry or a total cannot be trusted.
    """
    document = camt.Document()
    reading = Reading(layout="CAMT053")
    for line in camt.read(file, elements, document):
        _add(file, reading, line)
    if not reading.lines:
        raise NoLines(file=file, row=0)
    reading.own_account = document.own_account
    return _whole(reading, document.balances)


def _whole(reading: Reading, balances: Balances) -> Reading:
    reading.lines = list(numbered(reading.lines))
    reading.balances = balances
    return reading


def _add(file: str, reading: Reading, line: StatementLine) -> None:
    if len(reading.lines) >= MOST_LINES:
        raise TooManyLines(file=file, limit=MOST_LINES)
    reading.lines.append(line)


def _read_sheet(file: str, source: Source, sheet: SheetRows, reading: Reading) -> Table | NoTable:
    batches = iter(sheet.batches)
    first = next(batches, ())
    table = find([cells for _, cells in first], _LAYOUTS[source])
    if isinstance(table, NoTable):
        return table
    above = [joined(cells) for _, cells in first[: table.header_row]]
    reading.own_account = reading.own_account or _account_in(above)
    reading.layout = table.layout.code
    reader = _SheetReader(file, source, table, reading)
    reader.read(first[table.header_row + 1 :])
    for batch in batches:
        reader.read(batch)
    return table


def _account_in(texts: Iterable[str]) -> str:
    for text in texts:
        found = _OWN_ACCOUNT.search(text)
        if found:
            return re.sub(r"[ \-]", "", found["number"])
    return ""


class _SheetReader:
    """Reads the rows under a header, in order."""

    def __init__(self, file: str, source: Source, table: Table, reading: Reading) -> None:
        self._file, self._source, self._table, self._reading = file, source, table, reading
        self._tally = Tally()
        self._summary: Sequence[Cell] = ()
        self._lines = _LINES[source]
        self._meanings = _SUMMARIES.get(source, {})
        self._day_roles = [role for role in ("on", "moment", "created_at") if role in table.columns]

    def read(self, rows: Iterable[tuple[int, Sequence[Cell]]]) -> None:
        """Read some rows."""
        for number, cells in rows:
            if self._summary:
                self._check_summary(number, cells)
            elif self._is_line(number, cells):
                self._read_line(Row(self._file, number, cells, self._table))

    def _read_line(self, row: Row) -> None:
        if not self._reading.own_account:
            self._reading.own_account = re.sub(r"[ \-]", "", row.text("own_account"))
        for line in self._lines(row, self._tally):
            _add(self._file, self._reading, line)

    def _is_line(self, number: int, cells: Sequence[Cell]) -> bool:
        """Tell a line from what stands around lines; totals are checked where they stand.

        Raises:
            SummaryDiffers: If a total is not what the lines above come to.
            RowUnreadable: If a row is full of something else.
        """
        if self._has_day(cells):
            return True
        first = next((text_of(cell) for cell in cells if cell != ""), "")
        if not first:
            return False
        if heading(first) in self._meanings:
            self._summary = cells
            return False
        if first.startswith(("#", "-", "=", "*")):
            self._check_comment(number, cells)
            return False
        if self._source is Source.BANK and is_total(cells):
            check_row(self._file, number, cells, self._table.columns, self._tally)
            return False
        return self._looks_like_line(number, cells)

    def _has_day(self, cells: Sequence[Cell]) -> bool:
        for role in self._day_roles:
            at = self._table.columns[role]
            if at < len(cells) and cells[at] != "" and moment_of(cells[at]) is not None:
                return True
        return False

    def _looks_like_line(self, number: int, cells: Sequence[Cell]) -> bool:
        """Let prose and repeated headers pass; what has most of a line's cells must be one."""
        filled = [cell for cell in cells if text_of(cell)]
        layout = self._table.layout
        if len(filled) <= 2 or sum(bool(layout.role(spelled(str(cell)))) for cell in filled) > 2:
            return False
        if any(at < len(cells) and cells[at] != "" for at in self._day_columns()):
            return True  # its day cannot be read, which the line will say
        raise RowUnreadable(file=self._file, row=number, text=joined(filled)[:60])

    def _day_columns(self) -> list[int]:
        return [self._table.columns[role] for role in self._day_roles]

    def _check_comment(self, number: int, cells: Sequence[Cell]) -> None:
        if self._source is Source.ALIPAY:
            text = ",".join(filter(None, map(text_of, cells)))
            alipay.check_comment(self._file, number, text, self._tally)
        elif self._source is Source.BANK and is_total(cells):
            check_row(self._file, number, cells, self._table.columns, self._tally)

    def _check_summary(self, number: int, cells: Sequence[Cell]) -> None:
        if not any(text_of(cell) for cell in cells):
            return
        titles, self._summary = self._summary, ()
        check_block(self._file, number, titles, cells, self._meanings, self._tally)
