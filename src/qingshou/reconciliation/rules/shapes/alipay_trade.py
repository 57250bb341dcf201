"""Alipay's 业务明细: a zip with the rows of a day and their summary, both CSV in GB18030.

Comment lines begin with ``#``, ids end with a tab so that no spreadsheet rounds them, a refund is
a row of negative amounts under the trade's own number, and the footer adds both kinds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qingshou.kernel.money import ZERO, Money, total

ENCODING = "gb18030"

DETAIL_COLUMNS = (
    "支付宝交易号", "商户订单号", "业务类型", "商品名称", "创建时间", "完成时间", "门店编号", "门店名称",
    "操作员", "终端号", "对方账户", "订单金额（元）", "商家实收（元）", "支付宝红包（元）", "集分宝（元）",
    "支付宝优惠（元）", "商家优惠（元）", "券核销金额（元）", "券名称", "商家红包消费金额（元）",
    "卡消费金额（元）", "退款批次号/请求号", "服务费（元）", "分润（元）", "备注",
)  # fmt: skip
SUMMARY_COLUMNS = (
    "门店编号", "门店名称", "交易订单总笔数", "退款订单总笔数", "订单金额（元）", "商家实收（元）",
    "支付宝优惠（元）", "商家优惠（元）", "卡消费金额（元）", "服务费（元）", "分润（元）", "实收净额（元）",
)  # fmt: skip

_RULE = "#-----------------------------------------{}----------------------------------------"
_END = "#-----------------------------------------{}结束------------------------------------"
_INSTANT = "%Y-%m-%d %H:%M:%S"
_NONE = "0.00"
_KEPT_INSIDE = str.maketrans({",": "，", '"': "”"})


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade or, with a refund's number, money given back of it; ``amount`` is always positive.

    ``fee`` is what the channel keeps of a trade, or gives back with a refund.
    """

    trade_no: str
    order_no: str
    subject: str
    created_at: datetime
    finished_at: datetime
    buyer: str
    amount: Money
    fee: Money = ZERO
    refund_no: str = ""
    memo: str = ""

    @property
    def received(self) -> Money:
        """What it adds to the merchant's money before the fee; a refund takes away."""
        return -self.amount if self.refund_no else self.amount

    @property
    def charged(self) -> Money:
        """What the fee adds: a trade costs it, a refund gives it back."""
        return self.fee if self.refund_no else -self.fee


@dataclass(frozen=True, slots=True)
class TradeBill:
    """The lines of one merchant account and day, and when the file was made."""

    seller_id: str
    day: date
    lines: Sequence[TradeLine]
    made_at: datetime


def file_name(bill: TradeBill) -> str:
    """Name the zip as the channel names it."""
    return f"{_stem(bill)}.csv.zip"


def write_zip(bill: TradeBill) -> bytes:
    """Write the zip with the rows and their summary; the same bill gives the same bytes."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, text in (
            (f"{_stem(bill)}_业务明细.csv", detail(bill)),
            (f"{_stem(bill)}_业务明细(汇总).csv", summary(bill)),
        ):
            member = ZipInfo(name, date_time=bill.made_at.timetuple()[:6])
            member.compress_type = ZIP_DEFLATED
            archive.writestr(member, text.encode(ENCODING))
    return stream.getvalue()


def detail(bill: TradeBill) -> str:
    """Write the rows of a day with head and footer."""
    trades = [line for line in bill.lines if not line.refund_no]
    refunds = [line for line in bill.lines if line.refund_no]
    return _text(
        *_head(bill, "支付宝业务明细查询"),
        _RULE.format("业务明细列表"),
        ",".join(DETAIL_COLUMNS),
        *(",".join(_row(line)) for line in bill.lines),
        _END.format("业务明细列表"),
        f"#交易合计：{len(trades)}笔，商家实收共{_sum(trades)}元，商家优惠共{_NONE}元",
        f"#退款合计：{len(refunds)}笔，商家实收退款共{_sum(refunds)}元，商家优惠退款共{_NONE}元",
        _exported(bill),
    )


def summary(bill: TradeBill) -> str:
    """Write the summary of a day; the account has no shops, so its only row is the sum."""
    refunds = sum(1 for line in bill.lines if line.refund_no)
    received, charged = total(x.received for x in bill.lines), total(x.charged for x in bill.lines)
    row = (
        "合计", "", str(len(bill.lines) - refunds), str(refunds), received.yuan, received.yuan,
        _NONE, _NONE, _NONE, charged.yuan, _NONE, (received + charged).yuan,
    )  # fmt: skip
    return _text(
        *_head(bill, "支付宝业务汇总查询"),
        _RULE.format("业务汇总列表"),
        ",".join(SUMMARY_COLUMNS),
        ",".join(row),
        _END.format("业务汇总列表"),
        _exported(bill),
    )


def _row(line: TradeLine) -> tuple[str, ...]:
    received, kind = line.received.yuan, "退款\t" if line.refund_no else "交易\t"
    created, finished = line.created_at.strftime(_INSTANT), line.finished_at.strftime(_INSTANT)
    return (
        f"{line.trade_no}\t", f"{line.order_no}\t", kind, _cell(line.subject), created, finished,
        "\t", "\t", "\t", "\t", f"{_cell(line.buyer)}\t", received, received, _NONE, _NONE, _NONE,
        _NONE, _NONE, "", f"{_NONE}\t", _NONE, f"{line.refund_no}\t", line.charged.yuan, _NONE,
        _cell(line.memo),
    )  # fmt: skip


def _head(bill: TradeBill, title: str) -> tuple[str, ...]:
    until = bill.day + timedelta(days=1)
    return (
        f"#{title}",
        f"#账号：[{bill.seller_id}0156]",
        f"#起始日期：[{_day(bill.day)} 00:00:00]   终止日期：[{_day(until)} 00:00:00]",
    )


def _exported(bill: TradeBill) -> str:
    return f"#导出时间：[{_day(bill.made_at)} {bill.made_at:%H:%M:%S}]"


def _day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _stem(bill: TradeBill) -> str:
    return f"{bill.seller_id}0156_{bill.day:%Y%m%d}"


def _sum(lines: Iterable[TradeLine]) -> str:
    return total(line.received for line in lines).yuan


def _cell(text: str) -> str:
    """Keep a text inside its cell: nothing is quoted, so no commas, breaks or quotation marks."""
    return " ".join(text.translate(_KEPT_INSIDE).split())


def _text(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in lines)
