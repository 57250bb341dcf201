"""A bank's statement of a day, in the newest layout a large bank gives its corporate customers.

The account stands above the titles, not in the rows; debit and credit are the bank's side, so what
came in is credit; the closing line adds both up and looks like a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qingshou.kernel.money import ZERO, Money, total

ENCODING = "gbk"

COLUMNS = (
    "交易时间", "借方发生额/元(支取)", "贷方发生额/元(收入)", "余额", "币种", "对方户名", "对方账号",
    "对方开户机构", "记账日期", "摘要", "备注", "账户明细编号-交易流水号", "企业流水号", "凭证种类",
    "凭证号", "交易介质编号",
)  # fmt: skip

_KEPT_INSIDE = str.maketrans({",": "，", '"': "”", "\r": " ", "\n": " "})


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Whose statement it is."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that came in (positive) or went out, and what lay there afterwards."""

    at: datetime
    amount: Money
    balance: Money
    party: str
    party_account: str
    party_bank: str
    summary: str
    remark: str
    number: str


def write_sheet(account: BankAccount, lines: Sequence[BankLine]) -> bytes:
    """Write the statement, in the encoding the bank's export has."""
    went = total(-line.amount for line in lines if line.amount < ZERO)
    came = total(line.amount for line in lines if line.amount >= ZERO)
    closing = ("合计", went.yuan, came.yuan, *([""] * (len(COLUMNS) - 3)))
    rows = (
        ("账　　号", account.number),
        ("账户名称", account.name),
        COLUMNS,
        *map(_row, lines),
        closing,
    )
    text = "".join(f"{','.join(map(_cell, row))}\r\n" for row in rows)
    return text.encode(ENCODING, "replace")


def _row(line: BankLine) -> tuple[str, ...]:
    went, came = (-line.amount, ZERO) if line.amount < ZERO else (ZERO, line.amount)
    return (
        f"{line.at:%Y%m%d %H:%M:%S}", went.yuan, came.yuan, line.balance.yuan, "人民币元",
        line.party, f"{line.party_account}\t", line.party_bank, f"{line.at:%Y%m%d}", line.summary,
        line.remark, f"{line.number}\t", "", "", "", "",
    )  # fmt: skip


def _cell(text: str) -> str:
    """Keep a text inside its cell: nothing is quoted, so no commas, breaks or quotation marks."""
    return text.translate(_KEPT_INSIDE)
