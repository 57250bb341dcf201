"""The channels' files of some days: whose they are, of which account, and what it held before."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qingshou.interfaces.commands.demo.doors import communities
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.period import Period

_KINDS = {
    "微信交易账单": ("wechatpay", "wechatpay"),
    "微信资金账单": ("wechatpay-fundflow", "wechatpay"),
    "支付宝业务明细": ("alipay", "alipay"),
    "银行流水": ("bank", "bank"),
}


@dataclass(frozen=True, slots=True)
class ChannelAccount:
    """An account that a bank or a channel keeps for a community."""

    community: str
    sort: str
    number: str


@dataclass(frozen=True, slots=True)
class ChannelBill:
    """A channel's file of one day, and the account it is of."""

    account: ChannelAccount
    source: str
    path: Path


def accounts(bills: Sequence[ChannelBill]) -> dict[ChannelAccount, Money]:
    """List the accounts of some bills, each with what it held before the first that tells."""
    held: dict[ChannelAccount, Money] = {}
    for bill in bills:
        held.setdefault(bill.account, ZERO)
    for bill in reversed(bills):
        if bill.source in _OPENINGS:
            held[bill.account] = _OPENINGS[bill.source](bill.path)
    return held


def channel_bills(paths: Iterable[Path], days: Period) -> Iterator[ChannelBill]:
    """Find the bills of some days among the channels' files, by their names."""
    codes = {card["name"]: card["code"] for card in communities()}
    for path in paths:
        kind, *number, named = path.name.split("_")
        day = date.fromisoformat(named[:8])
        if kind in _KINDS and days.start <= day < days.until:
            [code] = [code for name, code in codes.items() if name.endswith(path.parent.name)]
            source, sort = _KINDS[kind]
            account = ChannelAccount(code, sort, (*number, *_own_number(path))[0])
            yield ChannelBill(account, source, path)


def _own_number(path: Path) -> tuple[str, ...]:
    """The account a bank prints above its titles; other files are named by it."""
    return (_read(path, "gbk")[0][1].strip(),) if path.name.startswith("银行流水") else ()


def _bank_held(path: Path) -> Money:
    """The balance of a statement's first line, less what the line moved."""
    titles, line = _first_line(_read(path, "gbk"), "余额")
    told = dict(zip(titles, line, strict=False))
    moved = Money.from_yuan(told["贷方发生额/元(收入)"]) - Money.from_yuan(
        told["借方发生额/元(支取)"]
    )
    return Money.from_yuan(told["余额"]) - moved


def _wechat_held(path: Path) -> Money:
    """The balance of a fund flow's first line, less what the line moved."""
    rows = [[cell.lstrip("`") for cell in row] for row in _read(path, "utf-8-sig")]
    titles, line = _first_line(rows, "账户结余(元)")
    told = dict(zip(titles, line, strict=False))
    moved = Money.from_yuan(told["收支金额(元)"])
    balance = Money.from_yuan(told["账户结余(元)"])
    return balance + moved if told["收支类型"] == "支出" else balance - moved


def _first_line(rows: list[list[str]], title: str) -> tuple[list[str], list[str]]:
    place = next(place for place, row in enumerate(rows) if title in row)
    return rows[place], rows[place + 1]


def _read(path: Path, encoding: str) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding).splitlines()))


_OPENINGS = {"bank": _bank_held, "wechatpay-fundflow": _wechat_held}
