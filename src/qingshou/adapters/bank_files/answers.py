"""Make the answer of one line from what a row of a return file says; the forms share it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qingshou.adapters.bank_files.content import ReturnUnreadable, amount_of, digest
from qingshou.debits.rules.batches import batch_of
from qingshou.debits.rules.sheets import AnsweredLine, Returned
from qingshou.debits.rules.templates import Answer, Column, Template
from qingshou.kernel.money import ZERO, Money

_WORD = re.compile(r"\\\{([a-z_]+)\\\}")


@dataclass(slots=True)
class Reading:
    """A return file while it is read, row by row."""

    template: Template
    path: Path
    lines: list[AnsweredLine] = field(default_factory=list)
    waiting: int = 0
    waiting_fen: int = 0
    declared_lines: int | None = None
    declared_total: Money | None = None

    def take(self, row: Sequence[str], place: str) -> None:
        """Take a row whose cells stand in the order of the template's columns.

        Raises:
            ReturnUnreadable: If it carries no reference of a line.
        """
        reference = _cell(row, self.template.columns, "{reference}")
        if batch_of(reference) is None:
            raise ReturnUnreadable(file=self.path.name, place=place, found=reference or "空")
        amount = self._amount(_cell(row, self.template.columns, "{amount}"), place)
        words = _answered(row, self.template.columns, Answer.OUTCOME)
        paid_text = _answered(row, self.template.columns, Answer.PAID)
        if words in self.template.waiting:
            self.waiting += 1
            self.waiting_fen += amount.fen
        elif words in self.template.paid:
            paid = self._amount(paid_text, place) if paid_text else amount
            self.lines.append(AnsweredLine(reference, amount, paid, None, words))
        else:
            paid = self._amount(paid_text, place) if paid_text else ZERO
            reason = self.template.reason(words)
            self.lines.append(AnsweredLine(reference, amount, paid, reason, words))

    def declares(self, text: str) -> bool:
        """Take a line of totals, if it is one the template writes."""
        for behind in self.template.behind:
            found = _pattern(behind).fullmatch(text.strip())
            if found:
                told = found.groupdict()
                if "count" in told:
                    self.declared_lines = int(told["count"])
                if "total" in told:
                    self.declared_total = self._amount(told["total"], text)
                return True
        return False

    def done(self) -> Returned:
        """Tell the file as read."""
        return Returned(
            name=self.path.name,
            digest=digest(self.path),
            lines=tuple(self.lines),
            waiting=self.waiting,
            waiting_total=Money(self.waiting_fen),
            declared_lines=self.declared_lines,
            declared_total=self.declared_total,
        )

    def _amount(self, text: str, place: str) -> Money:
        return amount_of(text, self.template.unit, file=self.path.name, place=place)


def _cell(row: Sequence[str], columns: Sequence[Column], field_name: str) -> str:
    at = next(at for at, column in enumerate(columns) if field_name in column.value)
    return row[at].strip()


def _answered(row: Sequence[str], columns: Sequence[Column], answer: Answer) -> str:
    for at, column in enumerate(columns):
        if column.answer is answer:
            return row[at].strip()[: column.answer_at or None]
    return ""


def _pattern(behind: str) -> re.Pattern[str]:
    """Read a line of totals by the text that writes it."""
    known = {"count": r"(?P<count>\d{1,9})", "total": r"(?P<total>[\d.,]{1,20})"}
    return re.compile(_WORD.sub(lambda found: known.get(found[1], r"\S+"), re.escape(behind)))
