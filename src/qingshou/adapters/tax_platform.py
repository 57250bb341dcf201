"""The tax platform's batch sheet: two sheets to hand in, and the sheet it answers with.

The columns are those of the batch issuing template of the electronic tax bureau, found by name
when read back. A request's serial number is ``community-request``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from qingshou.invoices.ports import Malformed, Verdict
from qingshou.invoices.rules.requests import Line, RequestCard
from qingshou.kernel.money import Money
from qingshou.platform.files import cage
from qingshou.platform.files.spreadsheet import Column, Kind, SheetOut, write_workbook

HEADS, DETAILS = "1-发票基本信息", "2-发票明细信息"
HEAD_COLUMNS = (
    "发票流水号", "发票类型", "特定业务类型", "是否含税", "受票方自然人标识", "购买方名称",
    "购买方纳税人识别号", "购买方地址", "购买方电话", "购买方开户银行", "购买方银行账号", "购买方邮箱", "备注",
)  # fmt: skip
DETAIL_COLUMNS = (
    "发票流水号", "项目名称", "商品和服务税收编码", "规格型号", "单位", "数量", "单价", "金额",
    "税率", "折扣金额", "是否使用优惠政策", "优惠政策类型",
)  # fmt: skip
AMOUNTS = {"金额": Kind.AMOUNT, "税率": Kind.NUMBER}
SERIAL, RESULT = "发票流水号", "失败原因"
NUMBERS, DAYS = ("数电发票号码", "发票号码"), ("开票日期", "开票时间")
ORDINARY = "普通发票"


class BatchSheet:
    """Writes what is to be issued, reads what was."""

    def write(self, requests: Sequence[RequestCard], path: Path) -> Path:
        """Write both sheets: a row for each request, a row for each of its lines."""
        details = [_detail(request, line) for request in requests for line in request.lines]
        return write_workbook(
            path,
            [
                SheetOut(HEADS, columns=_columns(HEAD_COLUMNS), rows=map(_head, requests)),
                SheetOut(DETAILS, columns=_columns(DETAIL_COLUMNS), rows=details),
            ],
        )

    def read(self, path: Path) -> list[Verdict]:
        """Read the answers from the first sheet that has a serial and a number.

        Raises:
            Malformed: If there is none.
        """
        with cage.opened(path) as workbook:
            for sheet in workbook.sheets:
                rows = [row for batch in sheet.batches for row in batch.rows()]
                found = list(_verdicts(rows))
                if found:
                    return found
        raise Malformed(str(path))


def serial_of(request: RequestCard) -> str:
    """Name a request for the platform."""
    return f"{request.community_id}-{request.request_id}"


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(name, AMOUNTS.get(name, Kind.TEXT)) for name in names]


def _head(request: RequestCard) -> list[Any]:
    buyer = request.buyer
    natural = "" if buyer.tax_number else "是"
    return [
        serial_of(request), ORDINARY, "", "是", natural, buyer.title, buyer.tax_number,
        "", "", "", "", buyer.email, "",
    ]  # fmt: skip


def _detail(request: RequestCard, line: Line) -> list[Any]:
    name = f"{line.name} {line.period_from:%Y-%m}"
    return [
        serial_of(request), name, "", "", "", "", "", _yuan(line.amount), line.rate, "", "否", "",
    ]  # fmt: skip


def _yuan(amount: Money) -> Decimal:
    return Decimal(amount.yuan)


def _verdicts(rows: list[Any]) -> Iterator[Verdict]:
    places: dict[str, int] = {}
    for row in rows:
        cells = [_text(cell) for cell in row]
        if not places:
            if SERIAL in cells and any(name in cells for name in NUMBERS):
                places = {name: at for at, name in enumerate(cells) if name}
            continue
        told = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        if told[SERIAL]:
            yield Verdict(
                serial=told[SERIAL],
                number=_first(told, NUMBERS),
                issued_on=_day(_first(told, DAYS)),
                because=told.get(RESULT, ""),
            )


def _first(told: dict[str, str], names: Sequence[str]) -> str:
    return next((told[name] for name in names if told.get(name)), "")


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
