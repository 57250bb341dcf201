"""What staging a file tells: how each sheet was read, control totals, problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qingshou.intake.rules.problems import Problem, column_letters
from qingshou.intake.rules.recognition import Layout
from qingshou.kernel.ids import ImportId


@dataclass(frozen=True, slots=True)
class SheetRead:
    """How one sheet was understood, ready for showing and for remembering."""

    sheet: str
    record: str
    header_row: int
    rows: int
    columns: Mapping[str, str]
    titles: Mapping[str, str]
    left_aside: tuple[str, ...]
    fingerprint: str
    remembered: bool
    constants: Mapping[str, str]
    sums: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Write it for the import's record."""
        return {
            "sheet": self.sheet,
            "record": self.record,
            "header_row": self.header_row,
            "rows": self.rows,
            "columns": dict(self.columns),
            "titles": dict(self.titles),
            "left_aside": list(self.left_aside),
            "fingerprint": self.fingerprint,
            "constants": dict(self.constants),
        }


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A sheet that was not read, and why: hidden, empty, or no table of this kind."""

    sheet: str
    because: str


@dataclass(frozen=True, slots=True)
class Staged:
    """A file on its way in: ``counts`` of records, ``totals`` of amounts and areas as text."""

    import_id: ImportId
    file_name: str
    counts: Mapping[str, int]
    totals: Mapping[str, str]
    problems: tuple[Problem, ...]
    sheets: tuple[SheetRead, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def letters(self) -> dict[str, dict[str, str]]:
        """The columns' letters by sheet and key, to place problems found later."""
        return {read.sheet: dict(read.columns) for read in self.sheets}


@dataclass(slots=True)
class Tally:
    """Collects what the sheets of a file come to."""

    sheets: list[SheetRead] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Count the records by name."""
        counts: dict[str, int] = {}
        for read in self.sheets:
            counts[read.record] = counts.get(read.record, 0) + read.rows
        return counts

    def totals(self) -> dict[str, str]:
        """Add the sums of all sheets up: ``unit.building_area_m2`` → 89550.00."""
        hundredths: dict[str, int] = {}
        for read in self.sheets:
            for key, text in read.sums.items():
                name = f"{read.record}.{key}"
                hundredths[name] = hundredths.get(name, 0) + int(text.replace(".", ""))
        return {name: two_places(amount) for name, amount in hundredths.items()}


def sheet_read(sheet: str, layout: Layout, rows: int, sums: Mapping[str, int]) -> SheetRead:
    """Tell how a sheet was read."""
    titles = {
        key: layout.titles[at] if at < len(layout.titles) else ""
        for key, at in layout.columns.items()
    }
    return SheetRead(
        sheet=sheet,
        record=layout.record.name,
        header_row=layout.header_row + 1,
        rows=rows,
        columns={key: column_letters(at) for key, at in layout.columns.items()},
        titles=titles,
        left_aside=layout.left_aside,
        fingerprint=layout.fingerprint,
        remembered=layout.remembered,
        constants=layout.constants,
        sums={key: two_places(amount) for key, amount in sums.items()},
    )


def two_places(hundredths: int) -> str:
    """Write hundredths as a decimal number.

    >>> two_places(123456)
    '1234.56'
    """
    return f"{hundredths // 100}.{hundredths % 100:02d}"
