"""Control totals: what the rows of a sheet add up to, and what the sheet itself says they do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qingshou.intake.rules.figures import read_number
from qingshou.intake.rules.problems import Problem, Unreadable, column_letters
from qingshou.intake.rules.spelling import Cell, text_of

_TOTAL = re.compile(r"(?:.{0,20})?(?P<word>合计|总计|共计|累计|小计|本页合计|合计金额)[:：]?")
_PART = "小计"
LABELS = frozenset(
    ["合计", "合 计", "合  计", "合计：", "合计:", "总计", "总 计", "总计：", "共计", "累计", "小计", "小 计",
     "小计：", "本页小计", "本页合计", "Total", "TOTAL"]
)  # fmt: skip


def total_word(cells: Sequence[Cell]) -> str:
    """Find the word that makes a row a total (合计, 小计 …), or nothing.

    >>> total_word(["", "3栋小计", "", 1200.5]), total_word(["3-2-501", 98.5])
    ('小计', '')
    """
    for cell in cells:
        if isinstance(cell, str) and cell:
            found = _TOTAL.fullmatch(text_of(cell).replace(" ", ""))
            if found:
                return found["word"]
    return ""


@dataclass(slots=True)
class Sums:
    """Running sums of a sheet in hundredths, and since the latest subtotal."""

    whole: dict[str, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)

    def add(self, sums: Mapping[str, int]) -> None:
        """Add what some rows sum up to."""
        for key, amount in sums.items():
            self.whole[key] = self.whole.get(key, 0) + amount
            self.since[key] = self.since.get(key, 0) + amount

    def check(
        self, sheet: str, row_no: int, row: Sequence[Cell], columns: Mapping[str, int]
    ) -> list[Problem]:
        """Compare a total row with the rows above it; both numbers go into the problem.

        A subtotal means the rows since the one before, a total all rows or these.
        """
        part = total_word(row) == _PART
        problems = []
        for key in self.whole:
            stated = _stated(row, columns[key])
            since, whole = _yuan(self.since.get(key, 0)), _yuan(self.whole[key])
            fits = stated in (since,) if part else stated in (whole, since)
            if stated is not None and not fits:
                facts = {"stated": f"{stated:.2f}", "summed": f"{since if part else whole:.2f}"}
                letters = column_letters(columns[key])
                problems.append(Problem(sheet, row_no, letters, "intake.total-differs", facts))
        self.since.clear()
        return problems


def _stated(row: Sequence[Cell], at: int) -> Decimal | None:
    """Read what a total row states; a formula or a remark there states nothing."""
    try:
        return read_number(row[at], places=2) if at < len(row) else None
    except Unreadable:
        return None


def _yuan(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
