"""Writes just enough of the old binary format: a compound file with one stream, and an .xls in it."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(name: str, stream: bytes) -> bytes:
    """Wrap a stream; it is padded to the size from which it needs no mini sectors."""
    stream = stream.ljust(-(-max(len(stream), 4096) // SECTOR) * SECTOR, b"\0")
    count = len(stream) // SECTOR
    fat = [_FAT, _END, *range(3, 2 + count), _END]
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    assert len(fat) == SECTOR // 4, "one sector of allocation table is all this writes"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *([_FREE] * 108))
    return header + _sectors(fat, name, stream)


def _sectors(fat: Sequence[int], name: str, stream: bytes) -> bytes:
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0)
    directory += _entry(name, 2, child=_FREE, start=2, size=len(stream))
    directory += _entry("", 0, child=_FREE, start=0, size=0) * 2
    return struct.pack(f"<{len(fat)}I", *fat) + directory + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le")
    length = len(spelled) + 2 if name else 0
    head = spelled.ljust(64, b"\0") + struct.pack("<HBB", length, kind, 1)
    links = struct.pack("<III", _FREE, _FREE, child)
    return head + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def xls(sheet: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """Write an .xls of texts and numbers."""
    spelled = sheet.encode("utf-16-le")
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    tail = struct.pack("<BBBB", 0, 0, len(sheet), 1) + spelled
    globals_size = (4 + len(bof)) + (4 + 4 + len(tail)) + 4
    out = _record(0x809, bof)
    out += _record(0x85, struct.pack("<I", globals_size) + tail)
    out += _record(0x0A, b"")
    out += _record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                out += _record(0x204, place + text)
            else:
                out += _record(0x203, place + struct.pack("<d", cell))
    return compound("Workbook", out + _record(0x0A, b""))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
