"""Look at a file before it is parsed: how big it unpacks, how far it reaches, what it hides.

Runs inside the cage and so imports nothing of this house. It promises to read no more of a member
than it declares, and to name the sheet and the cell it stumbles on.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree import ElementTree  # documents with a DTD are refused before it sees them

MOST_MEMBERS = 5_000
MOST_UNPACKED_BYTES = 1 << 30
MOST_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 32 << 20
MOST_SPANNED_CELLS = 24_000_000
LARGEST_DIRECTORY_BYTES = 8 << 20
MOST_BLIND_CELLS = 200

_CHUNK = 1 << 20
_OVERLAP = 4096
_PROLOG = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"

_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,18})"')
_FAR_CELL = re.compile(rb' r="([A-Za-z]{3,12}\d{1,18}|[A-Za-z]{1,2}\d{6,18})"')
_CELL_NAME = re.compile(r"([A-Za-z]+)(\d+)")
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_ERROR_VALUE = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>')
_REFERENCE = re.compile(rb'\br="([A-Za-z]+\d+)"')


class Unfit(Exception):  # noqa: N818 - a verdict, carried to the parent as plain text
    """A file must not be parsed: the reason, and the sheet and cell where they are known."""

    def __init__(self, reason: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(reason, sheet, cell)
        self.reason, self.sheet, self.cell = reason, sheet, cell


@dataclass(slots=True)
class Census:
    """What was found: the kind of file, things worth telling, and where each sheet lies in it."""

    kind: str  # zip | ole | text
    notices: list[str] = field(default_factory=list)
    starts_1904: bool = False
    members: dict[str, str] = field(default_factory=dict)  # sheet name → member of the archive


def take(path: str) -> Census:
    """Look at a whole file.

    Raises:
        Unfit: If it should not be parsed.
    """
    with open(path, "rb") as stream:  # noqa: PTH123 - pathlib is slower to import
        head = stream.read(8192)
    if not head:
        raise Unfit("empty")
    if head.startswith(_ZIP):
        return _of_archive(path)
    if head.startswith(_OLE):
        return _of_ole(path)
    _check_text(head)
    return Census("text")


def _of_ole(path: str) -> Census:
    """An old .xls, or a modern workbook wrapped in its password."""
    with open(path, "rb") as stream:  # noqa: PTH123
        content = stream.read(64 << 20)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unfit("encrypted")
    notices = ["macros"] if "_VBA_PROJECT".encode("utf-16-le") in content else []
    return Census("ole", notices=notices)


def _check_text(head: bytes) -> None:
    """Tell a table of text from a web page or a binary file that merely bears its name."""
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not marked:
        raise Unfit("not-a-workbook")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise Unfit("web-page")
    if start.startswith((b"%pdf", b"{\\rtf", b"rar!", b"7z\xbc")):
        raise Unfit("not-a-workbook")


def _of_archive(path: str) -> Census:
    try:
        with zipfile.ZipFile(path) as archive:
            _weigh(archive, path)
            names = {member.filename for member in archive.infolist()}
            _refuse_foreign_archives(names)
            for member in archive.infolist():
                _refuse_dtd(archive, member)
            census = Census("zip", notices=_notices(names))
            if "xl/workbook.xml" in names:
                _find_sheets(archive, census)
            return census
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Unfit("damaged") from error
    except (ElementTree.ParseError, KeyError, ValueError, UnicodeDecodeError) as error:
        raise Unfit("damaged") from error
    except RuntimeError as error:  # a member with a password
        raise Unfit("encrypted") from error


def _weigh(archive: zipfile.ZipFile, path: str) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unfit("encrypted")
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    with open(path, "rb") as stream:  # noqa: PTH123
        on_disk = max(stream.seek(0, 2), 1)
    inflated = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > MOST_RATIO * min(packed, on_disk)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED_BYTES or inflated:
        raise Unfit("bomb")


def _refuse_foreign_archives(names: set[str]) -> None:
    if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unfit("not-a-workbook")
    raise Unfit("damaged" if "[Content_Types].xml" in names else "archive")


def _refuse_dtd(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if not member.filename.endswith((".xml", ".rels")):
        return
    with archive.open(member) as stream:
        prolog = stream.read(_PROLOG)
    if prolog.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in prolog:
        raise Unfit("damaged")
    upper = prolog.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise Unfit("dtd")


def _notices(names: set[str]) -> list[str]:
    notices = []
    if any(name.startswith("xl/externalLinks/") for name in names):
        notices.append("external-links")
    if any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in names):
        notices.append("macros")
    if any(
        name.lower().endswith((".zip", ".xlsx", ".xls", ".bin")) and "/embeddings/" in name
        for name in names
    ):
        notices.append("embedded-files")
    return notices


def _find_sheets(archive: zipfile.ZipFile, census: Census) -> None:
    """Follow the workbook's directory to the member that holds each sheet."""
    book = _small_xml(archive, "xl/workbook.xml")
    targets = {}
    for relation in _small_xml(archive, "xl/_rels/workbook.xml.rels"):
        targets[relation.get("Id")] = relation.get("Target", "")
    for element in book.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            census.starts_1904 = element.get("date1904", "0") in ("1", "true")
        if tag == "sheet":
            by_id = [value for key, value in element.items() if key.endswith("}id")]
            target = targets.get(by_id[0], "") if by_id else ""
            census.members[element.get("name", "")] = _member_name(target)


def _small_xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > LARGEST_DIRECTORY_BYTES:
        raise Unfit("bomb")
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - no DTD, see above


def _member_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def walk_sheet(path: str, census: Census, sheet: str) -> list[tuple[int, int, str]]:
    """Measure one sheet of an .xlsx by its real cells and list cells whose value is not there.

    A cell counted (row, column) from 0 is blind when a formula was never calculated
    ("uncalculated") or ended in an error ("error"): the parser would show it as empty.

    Raises:
        Unfit: If the cells span more than memory allows, or the sheet is damaged.
    """
    member = census.members.get(sheet)
    if not member or not member.endswith(".xml"):
        return []
    reach, blind = _Reach(sheet), list[tuple[int, int, str]]()
    try:
        with zipfile.ZipFile(path) as archive:
            for piece in _pieces(archive, member):
                reach.see(piece)
                if len(blind) < MOST_BLIND_CELLS:
                    blind.extend(_blind_cells(piece))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError) as error:
        raise Unfit("damaged", sheet) from error
    return sorted(set(blind))[:MOST_BLIND_CELLS]


def _pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Read a member piece by piece, each cut after a whole cell where there is one."""
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            piece = rest + chunk
            cut = piece.rfind(b"<c ", max(0, len(piece) - _OVERLAP))
            cut = len(piece) if cut < 0 else cut
            rest = piece[cut:]
            yield piece[:cut]
    yield rest


class _Reach:
    """How far the cells of a sheet reach, whatever its dimension tag claims."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._rows = self._columns = 1

    def see(self, piece: bytes) -> None:
        """Look at a piece of the sheet's XML."""
        for row in _ROW.findall(piece)[-1:]:
            self._widen(rows=int(row), columns=1, cell=f"A{int(row)}")
        for name in _FAR_CELL.findall(piece):
            row, column = place(name.decode())
            self._widen(rows=row + 1, columns=column + 1, cell=name.decode().upper())

    def _widen(self, *, rows: int, columns: int, cell: str) -> None:
        self._rows, self._columns = max(self._rows, rows), max(self._columns, columns)
        outside = self._rows > 1_048_576 or self._columns > 16_384
        if outside or self._rows * self._columns > MOST_SPANNED_CELLS:
            raise Unfit("far-cell", self._sheet, cell)


def _blind_cells(piece: bytes) -> Iterator[tuple[int, int, str]]:
    if b"<f" in piece:
        for attributes in _FORMULA_WITHOUT_VALUE.findall(piece):
            if b't="str"' not in attributes:  # a formula may well say ""
                yield from _blind(attributes, "uncalculated")
    if b't="e"' in piece:
        for attributes in _ERROR_VALUE.findall(piece):
            yield from _blind(attributes, "error")


def _blind(attributes: bytes, because: str) -> Iterator[tuple[int, int, str]]:
    for name in _REFERENCE.findall(attributes):
        yield (*place(name.decode()), because)


def place(name: str) -> tuple[int, int]:
    """Tell (row, column), counted from 0, of a cell named like B12."""
    found = _CELL_NAME.fullmatch(name)
    if not found:
        raise Unfit("damaged", cell=name)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
