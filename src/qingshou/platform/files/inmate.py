"""The program inside the cage: limits itself, takes the census, parses, streams rows to its parent.

It speaks in frames: four bytes of length and a marshalled tuple. Empty cells are ``""``, dates are
ISO text in bytes, everything else is text or a number. Markup becomes a table of its elements. It
may be killed at any moment; whatever it allocates or breaks, it breaks only itself.
"""

from __future__ import annotations

import csv
import marshal
import os
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from qingshou.platform.files import census as censuses
from qingshou.platform.files.census import Census, Unfit

ROWS_PER_FRAME = 4096
MOST_COLUMNS = 16_384
MOST_MERGES = 200_000

_PLAIN = {str, int, float}
_DATED = {date, datetime}
_DELIMITERS = ",\t;|"
_QUOTED = re.compile(r'"[^"]*"')
_DEEPEST = 64


def main(arguments: list[str]) -> None:
    """Read the file named first, within the bytes and CPU seconds named after it.

    A fourth argument, ``markup``, asks for the elements of an XML document.
    """
    path, memory_bytes, cpu_seconds = arguments[0], int(arguments[1]), int(arguments[2])
    frames = _markup if arguments[3:] == ["markup"] else _frames
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)  # nothing else may speak into the pipe
    _limit(memory_bytes, cpu_seconds)
    try:
        for frame in frames(path):
            _send(out, frame)
    except Unfit as verdict:
        _send(out, ("unfit", verdict.reason, verdict.sheet, verdict.cell))
    except MemoryError:
        _send(out, ("unfit", "memory", "", ""))
    out.flush()
    os._exit(0)  # freeing a million cells one by one would take longer than reading them


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    import resource

    for what, amount in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        try:
            resource.setrlimit(what, (amount, amount))
        except (ValueError, OSError):
            continue  # a system without this limit still has the parent's clock


def _send(out: BinaryIO, frame: tuple[Any, ...]) -> None:
    content = marshal.dumps(frame)
    out.write(struct.pack(">I", len(content)))
    out.write(content)
    if frame[0] != "rows":
        out.flush()


def _frames(path: str) -> Iterator[tuple[Any, ...]]:
    census = censuses.take(path)
    yield ("book", census.notices, census.starts_1904)
    yield from _text(path) if census.kind == "text" else _workbook(path, census)
    yield ("end",)


# Workbooks.


def _workbook(path: str, census: Census) -> Iterator[tuple[Any, ...]]:
    from python_calamine import CalamineWorkbook

    with _verdicts():
        book = CalamineWorkbook.from_path(path)
        sheets = [
            (found.name, str(found.typ), str(found.visible)) for found in book.sheets_metadata
        ]
    if not sheets:
        raise Unfit("empty")
    for at, (name, kind, visible) in enumerate(sheets):
        if not kind.endswith("WorkSheet"):
            continue
        if not visible.endswith(".Visible"):
            yield ("sheet", name, True, [], [])
            continue
        blind = censuses.walk_sheet(path, census, name)
        with _verdicts(name):
            sheet = book.get_sheet_by_index(at)
            merges = _merges(sheet)
        _refuse_vast(sheet, name)
        yield ("sheet", name, False, merges, blind)
        with _verdicts(name):
            rows = sheet.iter_rows()
        yield from _rows(rows, name)


class _verdicts:  # noqa: N801 - reads as a word in a with statement
    """Turn what the parser throws into a verdict."""

    def __init__(self, sheet: str = "") -> None:
        self._sheet = sheet

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> None:
        if error is None or isinstance(error, Unfit | MemoryError | KeyboardInterrupt):
            return
        reason = "encrypted" if type(error).__name__ == "PasswordError" else "damaged"
        raise Unfit(reason, self._sheet) from error


def _merges(sheet: Any) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges[:MOST_MERGES]]


def _refuse_vast(sheet: Any, name: str) -> None:
    """Refuse a sheet whose rows, filled up from A1, would not fit into memory."""
    if sheet.end is None:
        return
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    if rows * columns > censuses.MOST_SPANNED_CELLS:
        letters, rest = "", columns
        while rest:
            rest, at = divmod(rest - 1, 26)
            letters = chr(65 + at) + letters
        raise Unfit("far-cell", name, f"{letters}{rows}")


def _rows(rows: Iterable[list[Any]], sheet: str) -> Iterator[tuple[Any, ...]]:
    first, source = 0, iter(rows)
    while True:
        with _verdicts(sheet):
            batch = list(islice(source, ROWS_PER_FRAME))
        if not batch:
            return
        columns = list(zip(*batch, strict=True))
        if any(column.count("") < len(column) for column in columns):  # a stretch of nothing
            yield _frame_of(first, columns)
        first += len(batch)


def _frame_of(first: int, columns: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Make plain columns of a batch, and say which of them hold dates."""
    plain, dated = [], []
    for at, column in enumerate(columns):
        kinds = set(map(type, column))
        if kinds <= _PLAIN:
            plain.append(column)
            continue
        plain.append(tuple(map(_plain, column)))
        if kinds & _DATED:
            dated.append(at)
    return ("rows", first, plain, dated)


def _plain(cell: Any) -> Any:
    kind = type(cell)
    if kind in _PLAIN:
        return cell
    if kind in _DATED:
        return cell.isoformat().encode()
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    return "" if cell is None else str(cell)


# Text.


def _text(path: str) -> Iterator[tuple[Any, ...]]:
    encoding = _encoding(path)
    csv.field_size_limit(1 << 20)
    yield ("sheet", Path(path).stem, False, [], [])
    with open(path, encoding=encoding, newline="") as stream:  # noqa: PTH123
        start = stream.read(1 << 16)
        stream.seek(0)
        first, reader = 0, csv.reader(stream, delimiter=_delimiter(start))
        while batch := _text_rows(reader):
            yield _frame_of(first, zip_longest(*batch, fillvalue=""))
            first += len(batch)


def _text_rows(reader: Iterator[list[str]]) -> list[list[str]]:
    try:
        batch = list(islice(reader, ROWS_PER_FRAME))
    except (csv.Error, UnicodeError) as error:
        raise Unfit("damaged") from error
    if batch and max(map(len, batch)) > MOST_COLUMNS:
        raise Unfit("damaged")
    return [row or [""] for row in batch]


def _delimiter(start: str) -> str:
    lines = [_QUOTED.sub("", line) for line in start.splitlines()[:20]]
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))


def _encoding(path: str) -> str:
    """Find the encoding that decodes every byte; none is guessed beyond that."""
    with open(path, "rb") as stream:  # noqa: PTH123
        head = stream.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            with open(path, encoding=encoding, newline="") as stream:  # noqa: PTH123
                while stream.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise Unfit("encoding")


# Markup.


def _markup(path: str) -> Iterator[tuple[Any, ...]]:
    """Stream an XML document as rows of (what, name, text, attributes).

    An element with children opens and closes, one without is a leaf; names have no namespace.
    """
    yield ("book", [], False)
    yield ("sheet", Path(path).stem, False, [], [])
    first, batch = 0, list[tuple[str, str, str, str]]()
    for row in _elements(path):
        batch.append(row)
        if len(batch) == ROWS_PER_FRAME:
            yield _frame_of(first, zip(*batch, strict=True))
            first, batch = first + len(batch), []
    if batch:
        yield _frame_of(first, zip(*batch, strict=True))
    yield ("end",)


def _elements(path: str) -> Iterator[tuple[str, str, str, str]]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    waiting, depth = None, 0  # the element that is open and has shown no child yet
    try:
        for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                depth += 1
                if depth > _DEEPEST:
                    raise Unfit("damaged")
                if waiting is not None:
                    yield ("open", waiting, "", "")
                waiting = name
                continue
            depth -= 1
            if waiting is not None:
                attributes = ";".join(f"{key}={value}" for key, value in element.items())
                yield ("leaf", name, (element.text or "").strip(), attributes)
            else:
                yield ("close", name, "", "")
            waiting = None
            element.clear()
    except DefusedXmlException as error:
        raise Unfit("dtd") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unfit("damaged") from error


if __name__ == "__main__":
    main(sys.argv[1:])
