"""The cases: a file, the command it is offered to, and what must be said about it.

``said`` are pieces the sentence must contain, among them the cell where one is known; ``fine``
cases are read without a problem, because nothing in them is wrong for us.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from tests.hostile import workbooks as w
from tests.hostile.ole import compound, xls


@dataclass(frozen=True, slots=True)
class Case:
    """One file; ``either`` means it may be refused or read, but never half."""

    name: str
    make: Callable[[], bytes]
    said: tuple[str, ...] = ()
    suffix: str = ".xlsx"
    kind: str = "REGISTRY"
    fine: bool = False
    either: bool = False


def _dtd(entity: str) -> Callable[[bytes], bytes]:
    def change(member: bytes) -> bytes:
        head, mark, rest = member.partition(b"?>")
        return head + mark + entity.encode() + rest

    return change


_XXE = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]>'
_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(8))
    + "]>"
)


def damaged() -> Iterator[Case]:
    """Files that are cut off, flipped, or broken inside."""
    yield Case("empty file", lambda: b"", ("没有内容",))
    for share in (0.02, 0.25, 0.5, 0.75, 0.99):
        yield Case(
            f"cut at {share}", lambda share=share: w.cut(w.whole(), share), ("损坏", "另存为")
        )
    for seed in range(8):
        yield Case(
            f"bits flipped {seed}", lambda seed=seed: w.flipped(w.whole(), seed), either=True
        )
    for seed in range(10):
        yield Case(f"XML mutated {seed}", lambda seed=seed: w.mutated(seed), either=True)
    end = b"</sheetData>"
    yield Case("sheet without an end", lambda: w.with_xml(lambda m: m[: m.index(end)]), either=True)
    yield Case("sheet is not XML", lambda: w.with_xml(lambda _: b"no xml at all"), either=True)
    yield Case("sheet is missing", lambda: w.changed(w.whole(), {w.SHEET_XML: None}), ("损坏",))
    yield Case(
        "directory is missing", lambda: w.changed(w.whole(), {"xl/workbook.xml": None}), ("损坏",)
    )
    yield Case(
        "directory in UTF-16",
        lambda: w.with_xml(lambda m: m.decode().encode("utf-16"), "xl/workbook.xml"),
        ("损坏",),
    )
    row = b'<row r="abc"><c r="A99"><v>1</v></c></row></sheetData>'
    yield Case("row without number", lambda: w.with_xml(lambda m: m.replace(end, row)), either=True)


def huge() -> Iterator[Case]:
    """Files that would fill memory or time."""
    yield Case("far corner", lambda: w.with_far_cell("XFD1048576"), (w.SHEET, "XFD1048576", "删除"))
    yield Case("far below, far right", lambda: w.with_far_cell("AAA900000"), ("AAA900000", "删除"))
    yield Case("beyond Excel", lambda: w.with_far_cell("A99999999"), (w.SHEET, "A99999999"))
    yield Case(
        "far down in one column", lambda: w.with_far_cell("A1048576"), ("A1048576",), either=True
    )
    yield Case("far right in one row", lambda: w.with_far_cell("XFD14"), either=True)
    dimension = b'<dimension ref="A1:XFD1048576"/>'
    yield Case(
        "dimension lies",
        lambda: w.with_xml(lambda m: m.replace(b'<dimension ref="A1:I13"/>', dimension)),
        either=True,
    )
    yield Case("zip bomb", w.bomb, ("恶意",))
    yield Case("zip bomb that lies", w.lying_bomb, either=True)
    yield Case("six thousand members", w.crowd, ("恶意",))
    yield Case("archives within archives", w.nested, fine=True)
    yield Case("a hundred thousand styles", w.many_styles, fine=True)
    yield Case("one text, a hundred thousand times", w.repeated_text, ("内存", "另存为"))


def foreign() -> Iterator[Case]:
    """Files that are something else, or bring something along."""
    for where in (w.SHEET_XML, "xl/workbook.xml", "xl/styles.xml"):
        yield Case(
            f"external entity in {where}", lambda at=where: w.with_xml(_dtd(_XXE), at), ("实体",)
        )
    yield Case("a billion laughs", lambda: w.with_xml(_dtd(_LAUGHS)), ("实体",))
    yield Case(
        "external link",
        lambda: w.changed(
            w.whole(), {}, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
        ),
        fine=True,
    )
    yield Case("macros", lambda: w.changed(w.whole(), {}, {"xl/vbaProject.bin": b"\0"}), fine=True)
    yield Case("password", lambda: compound("EncryptedPackage", b"\1" * 9000), ("密码", "取消"))
    yield Case("broken old workbook", lambda: compound("Workbook", b"\1" * 9000), ("损坏",), ".xls")
    yield Case("web page named xls", lambda: b"<html><table><tr><td>1", ("网页", "另存为"), ".xls")
    yield Case("XML export", lambda: b'<?xml version="1.0"?><Workbook/>', ("网页",), ".xls")
    yield Case("PDF named xlsx", lambda: b"%PDF-1.7 \n1 0 obj", ("不是表格",))
    yield Case("picture named xlsx", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ("不是表格",))
    yield Case("Word document", lambda: w.archive_of("word/document.xml"), ("不是表格",))
    yield Case("archive of files", lambda: w.archive_of("台账.txt"), ("压缩包", "解压"), ".zip")


def misplaced() -> Iterator[Case]:
    """Workbooks without a table we know."""
    menu = w.SheetOut("菜单", rows=[["早餐", "午餐"], ["粥", "面"]])
    yield Case("another subject", lambda: w.workbook(menu), ("菜单", "房号", "--map"))
    yield Case("no rows at all", lambda: w.workbook(w.SheetOut("Sheet1")), ("Sheet1", "表头"))
    yield Case("titles only", lambda: w.workbook(w.sheet([])), (w.SHEET, "A2", "补充数据"))
    bare = [row[:3] + row[4:] for row in (w.unit(1), w.unit(2))]
    titles = [title for title in w.TITLES if title != "房号"]
    yield Case(
        "no room column",
        lambda: w.workbook(w.sheet(bare, titles=titles)),
        (w.SHEET, "第 1 行", "房号"),
    )
    yield Case(
        "offered to the wrong command",
        w.whole,
        ("房产台账", "缴费时间", "实缴金额"),
        kind="PAYMENTS",
    )
    yield Case("only a hidden sheet", _hidden, ("请",))
    paid = ["房号", "收费项目", "缴费日期", "实缴金额(万元)"]
    rows = [["3-2-501", "物业费", "2026-01-05", 0.026]]
    yield Case(
        "money in ten thousands",
        lambda: w.workbook(w.sheet(rows, "收费", paid)),
        ("收费", "D1", "万元"),
        kind="PAYMENTS",
    )


def _hidden() -> bytes:
    hidden = b'<sheet name="\xe6\x88\xbf\xe4\xba\xa7\xe5\x8f\xb0\xe8\xb4\xa6" state="hidden"'
    shown = hidden.replace(b' state="hidden"', b"")
    return w.with_xml(lambda m: m.replace(shown, hidden), "xl/workbook.xml")


def wrong_cells() -> Iterator[Case]:
    """Workbooks with one cell that cannot be let in: always in row 5."""
    cells: list[tuple[str, dict[str, object], tuple[str, ...]]] = [
        ("room twice", {"房号": "101"}, ("D5", "第 2 行")),
        ("negative area", {"建筑面积": -89.5}, ("F5", "负数")),
        ("area of nothing", {"建筑面积": 0}, ("F5", "面积")),
        ("area missing", {"建筑面积": None}, ("F5", "面积")),
        ("area in words", {"建筑面积": "约九十"}, ("F5", "约九十")),
        ("area too exact", {"建筑面积": 89.12345}, ("F5", "2 位")),
        ("area of a continent", {"建筑面积": 1e15}, ("F5", "最大")),
        ("30 February", {"交付日期": "2020-02-30"}, ("G5", "不存在")),
        ("delivered in 1899", {"交付日期": "1899-12-31"}, ("G5", "1980")),
        ("year with two digits", {"交付日期": "20-6-1"}, ("G5", "2026-03-15")),
        ("room became a date", {"房号": date(2026, 3, 2)}, ("D5", "文本格式")),
        ("room of signs", {"房号": "@@@"}, ("D5", "房号")),
        ("no room", {"房号": None}, ("D5", "房号")),
        ("phone masked", {"电话": "139****0004"}, ("I5", "隐藏")),
        ("phone in scientific", {"电话": "1.39E+10"}, ("I5", "科学记数")),
        ("phone of nine digits", {"电话": "139000000"}, ("I5", "电话")),
        ("usage nobody knows", {"用途": "空中花园"}, ("E5", "空中花园", "住宅")),
        ("community missing", {"小区": None}, ("A5", "小区")),
        ("name of ten thousand signs", {"业主": "示" * 10_000}, ("H5", "10000")),
    ]
    for name, changes, said in cells:
        yield Case(name, lambda c=changes: w.with_row(**c), (w.SHEET, *said))
    never = '<c r="F5"><f>A1*2</f></c>'
    yield Case(
        "formula never calculated", lambda: w.with_cell("F5", never), (w.SHEET, "F5", "保存一次")
    )
    failed = '<c r="F5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    yield Case("formula that failed", lambda: w.with_cell("F5", failed), (w.SHEET, "F5", "错误值"))
    total = ["合计", None, None, None, None, 1074.5, None, None, None]
    rows = [w.unit(number) for number in range(1, w.ROWS + 1)]
    yield Case(
        "total that does not add up",
        lambda: w.workbook(w.sheet([*rows, total])),
        (w.SHEET, "F14", "1074.50", "1074.00"),
    )


def text_files() -> Iterator[Case]:
    """CSV in all its spellings."""
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        yield Case(
            f"csv in {encoding}",
            lambda e=encoding: w.csv_text().encode(e),
            suffix=".csv",
            fine=True,
        )
    rows = [[str(c) if isinstance(c, date) else c for c in w.unit(n)] for n in range(1, 13)]
    old = [list(w.TITLES), *rows]
    yield Case("old workbook named csv", lambda: xls(w.SHEET, old), suffix=".csv", fine=True)
    yield Case(
        "bytes of no encoding",
        lambda: w.csv_text().encode() + b"\xff\xff\xfe",
        ("编码", "UTF-8"),
        ".csv",
    )
    yield Case("nothing but NUL", lambda: b"\0" * 500, ("不是表格",), ".csv")
    endless = w.csv_text() + '"' + "x" * 3_000_000
    yield Case("quote that never closes", lambda: endless.encode(), ("损坏",), ".csv")
    yield Case("too many columns", lambda: b"," * 40_000, ("损坏",), ".csv")


def borderline() -> Iterator[Case]:
    """Oddities that honest customers send and that are read."""
    yield Case("formula texts", lambda: w.with_row(业主="=cmd|' /C calc'!A0"), fine=True)
    yield Case("control signs", lambda: w.with_row(业主="示例\u200b业主\u0007\t04"), fine=True)
    yield Case(
        "full-width digits",
        lambda: w.with_row(房号="４０１", 电话="１３９００００００４４"),
        fine=True,
    )
    yield Case("dates counted from 1904", _from_1904, fine=True)


def _from_1904() -> bytes:
    from io import BytesIO

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.title = w.SHEET
    page.append(list(w.TITLES))
    for number in range(1, w.ROWS + 1):
        page.append(w.unit(number))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


CASES: list[Case] = [
    *damaged(), *huge(), *foreign(), *misplaced(), *wrong_cells(), *text_files(), *borderline()
]  # fmt: skip
