"""What goes to a bank and what comes back, as values; whatever the file's form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.debits.rules.batches import reference
from qingshou.debits.rules.reasons import Reason
from qingshou.debits.rules.templates import Template, Unit
from qingshou.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Wanted:
    """One debit that is asked of the bank; ``number`` is in the clear, so it is never shown."""

    line: int
    name: str
    number: str
    amount: Money
    document: str
    signed_on: date
    bank: str
    bank_code: str

    def __repr__(self) -> str:
        return f"Wanted(line={self.line}, amount={self.amount.yuan})"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A batch as it is written into a file."""

    batch: int
    on: date
    total: Money
    lines: tuple[Wanted, ...]

    def facts(self, template: Template) -> dict[str, str]:
        """Tell what a line above or below the columns may say."""
        return {
            "batch": f"{self.batch:05d}",
            "day": f"{self.on:%Y%m%d}",
            "count": str(len(self.lines)),
            "total": written(self.total, template.unit),
        }

    def line_facts(self, line: Wanted, template: Template) -> dict[str, str]:
        """Tell what the columns of a line may say."""
        return self.facts(template) | {
            "name": line.name,
            "number": line.number,
            "amount": written(line.amount, template.unit),
            "reference": reference(self.batch, line.line),
            "line": str(line.line),
            "document": line.document,
            "bank": line.bank,
            "bank_code": line.bank_code,
        }


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """What a bank says about one line: debited in full, or why not, in its own words."""

    reference: str
    amount: Money
    paid: Money
    reason: Reason | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A return file as read: its lines that have an answer, and the totals it declares, if any.

    ``declared`` totals are those of the file, ``original`` those of the batch it answers.
    """

    name: str
    digest: str
    lines: tuple[AnsweredLine, ...]
    waiting: int = 0
    waiting_total: Money = ZERO
    declared_lines: int | None = None
    declared_total: Money | None = None
    original_lines: int | None = None
    original_total: Money | None = None


def written(amount: Money, unit: Unit) -> str:
    """Write an amount in the unit of a template.

    >>> written(Money(26_000), Unit.YUAN), written(Money(26_000), Unit.FEN)
    ('260.00', '26000')
    """
    return amount.yuan if unit is Unit.YUAN else str(amount.fen)
