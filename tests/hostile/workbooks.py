"""Builds workbooks that break one thing each, from one that is whole."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qingshou.platform.files.spreadsheet import Column, Kind, SheetOut, write_workbook

SHEET = "房产台账"
TITLES = ("小区", "楼栋", "单元", "房号", "用途", "建筑面积", "交付日期", "业主", "电话")
ROWS = 12
SHEET_XML = "xl/worksheets/sheet1.xml"

Member = Callable[[bytes], bytes]


def unit(number: int, **cells: Any) -> list[Any]:
    """Make a row of the registry; name what differs by title."""
    row: dict[str, Any] = {
        "小区": "示例·云杉里",
        "楼栋": "3栋",
        "单元": "2单元",
        "房号": f"{number}01",
        "用途": "住宅",
        "建筑面积": 89.5,
        "交付日期": date(2020, 6, 1),
        "业主": f"示例业主{number:02d}",
        "电话": f"139000000{number:02d}",
    }
    return [*(row | cells).values()]


def workbook(*sheets: SheetOut) -> bytes:
    """Write sheets to bytes."""
    with TemporaryDirectory() as folder:
        return write_workbook(Path(folder) / "made.xlsx", sheets).read_bytes()


def sheet(
    rows: Sequence[Sequence[Any]], name: str = SHEET, titles: Sequence[str] = TITLES
) -> SheetOut:
    """Put rows under titles."""
    columns = [Column(title, Kind.DATE if title == "交付日期" else Kind.TEXT) for title in titles]
    return SheetOut(name, columns=columns, rows=rows)


def whole() -> bytes:
    """Write a workbook without fault."""
    return workbook(sheet([unit(number) for number in range(1, ROWS + 1)]))


def with_row(**cells: Any) -> bytes:
    """Write a workbook whose row 5 (the fourth unit) differs."""
    rows = [unit(number) for number in range(1, ROWS + 1)]
    rows[3] = unit(4, **cells)
    return workbook(sheet(rows))


def changed(
    content: bytes, changes: Mapping[str, Member | None], added: Mapping[str, bytes] = {}
) -> bytes:
    """Rewrite an archive: change members, drop them (None), add others."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            change = changes.get(name, _same)
            if change is not None:
                target.writestr(name, change(source.read(name)))
        for name, member in added.items():
            target.writestr(name, member)
    return out.getvalue()


def _same(member: bytes) -> bytes:
    return member


def with_xml(change: Member, member: str = SHEET_XML) -> bytes:
    """Change one XML member of the whole workbook."""
    return changed(whole(), {member: change})


def with_cell(name: str, xml: str) -> bytes:
    """Replace a cell of the whole workbook by XML of our own."""
    pattern = re.compile(rb'<c r="' + name.encode() + rb'"[^>]*>.*?</c>')

    def change(member: bytes) -> bytes:
        made, count = pattern.subn(xml.encode(), member)
        assert count == 1, name
        return made

    return with_xml(change)


def with_far_cell(name: str) -> bytes:
    """Add one number at a far place, whatever the dimension says."""
    row = re.sub(r"\D", "", name)
    far = f'<row r="{row}"><c r="{name}"><v>1</v></c></row></sheetData>'
    return with_xml(lambda member: member.replace(b"</sheetData>", far.encode()))


def cut(content: bytes, share: float) -> bytes:
    """Keep only the first part of a file."""
    return content[: int(len(content) * share)]


def flipped(content: bytes, seed: int, count: int = 8) -> bytes:
    """Flip some bits."""
    rng, made = random.Random(seed), bytearray(content)
    for _ in range(count):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def mutated(seed: int) -> bytes:
    """Break the XML of the sheet at a random place: drop, double or swap a piece of it."""
    rng = random.Random(seed)

    def change(member: bytes) -> bytes:
        at, size = rng.randrange(len(member) // 2), rng.randrange(3, 60)
        piece = member[at : at + size]
        rest = member[at + size :]
        return member[:at] + rng.choice([b"", piece * 2, piece[::-1], b"<", b"\xff\xfe"]) + rest

    return with_xml(change)


def bomb(unpacked: int = 64 << 20) -> bytes:
    """Add a member that unpacks to a thousand times its size."""
    return changed(whole(), {}, {"xl/media/image1.xml": b" " * unpacked})


def lying_bomb() -> bytes:
    """A bomb whose directory claims that the member is small."""
    content = bytearray(bomb())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(signature)
        content[at + offset : at + offset + 4] = struct.pack("<I", 100)
    return bytes(content)


def crowd(count: int = 6_000) -> bytes:
    """Add thousands of empty members."""
    return changed(whole(), {}, {f"xl/media/{number}.bin": b"" for number in range(count)})


def nested(depth: int = 12) -> bytes:
    """Put archives within archives into the workbook."""
    inner = whole()
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", inner)
        inner = out.getvalue()
    return changed(whole(), {}, {"xl/embeddings/object1.zip": inner})


def many_styles(count: int = 100_000) -> bytes:
    """Give the workbook as many cell formats as somebody's copy and paste can make."""
    formats = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * count
    return with_xml(
        lambda member: member.replace(b"</cellXfs>", formats + b"</cellXfs>"), "xl/styles.xml"
    )


def repeated_text(times: int = 350_000) -> bytes:
    """Refer to one long text so often that it would fill the memory many times over."""
    rows = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 100)
        for row in range(2, 2 + times // 100)
    )
    text = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    made = with_xml(lambda member: member.replace(b"</sheetData>", rows + b"</sheetData>"))
    return changed(made, {"xl/sharedStrings.xml": None}, {"xl/sharedStrings.xml": text})


def archive_of(name: str) -> bytes:
    """An archive that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "text")
    return out.getvalue()


def csv_text(rows: Sequence[Sequence[Any]] | None = None) -> str:
    """Write the registry as CSV text."""
    lines = [TITLES, *(rows or [unit(number) for number in range(1, ROWS + 1)])]
    return "\r\n".join(",".join(str(cell) for cell in line) for line in lines) + "\r\n"
