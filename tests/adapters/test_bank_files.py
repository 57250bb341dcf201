"""Files of banks: what we write is what the bank reads, what we read is what the bank wrote."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from openpyxl import load_workbook

from qingshou.adapters.bank_files import Disk, pain
from qingshou.adapters.bank_files.content import ReturnUnreadable
from qingshou.adapters.bank_files.texts import TextNotInEncoding
from qingshou.debits.rules.reasons import Reason
from qingshou.debits.rules.sheets import Outgoing, Wanted
from qingshou.debits.rules.templates import Template, TemplateUnusable, TextTooLong, read
from qingshou.kernel.money import Money
from qingshou.platform.files.cage import EncodingUnknown, FileUnreadable
from qingshou.platform.files.spreadsheet import SheetOut, write_workbook

DISK = Disk()
TEMPLATES = DISK.templates()


def _template(code: str, **change: Any) -> Template:
    return read(code, TEMPLATES[code] | change)


def _wanted(line: int, **facts: Any) -> Wanted:
    usual: dict[str, Any] = {
        "line": line,
        "name": f"示例业主{line}",
        "number": f"6222{line:012d}",
        "amount": Money(26_000 + line),
        "document": f"DK-{line:04d}",
        "signed_on": date(2025, 1, 2),
        "bank": "示例银行",
        "bank_code": "102100099996",
    }
    return Wanted(**(usual | facts))


def _outgoing(*lines: Wanted) -> Outgoing:
    wanted = lines or tuple(_wanted(line) for line in range(1, 4))
    total = Money(sum(line.amount.fen for line in wanted))
    return Outgoing(12, date(2025, 3, 10), total, wanted)


def test_a_same_bank_sheet_has_six_columns(tmp_path: Path) -> None:
    path = DISK.write(_template("icbc-same-bank"), _outgoing(), tmp_path)
    sheet = load_workbook(path)["工行"]
    assert [str(cell.value).split("\n")[0] for cell in sheet[1]] == [
        "姓名", "卡号", "应处理金额(必须小于1亿)", "备注(不超过12个字节)", "实处理金额", "处理标志",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]][:4] == [
        "示例业主1", "6222000000000001", "260.01", "00012-000001",
    ]  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_cross_bank_sheet_has_eleven_columns(tmp_path: Path) -> None:
    path = DISK.write(_template("icbc-cross-bank"), _outgoing(), tmp_path)
    first = [cell.value for cell in load_workbook(path)["跨行"][2]]
    assert len(first) == 11
    assert first[2:6] == ["示例银行", "102100099996", "00201", "DK-0001"]


def test_a_text_is_gbk_in_fen_with_a_line_of_totals(tmp_path: Path) -> None:
    path = DISK.write(_template("text-gbk"), _outgoing(_wanted(1, name="示例 业主")), tmp_path)
    lines = path.read_bytes().decode("gbk").split("\r\n")
    assert lines == [
        "00012WYF 000001 102100099996 6222000000000001 示例业主 1 26001 00012-000001 0000 0",
        "00012 1 26001",
        "",
    ]


def test_a_pain_008_is_valid_and_sums(tmp_path: Path) -> None:
    path = DISK.write(_template("pain008"), _outgoing(), tmp_path)
    schema = pain.schema()
    assert isinstance(schema, xmlschema.XMLSchema)
    told = schema.to_dict(str(path))
    head = told["CstmrDrctDbtInitn"]["GrpHdr"]
    assert (head["NbOfTxs"], head["CtrlSum"]) == ("3", Decimal("780.06"))
    [block] = told["CstmrDrctDbtInitn"]["PmtInf"]
    assert [one["PmtId"]["EndToEndId"] for one in block["DrctDbtTxInf"]][2] == "00012-000003"


@pytest.mark.parametrize(
    ("code", "line", "refusal"),
    [
        ("text-gbk", {"name": "示例𠮷"}, TextNotInEncoding),
        ("icbc-same-bank", {"name": "示" * 31}, TextTooLong),
        ("pain008", {"document": "D" * 36}, TemplateUnusable),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_left(
    tmp_path: Path, code: str, line: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        DISK.write(_template(code), _outgoing(_wanted(1, **line)), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_an_answer_is_read_as_it_was_meant(tmp_path: Path, code: str) -> None:
    template, outgoing = _template(code), _outgoing(*[_wanted(line) for line in range(1, 41)])
    sent = DISK.write(template, outgoing, tmp_path)
    back = DISK.rehearse(template, sent, seed=4, folder=tmp_path)
    assert DISK.batches(back) == {12}
    returned = DISK.read(template, back)
    assert [line.amount for line in returned.lines] == [line.amount for line in outgoing.lines]
    assert all(line.paid == (Money(0) if line.reason else line.amount) for line in returned.lines)
    assert len({line.reason for line in returned.lines}) >= (2 if code == "text-gbk" else 5)
    assert DISK.read(template, back) == returned


def test_columns_are_found_by_title_wherever_they_stand(tmp_path: Path) -> None:
    """The bank put a note on top, a number in front, and amounts as numbers."""
    titles = ["序号", "处理标志", "实处理金额", "备注(不超过12个字节)", "应处理金额(必须小于1亿)",
              "卡号", "姓名\n(不超过60个字节)"]  # fmt: skip
    rows: list[list[Any]] = [
        ["某某支行批量代扣结果", "", "", "", "", "", ""],
        titles,
        [1, "全部成功", 260.01, "00012-000001", 260.01, "6222", "示例"],
        [2, "处理失败：余额不足，请核对", 0, "00012-000002", 260.02, "6222", "示例"],
        [3, "未处理", "", "00012-000003", 260.03, "6222", "示例"],
    ]
    path = write_workbook(tmp_path / "回盘.xlsx", [SheetOut("结果", rows=rows, widths=[9.0] * 7)])
    returned = DISK.read(_template("icbc-same-bank"), path)
    assert [line.reason for line in returned.lines] == [None, Reason.INSUFFICIENT_FUNDS]
    assert (returned.waiting, returned.waiting_total) == (1, Money(26_003))


def test_a_new_template_is_only_values(tmp_path: Path) -> None:
    """Another branch: a bar between columns, a head, yuan, and words of its own."""
    path = tmp_path / "示例银行.toml"
    path.write_text(
        'title = "示例"\nform = "TEXT"\nfile = "{day}.txt"\nencoding = "gb18030"\n'
        'separator = "|"\nahead = ["批次|{batch}"]\npaid = ["成功"]\n'
        '[[column]]\ntitle = "户名"\nvalue = "{name}"\n[[column]]\ntitle = "账号"\n'
        'value = "{number}"\n[[column]]\ntitle = "金额"\nvalue = "{amount}"\nwidth = 12\n'
        'right = true\n[[column]]\ntitle = "流水"\nvalue = "{reference}"\n'
        '[[column]]\ntitle = "结果"\nanswer = "OUTCOME"\n[reasons]\n"余额" = "INSUFFICIENT_FUNDS"\n',
        encoding="utf-8",
    )
    template = read("示例银行", DISK.template(path))
    sent = DISK.write(template, _outgoing(_wanted(1, name="示例𠮷")), tmp_path)
    text = sent.read_bytes().decode("gb18030")
    assert text.split("\r\n")[2] == "示例𠮷|6222000000000001|      260.01|00012-000001|"
    back = tmp_path / "回.txt"
    back.write_bytes(text.replace("00012-000001|", "00012-000001|余额不够").encode("gb18030"))
    [line] = DISK.read(template, back).lines
    assert (line.reason, line.words) == (Reason.INSUFFICIENT_FUNDS, "余额不够")


HOSTILE = [
    ("text-gbk", "00012WYF 1 0 6222 示例 1 26001 00012-000001 0010000 0\r\n".encode("gbk")),
    ("text-gbk", "00012WYF 1 0 6222 示例 1 26001 00012-000001\r\n".encode("gbk")),
    ("text-gbk", b"00012WYF 1 0 6222 x 1 26O01 00012-000001 0010000 0\r\n00012 1 26001\r\n"),
    ("text-gbk", b"\xff\xfe\xff\xff 00012-000001"),
    ("pain008", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>00012-000001</x>"),
    ("pain008", b"<Document>00012-000001</Document>"),
    ("pain008", b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'/>"),
    ("pain008", b"<Doc"),
    ("icbc-same-bank", "姓名,卡号\r\n示例,00012-000001\r\n".encode()),
    ("icbc-same-bank", b"PK\x03\x04 00012-000001"),
]


@pytest.mark.parametrize(("code", "raw"), HOSTILE)
def test_a_broken_answer_is_refused(tmp_path: Path, code: str, raw: bytes) -> None:
    path = tmp_path / ("回盘.csv" if code.startswith("icbc") else "回盘")
    path.write_bytes(raw)
    with pytest.raises((ReturnUnreadable, FileUnreadable, EncodingUnknown)):
        DISK.read(_template(code), path)


def test_a_status_in_another_currency_is_refused(tmp_path: Path) -> None:
    sent = DISK.write(_template("pain008"), _outgoing(), tmp_path)
    back = DISK.rehearse(_template("pain008"), sent, seed=1, folder=tmp_path)
    back.write_text(back.read_text("utf-8").replace("<InstdAmt>", '<InstdAmt Ccy="USD">'), "utf-8")
    with pytest.raises(ReturnUnreadable):
        DISK.read(_template("pain008"), back)


def test_a_word_nobody_knows_is_for_a_person() -> None:
    assert _template("icbc-same-bank").reason("其他情况") is Reason.OTHER
    assert replace(_template("icbc-same-bank"), reasons={}).reason("余额不足") is Reason.OTHER
