"""Channels' files have the channels' shape, and their footers add up to their rows."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.shapes import alipay_trade, wechatpay

DAY = date(2026, 10, 15)
NOON, LATER = datetime(2026, 10, 15, 12, 0), datetime(2026, 10, 15, 18, 30, 5)
MADE = datetime(2026, 10, 16, 9, 0)
SUBJECT = "示例·云杉里 3-2-501,物业费"

PAID = alipay_trade.TradeLine(
    trade_no="2026101522001000000000000001", order_no="QS1", subject=SUBJECT, created_at=NOON,
    finished_at=LATER, buyer="*例(示例***@example.test)", amount=Money(25_440), fee=Money(153),
)  # fmt: skip
BACK = alipay_trade.TradeLine(
    trade_no="2026101522001000000000000001", order_no="QS1", subject=SUBJECT, created_at=NOON,
    finished_at=LATER, buyer="*例(示例***@example.test)", amount=Money(5_000), fee=Money(30),
    refund_no="R1", memo="多缴退回",
)  # fmt: skip


def bill(*lines: alipay_trade.TradeLine) -> alipay_trade.TradeBill:
    return alipay_trade.TradeBill("2088000000000001", DAY, lines, made_at=MADE)


def test_alipay_hands_out_two_files_in_gb18030() -> None:
    raw = alipay_trade.write_zip(bill(PAID, BACK))
    assert raw == alipay_trade.write_zip(bill(PAID, BACK))
    with ZipFile(BytesIO(raw)) as archive:
        texts = {name: archive.read(name).decode("gb18030") for name in archive.namelist()}
    assert list(texts) == [
        "20880000000000010156_20261015_业务明细.csv",
        "20880000000000010156_20261015_业务明细(汇总).csv",
    ]
    detail, summary = texts.values()
    assert detail.splitlines()[:3] == [
        "#支付宝业务明细查询",
        "#账号：[20880000000000010156]",
        "#起始日期：[2026年10月15日 00:00:00]   终止日期：[2026年10月16日 00:00:00]",
    ]
    assert detail.splitlines()[-3:] == [
        "#交易合计：1笔，商家实收共254.40元，商家优惠共0.00元",
        "#退款合计：1笔，商家实收退款共-50.00元，商家优惠退款共0.00元",
        "#导出时间：[2026年10月16日 09:00:00]",
    ]
    # 254.40 − 50.00 = 204.40 received; the fee of 1.53 less 0.30 given back leaves 203.17.
    assert "合计,,1,1,204.40,204.40,0.00,0.00,0.00,-1.23,0.00,203.17" in summary.splitlines()


def test_an_alipay_refund_is_a_negative_row_of_the_same_trade() -> None:
    lines = [x for x in alipay_trade.detail(bill(PAID, BACK)).splitlines() if x[0] != "#"]
    columns, paid, back = list(csv.reader(lines))
    assert tuple(columns) == alipay_trade.DETAIL_COLUMNS
    trade, refund = dict(zip(columns, paid, strict=True)), dict(zip(columns, back, strict=True))
    assert trade["支付宝交易号"] == refund["支付宝交易号"] == f"{PAID.trade_no}\t"
    assert (trade["业务类型"], trade["订单金额（元）"], trade["服务费（元）"]) == (
        "交易\t", "254.40", "-1.53"
    )  # fmt: skip
    assert (refund["业务类型"], refund["订单金额（元）"], refund["服务费（元）"]) == (
        "退款\t", "-50.00", "0.30"
    )  # fmt: skip
    assert (refund["退款批次号/请求号"], trade["商品名称"]) == ("R1\t", SUBJECT.replace(",", "，"))


def test_wechat_trades_are_back_quoted_and_summed() -> None:
    merchant = wechatpay.Merchant("wx0000000000000001", "1900000001")
    paid = wechatpay.TradeLine(
        NOON, "4200001", "QS1", "o示例", "NATIVE", Money(25_440), Money(153), subject=SUBJECT
    )
    back = wechatpay.TradeLine(
        LATER, "4200001", "QS1", "o示例", "NATIVE", Money(5_000), Money(30), "5030001", "R1"
    )
    text = wechatpay.trade_bill(merchant, [paid, back], fee_rate="0.60%")
    titles, first, second, summary, totals = text.splitlines()
    assert titles == ",".join(wechatpay.TRADE_COLUMNS)
    assert summary == ",".join(wechatpay.TRADE_SUMMARY)
    assert totals == "`2,`254.40,`50.00,`0.00,`1.23000,`254.40,`50.00"
    rows = [dict(zip(titles.split(","), x[1:].split(",`"), strict=True)) for x in (first, second)]
    assert [(x["交易状态"], x["订单金额"], x["申请退款金额"], x["手续费"]) for x in rows] == [
        ("SUCCESS", "254.40", "0.00", "1.53000"),
        ("REFUND", "0.00", "50.00", "-0.30000"),
    ]
    assert [(x["微信退款单号"], x["退款类型"]) for x in rows] == [
        ("0", ""), ("5030001", "ORIGINAL"),
    ]  # fmt: skip


def test_wechat_fund_flow_tells_what_came_went_and_stayed() -> None:
    text = wechatpay.fund_flow(
        [
            wechatpay.FlowLine(NOON, "4200001", "F1", "交易", Money(25_440), Money(25_440)),
            wechatpay.FlowLine(NOON, "4200001", "F2", "扣除交易手续费", Money(-153), Money(25_287)),
        ]
    )
    assert text.splitlines()[1:] == [
        "`2026-10-15 12:00:00,`4200001,`F1,`交易,`交易,`收入,`254.40,`254.40,`system,`,`",
        "`2026-10-15 12:00:00,`4200001,`F2,`扣除交易手续费,`扣除交易手续费,`支出,`1.53,`252.87,`system,`,`",
        "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
        "`2,`1,`254.40,`1,`1.53",
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**9), st.booleans(), st.text(max_size=20)), max_size=20))
@example([(1, False, '"')])  # once, a quotation mark swallowed the cells behind it
def test_footers_add_up_whatever_the_rows_say(drawn: list[tuple[int, bool, str]]) -> None:
    lines = [
        alipay_trade.TradeLine("2026", "QS", text, NOON, LATER, text, Money(fen),
                               refund_no="R" if back else "")
        for fen, back, text in drawn
    ]  # fmt: skip
    text = alipay_trade.detail(bill(*lines)).encode("gb18030", "replace").decode("gb18030")
    rows = list(csv.DictReader(StringIO("".join(
        f"{x}\n" for x in text.split("\r\n") if x and not x.startswith("#")))))  # fmt: skip
    amounts = [Money.from_yuan(row["商家实收（元）"]) for row in rows]
    assert [x.fen for x in amounts] == [-fen if back else fen for fen, back, _ in drawn]
    came = Money(sum(x.fen for x in amounts if x.fen > 0)).yuan
    assert f"#交易合计：{sum(not back for _, back, _ in drawn)}笔，商家实收共{came}元" in text
