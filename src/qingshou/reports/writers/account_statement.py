"""A statement of account as a PDF, set by typst; equal statements give equal bytes."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from qingshou.kernel.money import Money
from qingshou.ledger.queries import Movement
from qingshou.ledger.rules.natures import CreditNature, ItemNature
from qingshou.platform.files.fonts import SANS, SERIF, font_directory
from qingshou.reports import templates
from qingshou.reports.account_statement import AccountStatement
from qingshou.reports.figures.dimensions import CHANNELS
from qingshou.reports.templates import colors

_TEMPLATE = Path(templates.__file__).with_name("account_statement.typ")

WHAT: dict[str, str] = {
    ItemNature.CHARGE: "应收",
    ItemNature.OPENING: "期初转入",
    ItemNature.ADJUSTMENT: "补收",
    ItemNature.REFUND: "退款",
    CreditNature.RECEIPT: "收款",
    CreditNature.REVERSAL: "冲减",
    CreditNature.WAIVER: "减免",
    CreditNature.WRITE_OFF: "核销",
    CreditNature.DISCOUNT: "优惠",
}
"""What moved, in the payer's words; OPENING is a debt or money, told by its side."""

BANDS = {
    "NOT_DUE": "未到期",
    "DAYS_1_30": "1–30 天",
    "DAYS_31_90": "31–90 天",
    "DAYS_91_180": "91–180 天",
    "DAYS_181_365": "181–365 天",
    "YEARS_1_2": "1–2 年",
    "YEARS_2_3": "2–3 年",
    "YEARS_OVER_3": "3 年以上",
}

NAMES = {
    "movements": "往来明细",
    "movement_heads": ["日期", "事项", "摘要", "应收", "已收", "余额"],
    "owing": "未缴明细",
    "owing_heads": ["收费项目", "账期", "应缴日期", "逾期天数", "应收", "未缴"],
    "aging": "账龄",
    "deposits": "押金（不抵扣欠费）",
    "deposit_heads": ["种类", "收取日期", "收取", "余额"],
}


def write(told: AccountStatement, path: Path) -> Path:
    """Set a statement on A4 pages."""
    at = datetime(told.as_of.year, told.as_of.month, told.as_of.day, tzinfo=UTC)
    with TemporaryDirectory(prefix="statement-") as folder:
        root = Path(folder)
        text = json.dumps(content(told), ensure_ascii=False, sort_keys=True)
        (root / "statement.json").write_text(text, encoding="utf-8")
        shutil.copyfile(_TEMPLATE, root / "statement.typ")
        compiler = typst.Compiler(
            input=str(root / "statement.typ"),
            root=folder,
            font_paths=[str(font_directory())],
            ignore_system_fonts=True,
        )
        page: Any = compiler.compile(format="pdf", timestamp=at)
    path.write_bytes(page)
    return path


def content(told: AccountStatement) -> dict[str, Any]:
    """Write the statement as plain lists and texts for the template."""
    return {
        "title": "对账单",
        "company": told.company,
        "account": told.account,
        "as_of": [told.as_of.year, told.as_of.month, told.as_of.day],
        "span": f"{told.since} 至 {told.as_of}",
        "page_of": "第 {page} 页，共 {pages} 页",
        "colors": {name: vars(colors)[name] for name in dir(colors) if name.isupper()},
        "fonts": {"sans": SANS, "serif": SERIF},
        "names": NAMES,
        "facts": [
            ["小区", told.community],
            ["房屋", told.unit],
            ["户名", told.owner],
            ["账户", told.account],
            ["截至", str(told.as_of)],
            ["单位", "人民币元"],
        ],
        "sums": _sums(told),
        "movements": _movements(told),
        "movement_total": [
            "", "", "本期合计", _yuan(told.charged), _yuan(told.credited), _yuan(told.closing)
        ],
        "owing": _owing(told),
        "owing_total": ["合计", "", "", "", "", _yuan(told.open)],
        "aging": [[BANDS[code], _yuan(fen)] for code, fen in told.aging],
        "deposits": [
            [
                told.deposit_kinds.get(deposit.kind, deposit.kind or "押金"),
                str(deposit.on),
                _yuan(deposit.amount),
                _yuan(deposit.left),
            ]
            for deposit in told.deposits
        ],
        "notes": [
            "余额为正表示欠缴，为负表示预存；余额 = 期初 + 应收 − 已收。",
            "如对本单有异议，请在收到之日起 15 日内与物业服务中心核对；逾期未提出的，不影响您依法查询、核对的权利。",
        ],
        "signatures": ["物业服务中心（盖章）：", "业主确认（签字）："],
    }  # fmt: skip


def _sums(told: AccountStatement) -> list[list[Any]]:
    closing = "期末欠缴" if told.closing.fen >= 0 else "期末预存"
    return [
        ["期初余额", _yuan(told.opening), False],
        ["本期应收", _yuan(told.charged), False],
        ["本期已收及冲减", _yuan(told.credited), False],
        [closing, _yuan(told.closing), True],
        ["其中逾期", _yuan(told.overdue), False],
    ]


def _movements(told: AccountStatement) -> list[list[str]]:
    opening = ["期初", "", f"{told.since - timedelta(days=1)} 余额", "", "", _yuan(told.opening)]
    return [opening, *(_movement(told, line) for line in told.movements)]


def _movement(told: AccountStatement, line: Movement) -> list[str]:
    what = WHAT[line.what]
    if line.what == CreditNature.OPENING and line.credit:
        what = "期初预存"
    kind = "" if line.kind == ItemNature.REFUND else told.kinds.get(line.kind, line.kind)
    period = line.period.name if line.period and kind else ""
    number, channel = told.receipts.get(line.row_id, ("", ""))
    summary = " ".join(part for part in (kind, period, CHANNELS.get(channel, ""), number) if part)
    return [
        str(line.on),
        what,
        summary,
        _yuan(line.debit) if line.debit else "",
        _yuan(line.credit) if line.credit else "",
        _yuan(line.balance),
    ]


def _owing(told: AccountStatement) -> list[list[str]]:
    return [
        [
            told.kinds.get(item.kind, item.kind),
            item.period.name,
            str(item.due_on),
            str(item.days_overdue) if item.days_overdue else "未到期",
            _yuan(item.amount),
            _yuan(item.open),
        ]
        for item in told.owing
    ]


def _yuan(amount: Money) -> str:
    sign, yuan, fen = ("-" if amount.fen < 0 else ""), *divmod(abs(amount.fen), 100)
    return f"{sign}{yuan:,}.{fen:02d}"
