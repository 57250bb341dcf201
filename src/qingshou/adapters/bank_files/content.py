"""Look into a file of a bank before anything is believed of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from qingshou.debits.rules.templates import Unit
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform.files import cage

LARGEST = 64 * 1024 * 1024
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WHOLE = re.compile(r"\d{1,15}")


class ReturnUnreadable(Refusal):
    """A return file is not of the shape its batch was written in; the place says where."""

    code = "debits.return-unreadable"

    def __init__(self, *, file: str, place: str, found: str) -> None:
        super().__init__(file=file, place=place, found=found)


def content(path: Path) -> bytes:
    """Read a file that is not too large.

    Raises:
        FileTooLarge: If it is larger than any bank's answer.
    """
    if path.stat().st_size > LARGEST:
        raise cage.FileTooLarge(file=path.name)
    return path.read_bytes()


def digest(path: Path) -> str:
    """Tell equal files equal."""
    return hashlib.sha256(content(path)).hexdigest()


def decoded(path: Path, encoding: str) -> str:
    """Read a text file in its encoding, or in UTF-8 with its mark.

    Raises:
        EncodingUnknown: If it is in neither.
    """
    raw = content(path)
    if raw.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    try:
        return raw.decode("gb18030" if encoding.lower() in ("gbk", "gb2312") else encoding)
    except UnicodeDecodeError as error:
        raise cage.EncodingUnknown(file=path.name) from error


def cells_of(path: Path) -> Iterator[str]:
    """Tell the texts of a file of any form."""
    raw = content(path)
    if raw.startswith(_WORKBOOK):
        with cage.opened(path) as book:
            for sheet in book.sheets:
                for batch in sheet.batches:
                    for row in batch.rows():
                        yield from (told(cell) for cell in row)
    else:
        yield raw.decode("gb18030", "replace")


def told(cell: Any) -> str:
    """Write a cell as text; numbers without the trace of their storage.

    >>> told(260.0), told(" 全部成功 "), told(None)
    ('260', '全部成功', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return str(cell).strip()


def amount_of(text: str, unit: Unit, *, file: str, place: str) -> Money:
    """Read an amount in the unit of a template.

    Raises:
        ReturnUnreadable: If it is not a plain amount.
        AmountUnreadable: If it is not an amount of yuan.
    """
    plain = text.replace(",", "")
    if unit is Unit.YUAN:
        return Money.from_yuan(plain)
    if not _WHOLE.fullmatch(plain):
        raise ReturnUnreadable(file=file, place=place, found=text)
    return Money(int(plain))
