"""Read other people's workbooks in a child process that may die.

The child (``inmate``) limits its own memory and CPU time, takes the census and parses; the parent
only receives plain values over a pipe and watches the clock. It promises that no file, however
damaged or hostile, ends this process, and that every failure is a refusal that says what to do.

    with opened("registry.xlsx") as workbook:
        for sheet in workbook.sheets:
            for batch in sheet.batches:
                batch.first_row, batch.columns      # columns of cells, top to bottom
"""

from __future__ import annotations

import marshal
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qingshou.kernel.refusals import Refusal

Cell = str | int | float | date | datetime
"""Empty is ``""``; a truth value is the text TRUE or FALSE."""

_SOURCES = str(Path(__file__).parents[3])
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from qingshou.platform.files.inmate import main; main(sys.argv[1:])"
)
_LARGEST_FRAME = 1 << 30
_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory, seconds of CPU, seconds we wait for it."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 7
    wall_seconds: float = 8.0
    file_bytes: int = 256 * _MEBIBYTE

    @classmethod
    def for_size(cls, size_bytes: int) -> Limits:
        """Give an honest big file the time it needs: a second more for each mebibyte."""
        more = size_bytes // _MEBIBYTE
        return cls(cpu_seconds=7 + min(more, 110), wall_seconds=8.0 + min(2 * more, 220))


class FileUnreadable(Refusal):
    """A file cannot be read; the subclasses say why."""

    code = "files.unreadable"

    def __init__(self, *, file: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(file=file, sheet=sheet or "整个文件", cell=cell or "—")


class FileMissing(FileUnreadable):
    """There is no such file, or it may not be read."""

    code = "files.missing"


class FileEmpty(FileUnreadable):
    """The file holds nothing."""

    code = "files.empty"


class FileTooLarge(FileUnreadable):
    """The file is larger than a customer's workbook can be."""

    code = "files.too-large"


class FileDamaged(FileUnreadable):
    """The file is cut off or its inside is broken."""

    code = "files.damaged"


class FileEncrypted(FileUnreadable):
    """The file is protected by a password."""

    code = "files.encrypted"


class NotAWorkbook(FileUnreadable):
    """The file is no table at all, whatever its name says."""

    code = "files.not-a-workbook"


class WebPageNamedWorkbook(FileUnreadable):
    """The file is a web page or an XML export that was named like a workbook."""

    code = "files.web-page"


class PlainArchive(FileUnreadable):
    """The file is an archive of other files."""

    code = "files.archive"


class UnpacksTooLarge(FileUnreadable):
    """The file unpacks to far more than it should: a zip bomb, or made to look like one."""

    code = "files.bomb"


class CellTooFarAway(FileUnreadable):
    """A cell lies so far from the others that the sheet would not fit into memory."""

    code = "files.far-cell"


class DocumentTypeInside(FileUnreadable):
    """The XML inside declares a document type or entities, which honest workbooks never do."""

    code = "files.dtd"


class EncodingUnknown(FileUnreadable):
    """The text is neither UTF-8, UTF-16 nor GB18030."""

    code = "files.encoding"


class TooSlowToRead(FileUnreadable):
    """Reading took longer than the time allowed."""

    code = "files.too-slow"


class TooBigForMemory(FileUnreadable):
    """Reading needed more memory than allowed, or the parser gave up."""

    code = "files.memory"


_REFUSALS: dict[str, type[FileUnreadable]] = {
    kind.code.removeprefix("files."): kind for kind in FileUnreadable.__subclasses__()
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows as columns; ``first_row`` counts from 0."""

    first_row: int
    columns: list[tuple[Cell, ...]]

    @property
    def height(self) -> int:
        """How many rows it holds."""
        return len(self.columns[0]) if self.columns else 0

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Tell its rows."""
        return zip(*self.columns, strict=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; its batches can be read once, before the next sheet is asked for.

    ``merges`` are (top, left, bottom, right) and ``blind`` cells (row, column, why), all counted
    from 0; a blind cell is a formula never calculated ("uncalculated") or that failed ("error").
    """

    name: str
    hidden: bool
    merges: list[tuple[int, int, int, int]]
    blind: list[tuple[int, int, str]]
    batches: Iterator[Batch]


@dataclass(slots=True)
class Workbook:
    """An open workbook; ``notices`` name what was seen and ignored (macros, external links)."""

    notices: tuple[str, ...]
    starts_1904: bool
    sheets: Iterator[Sheet]


@contextmanager
def opened(
    path: str | Path, limits: Limits | None = None, *, markup: bool = False
) -> Iterator[Workbook]:
    """Open a workbook or a CSV in the cage; the child is gone when the block ends.

    With ``markup`` it is an XML document, and its one sheet lists the elements: what (open,
    leaf, close), name without namespace, text, attributes.

    Raises:
        FileUnreadable: A subclass that says why, naming sheet and cell where they are known.
    """
    source = Path(path)
    size = _size(source)
    limits = limits or Limits.for_size(size)
    if size > limits.file_bytes:
        raise FileTooLarge(file=source.name)
    child = _Child(source, limits, markup=markup)
    try:
        frames = child.frames()
        _, notices, starts_1904 = next(frames)
        yield Workbook(tuple(notices), starts_1904, _sheets(frames))
    finally:
        child.end()


def _size(source: Path) -> int:
    try:
        with source.open("rb") as stream:
            return stream.seek(0, os.SEEK_END)
    except OSError as error:
        raise FileMissing(file=source.name) from error


def _sheets(frames: Iterator[tuple[Any, ...]]) -> Iterator[Sheet]:
    waiting = next(frames)
    while waiting[0] == "sheet":
        following: list[tuple[Any, ...]] = []
        batches = _batches(frames, following)
        _, name, hidden, merges, blind = waiting
        yield Sheet(name, hidden, merges, blind, batches)
        for _ in batches:
            pass  # whoever stops reading a sheet still gets the next one
        waiting = following[0]


def _batches(
    frames: Iterator[tuple[Any, ...]], following: list[tuple[Any, ...]]
) -> Iterator[Batch]:
    days = _Days()
    for frame in frames:
        if frame[0] != "rows":
            following.append(frame)
            return
        _, first_row, columns, dated = frame
        for at in dated:
            columns[at] = tuple(map(days.__getitem__, columns[at]))
        yield Batch(first_row, columns)


class _Days(dict[Any, Cell]):
    """Dates arrive as ISO text in bytes; each is made a date once."""

    def __missing__(self, cell: Any) -> Cell:
        if isinstance(cell, bytes):
            text = cell.decode()
            made = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
            self[cell] = made
            return made
        return cell  # type: ignore[no-any-return]


class _Child:
    """The child process, its pipe and its clock."""

    def __init__(self, source: Path, limits: Limits, *, markup: bool) -> None:
        self._file = source.name
        self._sheet = ""
        self._waited = 0.0
        self._limits = limits
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [
                sys.executable,
                "-I",
                "-c",
                _PROGRAM,
                _SOURCES,
                str(source.resolve()),
                str(limits.memory_bytes),
                str(limits.cpu_seconds),
                *(["markup"] if markup else []),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()

    def frames(self) -> Iterator[tuple[Any, ...]]:
        """Receive frames until the child says it is done.

        Raises:
            FileUnreadable: If the child refuses, dies or takes too long.
        """
        while True:
            (length,) = struct.unpack(">I", self._receive(4))
            if length > _LARGEST_FRAME:
                raise TooBigForMemory(file=self._file, sheet=self._sheet)
            frame = marshal.loads(self._receive(length))  # noqa: S302 - from our own program
            if frame[0] == "unfit":
                _, reason, sheet, cell = frame
                raise _REFUSALS[reason](file=self._file, sheet=sheet or self._sheet, cell=cell)
            if frame[0] == "sheet":
                self._sheet = frame[1]
            yield frame
            if frame[0] == "end":
                return

    def _receive(self, count: int) -> bytes:
        parts, missing = [], count
        while missing:
            self._wait()
            part = os.read(self._pipe, min(missing, _MEBIBYTE))
            if not part:
                raise self._death()
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _wait(self) -> None:
        """Wait for bytes; only the time spent waiting counts against the child."""
        began = time.monotonic()
        left = self._limits.wall_seconds - self._waited
        ready, _, _ = select.select([self._pipe], [], [], max(left, 0))
        self._waited += time.monotonic() - began
        if not ready:
            raise TooSlowToRead(file=self._file, sheet=self._sheet)

    def _death(self) -> FileUnreadable:
        """Say what the way the child died tells about the file."""
        code = self._process.wait(timeout=5)
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return TooSlowToRead(file=self._file, sheet=self._sheet)
        if code == -signal.SIGABRT:
            return TooBigForMemory(file=self._file, sheet=self._sheet)
        return FileDamaged(file=self._file, sheet=self._sheet)

    def end(self) -> None:
        """Make sure the child is gone."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
