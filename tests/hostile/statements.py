"""Statements that are damaged, contradictory or hostile, with what must be said about each."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.hostile.ole import xls

from qingshou.reconciliation.rules.lines import Source

HEAD = "交易日期,借方发生额,贷方发生额,余额,对方户名,摘要\n"
GOOD = "2026-03-01,,100.00,1100.00,示例张三,物业费\n"
WECHAT_HEAD = "交易时间,商户号,微信订单号,商户订单号,交易状态,货币种类,订单金额,手续费,商户退款单号,微信退款单号,申请退款金额\n"
WECHAT_ROW = "`2026-03-01 10:00:00,`190,`42{n},`QS{n},`SUCCESS,`CNY,`{yuan},`0.00000,`,`,`0.00\n"
FLOW = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),业务凭证号\n"
CAMT = '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">{body}</Document>'


@dataclass(frozen=True, slots=True)
class Statement:
    """A file, how it is offered, and pieces of the sentence it must end with."""

    name: str
    make: Callable[[], bytes]
    said: tuple[str, ...]
    source: Source = Source.BANK
    suffix: str = ".csv"


def _csv(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _entry(*, amount: str = "1.00", day: str = "2026-03-01", currency: str = "CNY") -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt></Ntry>"
    )


def _camt(inside: str) -> Callable[[], bytes]:
    return _csv(CAMT.format(body=f"<BkToCstmrStmt><Stmt>{inside}</Stmt></BkToCstmrStmt>"))


def banks() -> Iterator[Statement]:
    """Rows that cannot be booked."""
    bad = {
        "day that is none": ("2026-02-30,,1.00,1.00,示例,费\n", "2026-02-30", "日期"),
        "day as prose": ("三月一日上午,,1.00,1.00,示例,费\n", "三月一日", "日期"),
        "amount as prose": ("2026-03-01,,一百元,1.00,示例,费\n", "一百元", "金额"),
        "amount with three places": ("2026-03-01,,1.005,1.00,示例,费\n", "1.005", "金额"),
        "amount beyond reason": (f"2026-03-01,,{'9' * 30},1.00,示例,费\n", "99999", "金额"),
        "amount as a formula": ("2026-03-01,,=1+1,1.00,示例,费\n", "=1+1", "金额"),
        "two dots": ("2026-03-01,,1.0.0,1.00,示例,费\n", "1.0.0", "金额"),
        "both sides": ("2026-03-01,5.00,6.00,1.00,示例,费\n", "6.00", "5.00"),
        "hour that is none": ("2026-03-01 25:00:00,,1.00,1.00,示例,费\n", "25:00:00", "日期"),
    }
    for name, (row, *said) in bad.items():
        yield Statement(name, _csv(HEAD + GOOD + row), (*said, "第 3 行"))
    yield Statement(
        "total that differs",
        _csv(HEAD + GOOD + "合计,,150.00,,,\n"),
        ("150.00", "100.00", "第 3 行"),
    )
    yield Statement(
        "prose total that differs", _csv(HEAD + GOOD + "1 收 90.00,,,,,\n"), ("90.00", "100.00")
    )
    yield Statement(
        "counted total that differs", _csv(HEAD + GOOD + "3 收 100.00,,,,,\n"), ("3", "1")
    )
    yield Statement("header only", _csv(HEAD), ("没有任何明细",))
    yield Statement("no header", _csv("甲,乙,丙\n1,2,3\n"), ("表头",))
    yield Statement("another table", _csv("姓名,房号,电话\n示例,3-2-501,139\n"), ("--source",))
    yield Statement(
        "foreign currency",
        _csv("交易日期,币种,借方发生额,贷方发生额,摘要\n2026-03-01,美元,,1.00,费\n"),
        ("美元", "第 2 行"),
    )
    yield Statement(
        "unknown mark",
        _csv("入账日期,借贷标志,发生额,余额\n2026-03-01,3,1.00,1.00\n"),
        ("借贷标志", "3", "第 2 行"),
    )
    yield Statement("future", _csv(HEAD + GOOD.replace("2026", "2036")), ("2036-03-01",))


def files() -> Iterator[Statement]:
    """Files that are no files."""
    yield Statement("empty", lambda: b"", ("没有内容",))
    yield Statement("binary", lambda: bytes(range(256)) * 40, ("请",))
    yield Statement("picture", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 999, ("请",))
    yield Statement("web page", _csv("<html><table><tr><td>1</td></tr></table></html>"), ("网页",))
    yield Statement(
        "half a gzip", lambda: gzip.compress((HEAD + GOOD * 99).encode())[:40], ("损坏",)
    )
    yield Statement(
        "gzip bomb", lambda: gzip.compress(b"0" * (300 << 20), 9), ("请",), suffix=".gz"
    )
    yield Statement(
        "half a zip", lambda: _zip({"a.csv": b"1" * 999})[:60], ("损坏",), suffix=".zip"
    )
    yield Statement("zip of a program", lambda: _zip({"a.exe": b"MZ"}), ("请",), suffix=".zip")
    yield Statement("zip bomb", lambda: _zip({"a.csv": b"0" * (120 << 20)}), ("请",), suffix=".zip")
    yield Statement(
        "zip of many", lambda: _zip({f"{n}.csv": b"1" for n in range(50)}), ("请",), suffix=".zip"
    )
    yield Statement("cut xls", lambda: xls("流水", [["交易日期", "贷方发生额"]])[:700], ("请",))
    yield Statement("xls without header", lambda: xls("流水", [["甲", 1.0]]), ("表头",))
    yield Statement("wrong encoding", lambda: b"\xff\xfe\x00\xd8" + b"\x81" * 99, ("请",))


def channels() -> Iterator[Statement]:
    """Bills of channels whose summary or rows are wrong."""
    rows = WECHAT_ROW.format(n=1, yuan="100.00") + WECHAT_ROW.format(n=2, yuan="250.00")
    wechat = Source.WECHATPAY
    yield Statement(
        "sum of orders differs",
        _csv(WECHAT_HEAD + rows + "总交易单数,订单总金额\n`2,`360.00\n"),
        ("360.00", "350.00", "订单总金额"),
        wechat,
    )
    yield Statement(
        "a row was cut out",
        _csv(WECHAT_HEAD + rows + "总交易单数,订单总金额\n`3,`350.00\n"),
        ("总交易单数", "3", "2"),
        wechat,
    )
    yield Statement(
        "fee of half a fen",
        _csv(WECHAT_HEAD + rows.replace("`0.00000", "`0.00500", 1)),
        ("0.00500", "整分", "第 2 行"),
        wechat,
    )
    yield Statement(
        "flow of neither side",
        _csv(FLOW + "`2026-03-01 10:00:00,`1,`2,`交易,`交易,`转移,`1.00,`1.00,`3\n"),
        ("收支类型", "转移", "第 2 行"),
        Source.WECHATPAY_FUNDFLOW,
    )
    yield Statement(
        "Alipay footer differs",
        _csv(
            "支付宝交易号,商户订单号,业务类型,完成时间,订单金额（元）,商家实收（元）\n"
            "1\t,Q1\t,交易,2026-03-01 10:00:00,5.00,5.00\n#交易合计：1笔，商家实收共6.00元\n",
            "gb18030",
        ),
        ("6.00", "5.00"),
        Source.ALIPAY,
    )
    yield Statement("bank offered as WeChat", _csv(HEAD + GOOD), ("--source",), wechat)


def markup() -> Iterator[Statement]:
    """Documents of banks that are none, or lie."""
    camt = Source.CAMT053
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    outside = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]>'
    for name, dtd in (("laughs", laughs), ("outside entity", outside)):
        text = CAMT.format(body="").replace("?>", f"?>{dtd}", 1)
        yield Statement(f"markup with {name}", _csv(text), ("请",), camt, ".xml")
    yield Statement("half a document", _csv(CAMT.format(body="")[:-20]), ("损坏",), camt, ".xml")
    yield Statement(
        "another message",
        _csv(CAMT.format(body="<CstmrCdtTrfInitn><A>1</A></CstmrCdtTrfInitn>")),
        ("CstmrCdtTrfInitn",),
        camt,
        ".xml",
    )
    yield Statement("deep", _csv("<a>" * 5000 + "</a>" * 5000), ("请",), camt, ".xml")
    yield Statement("no entries", _camt("<Id>1</Id>"), ("请",), camt, ".xml")
    yield Statement("entry without day", _camt(_entry(day="")), ("BookgDt",), camt, ".xml")
    yield Statement("entry of half a fen", _camt(_entry(amount="1.005")), ("1.005",), camt, ".xml")
    yield Statement("entry in dollars", _camt(_entry(currency="USD")), ("USD",), camt, ".xml")
    yield Statement(
        "sum of entries differs",
        _camt(
            "<TxsSummry><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>2.00</Sum></TtlCdtNtries>"
            f"</TxsSummry>{_entry()}"
        ),
        ("2.00", "1.00"),
        camt,
        ".xml",
    )


CASES = [*banks(), *files(), *channels(), *markup()]
