"""Take the wrapping off a file: a gzip, or a zip of a few tables, is unpacked beside the cage.

It promises to unpack no more than the limits say, whatever the wrapping claims about itself, to
write under names of its own, and to leave nothing behind.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from qingshou.platform.files.cage import (
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileMissing,
    PlainArchive,
    UnpacksTooLarge,
)

MOST_MEMBERS = 20
MOST_UNPACKED_BYTES = 256 << 20
MOST_RATIO = 400
RATIO_COUNTS_FROM_BYTES = 32 << 20

_CHUNK = 1 << 20
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_TABLES = (".csv", ".txt", ".xls", ".xlsx", ".xml")
_BOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml", "[Content_Types].xml"}


class _Reads(Protocol):
    def read(self, size: int, /) -> bytes: ...


@contextmanager
def unwrapped(path: str | Path) -> Iterator[list[Path]]:
    """Give the plain files inside a file; a file without wrapping is given as it is.

    Raises:
        FileUnreadable: A subclass, if the wrapping is damaged, locked, too large, or no table
            is inside.
    """
    source = Path(path)
    try:
        with source.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        raise FileMissing(file=source.name) from error
    if not head:
        raise FileEmpty(file=source.name)
    with TemporaryDirectory(prefix="qingshou-") as folder:
        yield _inside(source, head, Path(folder))


def _inside(source: Path, head: bytes, folder: Path) -> list[Path]:
    try:
        if head.startswith(_GZIP):
            return [_gunzipped(source, folder)]
        if head.startswith(_ZIP):
            return _unzipped(source, folder) or [source]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise FileDamaged(file=source.name) from error
    return [source]


def _gunzipped(source: Path, folder: Path) -> Path:
    target = folder / source.name.removesuffix(".gz")
    with gzip.open(source) as stream:
        _copy(stream, target, source)
    return target


def _unzipped(source: Path, folder: Path) -> list[Path]:
    """Unpack the tables of an archive; a workbook, itself an archive, is left as it is."""
    with zipfile.ZipFile(source) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if {member.filename for member in members} & _BOOKS:
            return []
        if any(member.flag_bits & 1 for member in members):
            raise FileEncrypted(file=source.name)
        if len(members) > MOST_MEMBERS:
            raise UnpacksTooLarge(file=source.name)
        tables = [member for member in members if member.filename.lower().endswith(_TABLES)]
        if not tables:
            raise PlainArchive(file=source.name)
        unpacked = []
        for number, member in enumerate(tables):
            target = folder / str(number) / _name(member)
            target.parent.mkdir()
            with archive.open(member) as stream:
                _copy(stream, target, source)
            unpacked.append(target)
        return unpacked


def _name(member: zipfile.ZipInfo) -> str:
    """Name a member as its sender did: old archives spell Chinese in GBK."""
    plain = member.filename
    if not member.flag_bits & 0x800:
        try:
            plain = plain.encode("cp437").decode("gb18030")
        except UnicodeError:
            plain = "table" + Path(plain).suffix
    return Path(plain.replace("\\", "/").replace("\0", "")).name[-80:] or "table.csv"


def _copy(stream: _Reads, target: Path, source: Path) -> None:
    packed, written = max(source.stat().st_size, 1), 0
    with target.open("wb") as out:
        while piece := stream.read(_CHUNK):
            written += len(piece)
            swollen = written > RATIO_COUNTS_FROM_BYTES and written > MOST_RATIO * packed
            if written > MOST_UNPACKED_BYTES or swollen:
                raise UnpacksTooLarge(file=source.name)
            out.write(piece)
