"""Why a statement is not let in: refusals that name the file, the row, both numbers, the remedy."""

from __future__ import annotations

from qingshou.kernel.refusals import Refusal


class LayoutUnknown(Refusal):
    """No row of the file is the header of a statement of that source."""

    code = "reconciliation.layout-unknown"

    def __init__(self, *, file: str, row: int, missing: str) -> None:
        super().__init__(file=file, row=row, missing=missing)


class NoLines(Refusal):
    """The header was found, but no line stands under it."""

    code = "reconciliation.no-lines"

    def __init__(self, *, file: str, row: int) -> None:
        super().__init__(file=file, row=row)


class CellUnreadable(Refusal):
    """A cell of a line cannot be read: ``wanted`` is DAY, AMOUNT, SIDE or NUMBER."""

    code = "reconciliation.cell-unreadable"

    def __init__(self, *, file: str, row: int, title: str, text: str, wanted: str) -> None:
        super().__init__(file=file, row=row, title=title, text=text, wanted=wanted)


class SidesContradict(Refusal):
    """A line has money on both sides, or on none."""

    code = "reconciliation.sides-contradict"

    def __init__(self, *, file: str, row: int, money_in: str, money_out: str) -> None:
        super().__init__(file=file, row=row, money_in=money_in, money_out=money_out)


class CurrencyForeign(Refusal):
    """A line is not in yuan."""

    code = "reconciliation.currency-foreign"

    def __init__(self, *, file: str, row: int, currency: str) -> None:
        super().__init__(file=file, row=row, currency=currency)


class SummaryDiffers(Refusal):
    """What a statement says it adds up to is not what its lines add up to."""

    code = "reconciliation.summary-differs"

    def __init__(self, *, file: str, row: int, title: str, stated: str, summed: str) -> None:
        super().__init__(file=file, row=row, title=title, stated=stated, summed=summed)


class RowUnreadable(Refusal):
    """A row under the header is neither a line nor a total."""

    code = "reconciliation.row-unreadable"

    def __init__(self, *, file: str, row: int, text: str) -> None:
        super().__init__(file=file, row=row, text=text)


class EntryIncomplete(Refusal):
    """An entry of a camt.053 statement lacks an element it must have."""

    code = "reconciliation.entry-incomplete"

    def __init__(self, *, file: str, row: int, element: str) -> None:
        super().__init__(file=file, row=row, element=element)


class NotCamt053(Refusal):
    """The document is no bank-to-customer statement."""

    code = "reconciliation.not-camt053"

    def __init__(self, *, file: str, root: str) -> None:
        super().__init__(file=file, root=root)


class TooManyLines(Refusal):
    """A statement holds more lines than one import takes."""

    code = "reconciliation.too-many-lines"

    def __init__(self, *, file: str, limit: int) -> None:
        super().__init__(file=file, limit=limit)
