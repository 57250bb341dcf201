"""Measure the ink on a page: decodes the PNG that typst draws, without any library."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ink:
    """Size of a page in pixels, and the box around everything on it that is not white."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int


def ink(picture: bytes) -> Ink:
    """Find the box of the ink on a page drawn as 8-bit RGB or RGBA."""
    width, height, depth, color = struct.unpack(">IIBB", picture[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[color]
    marked = [
        [x for x in range(width) if min(row[x * channels : x * channels + 3]) < 250]
        for row in _rows(picture, width * channels, channels)
    ]
    lines = [y for y, row in enumerate(marked) if row]
    return Ink(
        width,
        height,
        min(row[0] for row in marked if row),
        lines[0],
        max(row[-1] for row in marked if row),
        lines[-1],
    )


def _rows(picture: bytes, length: int, step: int) -> list[bytearray]:
    stream = zlib.decompress(b"".join(_parts(picture)))
    above, rows = bytearray(length), []
    for start in range(0, len(stream), length + 1):
        row = bytearray(stream[start + 1 : start + 1 + length])
        _unfilter(stream[start], row, above, step)
        rows.append(row)
        above = row
    return rows


def _parts(picture: bytes) -> list[bytes]:
    at, found = 8, []
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            found.append(picture[at + 8 : at + 8 + size])
        at += 12 + size
    return found


def _unfilter(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row)):
        left = row[at - step] if at >= step else 0
        up, corner = above[at], above[at - step] if at >= step else 0
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        row[at] = (row[at] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda near: abs(guess - near))
