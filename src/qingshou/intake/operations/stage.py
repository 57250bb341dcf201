"""Stage a customer's file: read it in the cage, clean it, copy it where processes find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection

from qingshou.intake.models import Import
from qingshou.intake.operations.life import ImportInterrupted
from qingshou.intake.queries import live_import, remembered_mappings
from qingshou.intake.rules.maps import MapNamesUnknown, SheetMap, lay_out, read_map
from qingshou.intake.rules.problems import Problem
from qingshou.intake.rules.reading import Read, SheetReader
from qingshou.intake.rules.recognition import (
    ROWS_SEARCHED,
    Layout,
    counted_in_ten_thousands,
    recognize,
)
from qingshou.intake.rules.records import RECORDS_OF, Record
from qingshou.intake.rules.sieve import Found
from qingshou.intake.rules.staging import PassedOver, Staged, Tally, sheet_read
from qingshou.kernel.ids import ImportId
from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction
from qingshou.platform.files import cage
from qingshou.platform.files.cage import Batch, FileMissing
from qingshou.platform.identity.actor import Actor

COLUMNS_SEARCHED = 200
MOST_PROBLEMS = 2_000

Progress = Callable[[str, int], None]


class AlreadyImported(Refusal):
    """The same content is already in, by an earlier import."""

    code = "intake.already-imported"

    def __init__(self, *, import_id: int, file: str, earlier: str, on: date | None) -> None:
        super().__init__(import_id=import_id, file=file, earlier=earlier, on=on)


class NoTableFound(Refusal):
    """No sheet of the file has titles that fit what is imported."""

    code = "intake.no-table-found"

    def __init__(self, *, file: str, sheets: str, wanted: str) -> None:
        super().__init__(file=file, sheets=sheets, wanted=wanted)


class NoRowsFound(Refusal):
    """The titles were found, but no row stands under them."""

    code = "intake.no-rows-found"

    def __init__(self, *, file: str, sheet: str, cell: str) -> None:
        super().__init__(file=file, sheet=sheet, cell=cell)


def _silent(sheet: str, rows: int) -> None:
    """Report no progress."""


@transaction
def stage(
    *,
    kind: str,
    path: str | Path,
    sender: str,
    column_map: Any,
    actor: Actor,
    progress: Progress = _silent,
) -> Staged:
    """Read a file of a kind (REGISTRY, PENALTY_TERMS, …) and stage its records.

    ``column_map`` is the parsed mapping document, or None to recognize columns by meaning.
    With problems nothing stays staged; the answer lists them all.

    Raises:
        FileUnreadable: A subclass says why, where, and what to do.
        AlreadyImported: If the same content is in by an earlier import.
        ImportInterrupted: If an earlier import of it was cut off.
        NoTableFound: If no sheet fits.
        NoRowsFound: If there are titles only.
        MapUnreadable, MapNamesUnknown: If the mapping is wrong.
    """
    source = Path(path)
    records = RECORDS_OF[kind]
    maps = read_map(column_map, records) if column_map is not None else None
    digest = _digest(source)
    _refuse_known(kind, digest, source.name)

    made = Import.objects.create(
        kind=kind, file_name=source.name, sha256=digest, sender=sender, actor=actor.name
    )
    remembered = {} if maps else remembered_mappings(sender=sender, kind=kind)
    reading = _Reading(ImportId(made.pk), records, maps, remembered, progress)
    notices = _copy(reading, source)
    _refuse_nothing(reading.tally, source.name, records)

    tally = reading.tally
    if tally.problems:
        _drop_rows(made.pk)
    elif reading.lacks_community:
        _fill_community(made.pk)
    made.mapping = [read.as_json() for read in tally.sheets]
    made.totals = {"counts": tally.counts(), "totals": tally.totals()}
    made.save(update_fields=["mapping", "totals"])
    return Staged(
        import_id=ImportId(made.pk),
        file_name=source.name,
        counts=tally.counts(),
        totals=tally.totals(),
        problems=tuple(tally.problems[:MOST_PROBLEMS]),
        sheets=tuple(tally.sheets),
        passed_over=tuple(tally.passed_over),
        notices=notices,
    )


def _digest(source: Path) -> str:
    try:
        with source.open("rb") as stream:
            digest = sha256()
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except OSError as error:
        raise FileMissing(file=source.name) from error
    return digest.hexdigest()


def _refuse_known(kind: str, digest: str, file: str) -> None:
    earlier = live_import(kind=kind, sha256=digest)
    if earlier is None:
        return
    if earlier.state == Import.State.ARRIVING:
        raise ImportInterrupted(import_id=earlier.import_id, file=file)
    raise AlreadyImported(
        import_id=earlier.import_id, file=file, earlier=earlier.file_name, on=earlier.done_on
    )


def _refuse_nothing(tally: Tally, file: str, records: Sequence[Record]) -> None:
    if tally.problems:
        return
    if not tally.sheets:
        sheets = "、".join(f"「{passed.sheet}」" for passed in tally.passed_over)
        groups = records[1 if len(records) > 1 else 0].needed
        fields = records[1 if len(records) > 1 else 0].by_key
        wanted = "、".join(fields[group[0]].titles[0] for group in groups)
        raise NoTableFound(file=file, sheets=sheets or "(空)", wanted=wanted)
    if not any(read.rows for read in tally.sheets):
        read = tally.sheets[0]
        raise NoRowsFound(file=file, sheet=read.sheet, cell=f"A{read.header_row + 1}")


# Reading.


@dataclass(slots=True)
class _Reading:
    """What reading a file needs to know, and what it finds."""

    import_id: ImportId
    records: Sequence[Record]
    maps: Mapping[str, SheetMap] | None
    remembered: Mapping[str, tuple[str, Mapping[str, int]]]
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    line: int = 0
    lacks_community: bool = False

    def layout_of(self, sheet: str, first: Batch) -> Layout | None:
        """Recognize a sheet by its first rows; what fits nothing is noted and passed over."""
        columns = [column[:ROWS_SEARCHED] for column in first.columns[:COLUMNS_SEARCHED]]
        rows = list(zip(*columns, strict=True))
        if self.maps is not None:
            if sheet not in self.maps:
                self.tally.passed_over.append(PassedOver(sheet, "not-mapped"))
                return None
            return lay_out(self.maps[sheet], rows, self.records)
        found = recognize(rows, sheet=sheet, records=self.records, remembered=self.remembered)
        if isinstance(found, Layout):
            return found
        if found.is_foreign:
            self.tally.passed_over.append(PassedOver(sheet, "no-table"))
        else:
            facts = {"missing": "、".join(found.missing)}
            self.tally.problems.append(
                Problem(sheet, found.row + 1, "", "intake.titles-missing", facts)
            )
        return None

    def lines(self, sheet: str, record: str, read: Read) -> str:
        """Write records as lines of COPY."""
        head, tail = f"{self.import_id}\t", f"\t{_escaped(sheet)}\t"
        numbers = range(self.line + 1, self.line + 1 + len(read.cells))
        self.line += len(read.cells)
        return "".join(
            [
                f"{head}{line}{tail}{row_no}\t{record}\t{cells}\n"
                for line, row_no, cells in zip(numbers, read.row_numbers, read.cells, strict=True)
            ]
        )


_COPY = "COPY intake_stagedrow (import_id, line, sheet, row_no, record, cells) FROM STDIN"


def _copy(reading: _Reading, source: Path) -> tuple[str, ...]:
    """Read all sheets into one COPY; tell what was noticed about the file."""
    with cage.opened(source) as workbook, connection.cursor() as cursor:
        with cursor.cursor.copy(_COPY) as copy:
            for text in _texts(reading, workbook):
                copy.write(text.encode())
        return workbook.notices


def _texts(reading: _Reading, workbook: cage.Workbook) -> Iterator[str]:
    seen = set()
    for sheet in workbook.sheets:
        seen.add(sheet.name)
        first = next(sheet.batches, None)
        if sheet.hidden or first is None or not first.columns:
            because = "hidden" if sheet.hidden else "empty"
            reading.tally.passed_over.append(PassedOver(sheet.name, because))
            continue
        layout = reading.layout_of(sheet.name, first)
        if layout:
            found = Found(sheet.name, sheet.merges, sheet.blind, workbook.starts_1904)
            yield from _sheet_texts(reading, found, layout, chain([first], sheet.batches))
    for asked in (reading.maps or {}).keys() - seen:
        raise MapNamesUnknown(what="工作表", name=asked, known="、".join(sorted(seen)))


def _sheet_texts(
    reading: _Reading, found: Found, layout: Layout, batches: Iterator[Batch]
) -> Iterator[str]:
    reader = SheetReader(found, layout)
    tally = reading.tally
    tally.problems += _units_misread(found.name, layout)
    for batch in batches:
        read = reader.read(batch.first_row, batch.columns)
        reading.progress(found.name, reader.count)
        if reader.too_many:
            break
        if not reader.problems and not tally.problems:
            text = reading.lines(found.name, layout.record.name, read)
            yield text.replace("\\", "\\\\") if "\\" in text else text
    tally.problems += reader.problems
    tally.sheets.append(sheet_read(found.name, layout, reader.count, reader.sums.whole))
    named = {"community", "name" if layout.record.name == "community" else ""}
    if reader.count and not named & {*layout.columns, *layout.constants}:
        reading.lacks_community = True


def _units_misread(sheet: str, layout: Layout) -> list[Problem]:
    """Refuse columns counted in 万元 where yuan would be understood."""
    return [
        Problem(sheet, layout.header_row + 1, layout.letters(key), "intake.unit-is-10000", {})
        for key in counted_in_ten_thousands(layout)
    ]


def _escaped(text: str) -> str:
    """Keep signs with a meaning in COPY out of a sheet's name; backslashes come later."""
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")


# Rows that were staged.


def _drop_rows(import_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_stagedrow WHERE import_id = %s", [import_id])


def _fill_community(import_id: int) -> None:
    """Give rows without a community the only one the file describes, if it describes one."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL_COMMUNITY, {"import_id": import_id})


_FILL_COMMUNITY = """
UPDATE intake_stagedrow staged
SET cells = staged.cells || jsonb_build_object('community', described.name)
FROM (
    SELECT min(cells->>'name') AS name
    FROM intake_stagedrow
    WHERE import_id = %(import_id)s AND record = 'community'
    HAVING count(*) = 1
) described
WHERE staged.import_id = %(import_id)s
    AND staged.record <> 'community'
    AND NOT staged.cells ? 'community'
"""
