"""Writes a community's channel files: a folder of its own, one file per channel and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qingshou.kernel.money import ZERO, Money, total
from qingshou.reconciliation.rules.shapes import alipay_trade
from qingshou.reconciliation.rules.shapes.bank_sheet import write_sheet
from qingshou.sample.books import Books
from qingshou.sample.chance import stream
from qingshou.sample.channels import bank, phones
from qingshou.sample.channels.differences import Difference, plant
from qingshou.sample.channels.takings import Taking, takings
from qingshou.sample.months import first_day, name_of
from qingshou.sample.plans import Community

CHANNEL_MONTHS = 3
FOLDER = "渠道账单"

_PHONES = ("WECHAT", "ALIPAY")

ByDay = dict[date, list[Taking]]


@dataclass(slots=True)
class Told:
    """The files of one community, and the truth behind them."""

    community: Community
    months: range
    files: list[Path] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    sums: dict[tuple[date, str], list[Money]] = field(default_factory=dict)

    def as_facts(self) -> dict[str, Any]:
        """Write it for the truth file; sums are what the channels saw, before their fees."""
        days: dict[str, dict[str, dict[str, int]]] = {}
        for (day, channel), amounts in sorted(self.sums.items()):
            told = {"count": len(amounts), "fen": total(amounts).fen}
            days.setdefault(str(day), {})[channel] = told
        return {
            "months": [name_of(self.months[0]), name_of(self.months[-1])],
            "differences": [difference.as_facts() for difference in self.differences],
            "days": days,
        }


def write_channels(out: Path, books: Books, *, seed: int, months: range) -> Told:
    """Write what the channels saw in the latest months of the window."""
    recent = months[-CHANNEL_MONTHS:]
    told, folder = Told(books.community, recent), out / FOLDER / books.community.short_name
    folder.mkdir(parents=True, exist_ok=True)
    until = first_day(recent[-1] + 1)
    moved = takings(books, seed=seed, months=recent)
    seen: list[Taking] = [taking for taking in moved if taking.channel not in _PHONES]
    for channel in _PHONES:
        rng = stream(seed, books.community.code, "differences", channel)
        theirs, wrong = plant(rng, [x for x in moved if x.channel == channel], until)
        told.differences.extend(wrong)
        seen.extend(theirs)
    for taking in seen:
        told.sums.setdefault((taking.at.date(), taking.channel), []).append(taking.amount)
    _write_wechat(folder, told, _by_day(seen, "WECHAT"), until)
    _write_alipay(folder, told, _by_day(seen, "ALIPAY"))
    _write_bank(folder, told, seen, seed, until)
    return told


def _by_day(seen: Sequence[Taking], channel: str) -> ByDay:
    days: ByDay = defaultdict(list)
    for taking in sorted(seen, key=lambda taking: (taking.at, taking.order_no, taking.again)):
        if taking.channel == channel:
            days[taking.at.date()].append(taking)
    return days


def _write_wechat(folder: Path, told: Told, days: ByDay, until: date) -> None:
    """Write trades for days that have some, the fund flow also for the morning after."""
    balance, day = ZERO, first_day(told.months[0])
    while day < until:
        moved, name = days.get(day, []), f"{phones.mch_id(told.community)}_{day:%Y%m%d}"
        if moved:
            trades = phones.wechat_trades(told.community, moved)
            _write(told, folder / f"微信交易账单_{name}.csv", trades.encode())
        if moved or balance > ZERO:
            flow = phones.wechat_flow(told.community, day, moved, balance=balance)
            _write(told, folder / f"微信资金账单_{name}.csv", flow.encode())
        balance, day = phones.net(moved), day + timedelta(days=1)


def _write_alipay(folder: Path, told: Told, days: ByDay) -> None:
    for day, moved in days.items():
        bill = phones.alipay_bill(told.community, day, moved)
        name = f"支付宝业务明细_{alipay_trade.file_name(bill)}"
        _write(told, folder / name, alipay_trade.write_zip(bill))


def _write_bank(folder: Path, told: Told, seen: list[Taking], seed: int, until: date) -> None:
    account = bank.account_of(told.community)
    for day, lines in bank.statements(told.community, seen, seed=seed, until=until):
        _write(told, folder / f"银行流水_{day:%Y%m%d}.csv", write_sheet(account, lines))


def _write(told: Told, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    told.files.append(path)
