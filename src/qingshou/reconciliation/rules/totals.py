"""Totals that look like rows: read what they state, and hold it against the lines above."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qingshou.intake.rules.figures import read_number
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, heading, text_of
from qingshou.intake.rules.totals import total_word
from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.verdicts import SummaryDiffers

_AMOUNT = r"[:：\s\[]*(?:共计?|金额|人民币|¥|￥|[:：\s])*(?P<amount>-?[\d,]+\.\d{1,2})"
_SIDE = r"(?P<side>收入|贷方|存入|转入|支出|借方|支取|转出|收|付|支)"
_COUNT_SIDE_AMOUNT = re.compile(rf"(?P<count>\d+)\s*笔?\s*{_SIDE}{_AMOUNT}")
_SIDE_COUNT_AMOUNT = re.compile(
    rf"{_SIDE}(?:发生额|金额|总额)?(?:合计|总计|共计|总金额|总额)?[^\d\-]{{0,20}}(?P<count>\d+)\s*笔[^\d\-]{{0,20}}?{_AMOUNT}"
)
_SIDE_AMOUNT = re.compile(rf"{_SIDE}(?:发生额|金额)?(?:合计|总计|共计|总额|总金额){_AMOUNT}")
_INCOMING = frozenset({"收入", "贷方", "存入", "转入", "收"})


@dataclass(slots=True)
class Tally:
    """Running counts and sums by name; sums are exact, in yuan."""

    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, name: str, amount: Decimal) -> None:
        """Add an amount and count it."""
        self.counts[name] = self.counts.get(name, 0) + 1
        self.sums[name] = self.sums.get(name, Decimal(0)) + amount

    def add_money(self, amount: Money) -> None:
        """Add an amount to the ins or the outs, as banks total them."""
        yuan = Decimal(amount.fen).scaleb(-2)
        if amount.fen > 0:
            self.add("in", yuan)
        elif amount.fen < 0:
            self.add("out", -yuan)


@dataclass(frozen=True, slots=True)
class Stated:
    """Something a total row states: which side, and what of it."""

    side: str  # in, out
    what: str  # count, amount
    number: Decimal


def stated_in(text: str) -> list[Stated]:
    """Read totals written as prose.

    >>> [(told.side, told.what, str(told.number)) for told in stated_in("5 收 91,007,497.02")]
    [('in', 'count', '5'), ('in', 'amount', '91007497.02')]
    """
    told = []
    for pattern in (_COUNT_SIDE_AMOUNT, _SIDE_COUNT_AMOUNT, _SIDE_AMOUNT):
        for found in pattern.finditer(text):
            side = "in" if found["side"] in _INCOMING else "out"
            if "count" in found.groupdict():
                told.append(Stated(side, "count", Decimal(found["count"])))
            told.append(Stated(side, "amount", Decimal(found["amount"].replace(",", ""))))
        if told:
            return told
    return told


def is_total(cells: Sequence[Cell]) -> bool:
    """Tell whether a row is a total: a word such as 合计, or a sentence that states sums."""
    return bool(total_word(cells) or stated_in(joined(cells)))


def joined(cells: Sequence[Cell]) -> str:
    """Write a row as one text."""
    return " ".join(filter(None, (text_of(cell) for cell in cells)))


def check_row(
    file: str, row_no: int, cells: Sequence[Cell], columns: Mapping[str, int], tally: Tally
) -> None:
    """Hold a bank's total row against the lines above it.

    Raises:
        SummaryDiffers: If a count or a sum is another; both numbers are told.
    """
    for told in stated_in(joined(cells)):
        title = "笔数" if told.what == "count" else "金额"
        summed = tally.counts if told.what == "count" else tally.sums
        label = f"{'收入' if told.side == 'in' else '支出'}{title}"
        compare(file, row_no, label, abs(told.number), Decimal(summed.get(told.side, 0)))
    if total_word(cells):
        for side in ("in", "out"):
            at = columns.get(side)
            number = _number(cells[at]) if at is not None and at < len(cells) else None
            if number is not None:
                label = "收入金额" if side == "in" else "支出金额"
                compare(file, row_no, label, number, tally.sums.get(side, Decimal(0)))


def check_block(
    file: str,
    row_no: int,
    titles: Sequence[Cell],
    values: Sequence[Cell],
    meanings: Mapping[str, str],
    tally: Tally,
) -> None:
    """Hold a channel's summary block, titles above values, against its rows.

    ``meanings`` maps a title to ``count``, ``count_<sum>`` or the name of a sum. A title we do not
    know states nothing we could check.

    Raises:
        SummaryDiffers: If a count or a sum is another; both numbers are told.
    """
    for title, value in zip(titles, values, strict=False):
        meaning = meanings.get(heading(title))
        stated = _number(value) if meaning else None
        if meaning is None or stated is None:
            continue
        if meaning.startswith("count"):
            name = meaning.removeprefix("count").lstrip("_") or "row"
            summed = Decimal(tally.counts.get(name, 0))
        elif meaning in tally.sums or meaning in ("in", "out"):
            summed = tally.sums.get(meaning, Decimal(0))
        else:
            continue  # the layout has no such column
        compare(file, row_no, heading(title), stated, summed)


def compare(file: str, row_no: int, title: str, stated: Decimal, summed: Decimal) -> None:
    """Refuse a number that is not what the rows come to.

    Raises:
        SummaryDiffers: If the two are not equal.
    """
    if stated != summed:
        raise SummaryDiffers(
            file=file, row=row_no, title=title, stated=_plain(stated), summed=_plain(summed)
        )


def _plain(number: Decimal) -> str:
    return (
        f"{number:f}"
        if number == number.to_integral() and number.as_tuple().exponent == 0
        else f"{number:.2f}"
    )


def _number(cell: Cell) -> Decimal | None:
    try:
        return read_number(cell, places=5)
    except Unreadable:
        return None
