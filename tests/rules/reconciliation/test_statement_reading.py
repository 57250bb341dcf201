"""Layouts by the names of their columns, in the shapes banks and channels hand out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest

from qingshou.reconciliation.rules import reading
from qingshou.reconciliation.rules.bank_layouts import BANKS
from qingshou.reconciliation.rules.lines import LineKind, Source
from qingshou.reconciliation.rules.reading import Reading, SheetRows
from qingshou.reconciliation.rules.verdicts import SummaryDiffers


def read(source: Source, text: str) -> Reading:
    rows = [(at, row) for at, row in enumerate(csv.reader(io.StringIO(text)), 1)]
    return reading.read("账单.csv", source, [SheetRows("账单", [rows])])


def say(found: Reading) -> list[str]:
    return [
        f"{line.on:%m%d} {line.kind} {line.amount.yuan} {line.payer_name}" for line in found.lines
    ]


CASES = [
    # layout, text, what is read
    ("CMB_PERSONAL",
     '# 招商银行交易记录\n"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"\n'
     '"\t20260301","\t10:00:00","\t100.00","","\t100.00","转入","3-2-501"\n'
     '"\t20260302","\t10:00:00","","\t40.00","\t60.00","转出","材料"\n# 收入合计: [1笔，共 100.00 元]\n',
     ["0301 PAYMENT 100.00 ", "0302 OTHER -40.00 "]),
    ("CMB_CORPORATE_NET",
     "交易流水号,交易日期,借方(出账),贷方(入账),余额,收(付)方名称,收(付)方账号,摘要\n"
     "C1,2026-03-01,,100.00,100.00,示例张三,62,费\n",
     ["0301 PAYMENT 100.00 示例张三"]),
    ("CMB_CORPORATE",
     "说明\n账号,账号名称,币种,交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额\n"
     "1,示例,人民币,20260301,101010,20260301,转账,,100.00,100.00\n",
     ["0301 PAYMENT 100.00 "]),
    ("CCB_CORPORATE",
     "交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,币种,对方户名,对方账号,记账日期,摘要,备注,账户明细编号-交易流水号\n"
     "20260301 15:24:03,0,2100.00,2100.00,人民币元,张**,62**,20260301,电子转账,费,13-5\n",
     ["0301 PAYMENT 2100.00 张**"]),
    ("ABC_CORPORATE",
     "账号:03-1234567890\n交易时间,收入金额,支出金额,账户余额,对方账号,对方户名,对方开户行,摘要\n"
     '2026-03-01 10:00:00,"1,000.00",,1000.00,62,示例张三,示例行,费\n"1 收 1,000.00"\n',
     ["0301 PAYMENT 1000.00 示例张三"]),
    ("BOC_CORPORATE",
     "交易类型,业务类型,付款人账号,付款人名称,收款人账号,收款人名称,交易日期,交易时间,交易货币,交易金额,交易后余额,摘要\n"
     "来账,转账,62,示例张三,45,示例物业,20260301,10:00:00,CNY,100.00,100.00,费\n"
     "往账,转账,45,示例物业,63,示例供应商,20260302,10:00:00,CNY,-40.00,60.00,材料\n",
     ["0301 PAYMENT 100.00 示例张三", "0302 OTHER -40.00 示例供应商"]),
    ("ICBC_CORPORATE",
     "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额\n"
     "1,12,62,2026-03-01 10:00:00,贷,0.00,100.00,1,费,,示例张三,100.00\n",
     ["0301 PAYMENT 100.00 示例张三"]),
    ("ICBC_PERSONAL",
     "交易日期,摘要,交易场所,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),记账金额(支出),记账币种,余额,对方户名\n"
     "2026-03-01,费,网银,100.00,,人民币,100.00,,人民币,100.00,示例张三\n",
     ["0301 PAYMENT 100.00 示例张三"]),
    ("ICBC_MARKED",
     "入账日期,入账时间,借贷标志,发生额,余额,对方帐户,对方户名,注释\n"
     "2026-03-01,10.00.00,贷,100.00,100.00,62,示例张三,费\n2026-03-02,10.00.00,1,40.00,60.00,63,示例,货\n",
     ["0301 PAYMENT 100.00 示例张三", "0302 OTHER -40.00 示例"]),
    ("ICBC_NUMBERED",
     "日期,借贷方向,金额,余额,对方户名,摘要\n20260301,2,100.00,100.00,示例张三,费\n20260302,1,40.00,60.00,,手续费\n",
     ["0301 PAYMENT 100.00 示例张三", "0302 FEE -40.00 "]),
    ("BOCOM_CORPORATE",
     "交易日期,交易时间,会计流水号,借贷标志,发生额,余额,对方账号,对方户名,摘要\n"
     "2026-03-01,10:00:00,B1,贷,100.00,100.00,62,示例张三,费\n",
     ["0301 PAYMENT 100.00 示例张三"]),
    ("CITIC_CORPORATE",
     "交易日期,借方发生额,贷方发生额,账户余额,对方账号,对方账户名称,摘要,柜员交易号\n"
     "2026-03-01,,100.00,100.00,62,示例张三,费,K1\n",
     ["0301 PAYMENT 100.00 示例张三"]),
    ("PSBC_CORPORATE",
     "交易日期,交易时间,支出金额,存入金额,账户余额,对方账号,对方户名,摘要\n2026/3/1,10:00,,100.00,100.00,62,示例张三,费\n",
     ["0301 PAYMENT 100.00 示例张三"]),
    ("SPDB_CORPORATE",
     "交易日期,交易时间,业务流水号,交易金额,余额,对方账号,对方户名,摘要\n"
     "20260301,100000,P1,100.00,100.00,62,示例张三,费\n20260302,100000,P2,-40.00,60.00,63,示例,货\n",
     ["0301 PAYMENT 100.00 示例张三", "0302 OTHER -40.00 示例"]),
    ("BANK_COMMON",
     "日期,收入,支出,摘要\n2026-03-01,100.00,,结息\n2026-03-02,,-40.00,货款\n2026-03-03,,-5.00,冲正\n",
     ["0301 INTEREST 100.00 ", "0302 OTHER -40.00 ", "0303 PAYMENT 5.00 "]),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "text", "lines"), CASES, ids=[case[0] for case in CASES])
def test_a_bank_is_known_by_its_titles(layout: str, text: str, lines: list[str]) -> None:
    found = read(Source.BANK, text)
    assert (found.layout, say(found)) == (layout, lines)
    assert not found.balances.breaks


def test_there_are_header_sets_of_many_banks() -> None:
    assert len({layout.code.split("_")[0] for layout in BANKS}) > 10


def test_columns_may_move_and_the_header_may_wander() -> None:
    plain = "交易日期,借方发生额,贷方发生额,余额,对方户名,流水号\n2026-03-01,,100.00,100.00,示例张三,S1\n"
    moved = "查询结果\n\n流水号,对方户名,余额,贷方发生额,借方发生额,交易日期\nS1,示例张三,100.00,100.00,,2026-03-01\n"
    assert say(read(Source.BANK, moved)) == say(read(Source.BANK, plain))


def test_a_balance_that_breaks_is_told_with_its_row() -> None:
    text = "交易日期,借方发生额,贷方发生额,余额\n2026-03-01,,1000.00,1000.00\n2026-03-02,,100.00,1250.00\n"
    [found] = read(Source.BANK, text).balances.breaks
    assert (found.row_no, found.expected.yuan, found.told.yuan) == (3, "1100.00", "1250.00")


def test_the_latest_may_come_first() -> None:
    text = "交易日期,借方发生额,贷方发生额,余额\n2026-03-02,,100.00,1100.00\n2026-03-01,,1000.00,1000.00\n"
    found = read(Source.BANK, text).balances
    assert not found.breaks
    assert found.opening is not None
    assert found.closing is not None
    assert (found.opening.yuan, found.closing.yuan) == ("0.00", "1100.00")


def test_an_older_bill_of_the_channel_has_other_titles() -> None:
    text = (
        "交易时间,公众账号ID,商户号,子商户号,微信订单号,商户订单号,交易状态,货币种类,总金额,微信退款单号,商户退款单号,退款金额,手续费\n"
        "`2026-03-01 10:00:00,`wx,`190,`0,`42,`Q1,`SUCCESS,`CNY,`5.00,`0,`0,`0.00,`0.03000\n"
        "`2026-03-01 11:00:00,`wx,`190,`0,`42,`Q1,`REFUND,`CNY,`0.00,`50,`R1,`2.00,`-0.01000\n"
        "总交易单数,总交易额,总退款金额,手续费总金额\n`2,`5.00,`2.00,`0.02000\n"
    )
    assert say(read(Source.WECHATPAY, text)) == [
        "0301 PAYMENT 5.00 ",
        "0301 FEE -0.03 ",
        "0301 REFUND -2.00 ",
        "0301 FEE 0.01 ",
    ]


def test_a_bill_of_refunds_only_has_no_state() -> None:
    text = (
        "交易时间,商户号,微信订单号,商户订单号,微信退款单号,商户退款单号,申请退款金额,退款成功时间,手续费\n"
        "`2026-03-01 10:00:00,`190,`42,`Q1,`50,`R1,`2.00,`2026-03-02 09:00:00,`0.00000\n"
    )
    found = read(Source.WECHATPAY, text)
    assert say(found) == ["0302 REFUND -2.00 "]
    assert (found.lines[0].order_number, found.lines[0].origin_number) == ("R1", "Q1")


def test_both_numbers_are_told_when_a_summary_differs() -> None:
    text = "交易日期,借方发生额,贷方发生额,余额\n2026-03-01,,1000.00,1000.00\n合计,,900.00,\n"
    with pytest.raises(SummaryDiffers) as refused:
        read(Source.BANK, text)
    assert (refused.value.facts["stated"], refused.value.facts["summed"]) == ("900.00", "1000.00")


def _elements(*, version: int) -> Iterable[tuple[str, str, str, str]]:
    """Give the elements of a statement; version 04 wraps the status, version 08 the party."""
    status = [("leaf", "Sts", "BOOK", "")]
    if version >= 4:
        status = [("open", "Sts", "", ""), ("leaf", "Cd", "BOOK", ""), ("close", "Sts", "", "")]
    name = [("leaf", "Nm", "示例张三", "")]
    if version >= 8:
        name = [("open", "Pty", "", ""), *name, ("close", "Pty", "", "")]
    yield from [("open", tag, "", "") for tag in ("Document", "BkToCstmrStmt", "Stmt", "Ntry")]
    yield from [("leaf", "Amt", "100.00", "Ccy=CNY"), ("leaf", "CdtDbtInd", "CRDT", ""), *status]
    yield from [("open", "BookgDt", "", ""), ("leaf", "Dt", "2026-03-01", "")]
    yield from [("close", "BookgDt", "", ""), ("leaf", "AcctSvcrRef", "A1", "")]
    yield from [("open", tag, "", "") for tag in ("NtryDtls", "TxDtls", "RltdPties", "Dbtr")]
    yield from [*name, ("close", "Dbtr", "", ""), ("close", "RltdPties", "", "")]
    yield from [("open", "RmtInf", "", ""), ("leaf", "Ustrd", "3-2-501", "")]
    yield from [
        ("close", tag, "", "")
        for tag in ("RmtInf", "TxDtls", "NtryDtls", "Ntry", "Stmt", "BkToCstmrStmt", "Document")
    ]


@pytest.mark.parametrize("version", [2, 4, 8])
def test_versions_of_camt_read_alike(version: int) -> None:
    [line] = reading.read_markup("a.xml", _elements(version=version)).lines
    assert (line.amount.yuan, line.payer_name, line.remark) == ("100.00", "示例张三", "3-2-501")
    assert (line.kind, line.serial) == (LineKind.PAYMENT, "A1")
