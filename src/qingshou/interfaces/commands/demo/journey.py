"""The sample company's way through the doors: the same commands a customer types."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qingshou.interfaces.commands.demo import scenes
from qingshou.interfaces.commands.demo.bills import (
    ChannelAccount,
    ChannelBill,
    accounts,
    channel_bills,
)
from qingshou.interfaces.commands.demo.doors import communities, through
from qingshou.interfaces.wording.reconciliation import KINDS
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.sample import Written

MONTHS = Period(date(2024, 9, 1), date(2026, 11, 1))
REPORT_PERIOD = "2026Q3"
REPORT_DAY = date(2026, 9, 30)
TODAY = date(2026, 11, 1)
"""The first day on which October may be closed: the demo is never played earlier."""
RECONCILED = Period(date(2026, 10, 25), date(2026, 11, 1))
RECONCILED_DAYS = [RECONCILED.start + timedelta(days=day) for day in range(RECONCILED.days)]
CLOSED_MONTH = "2026-10"
DEBITED, DESK, CAMPAIGNED = "CHY", "YSL", "JCG"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Journey:
    """Walks through the doors in order and keeps what they answered."""

    out: Path
    progress: Progress
    totals: dict[str, int] = field(default_factory=dict)

    def walk(self, written: Written) -> None:
        """Import, bill, receive, record, watch: everything before the reports."""
        self.import_all("房产台账", "import_registry", written.registry)
        self.import_all("期初欠费", "import_arrears", written.arrears)
        self.bill_every_month()
        self.import_all("收费明细", "import_payments", written.payments)
        self.import_all("催缴记录", "import_contacts", written.contacts)
        self.watch_every_month()

    def import_all(self, name: str, command: str, paths: Iterable[Path]) -> None:
        """Let files in, one after the other."""
        self.each(f"导入{name}", list(paths), lambda path: through(command, str(path)))

    def bill_every_month(self) -> None:
        """Bill every community for every month of the sample."""
        codes = [card["code"] for card in communities()]
        runs = [(month.name, code) for month in MONTHS.months() for code in codes]
        answers = self.each(
            "逐月出账",
            runs,
            lambda run: through("bill", "--community", run[1], "--period", run[0]),
        )
        self.totals["lines"] = sum(answer.get("lines", 0) for answer in answers)

    def watch_every_month(self) -> None:
        """Look through the arrears at every month's end."""
        ends = [month.latest_day.isoformat() for month in MONTHS.months()]
        self.each("逐月检查欠费", ends, lambda day: through("watch_arrears", "--as-of", day))

    def use_every_channel(self) -> dict[str, list[Path]]:
        """Debit, desk, deeds of two, discount, invoices, penalties; tell the papers by kind."""
        debits, desk = self.folder("debits"), self.folder("desk")
        plays: list[Callable[[], object]] = [
            lambda: scenes.enroll([card["code"] for card in communities()]),
            lambda: scenes.debit_three_months(DEBITED, debits),
            lambda: scenes.play_first_day(DESK, desk),
            lambda: scenes.play_second_day(DESK, desk),
            lambda: scenes.grant_campaign(CAMPAIGNED),
            lambda: scenes.ask_for_invoices(DESK, desk),
            lambda: scenes.bear_penalties(DEBITED),
        ]
        self.each("代扣、柜台、违约金", plays, lambda play: {"played": play()})
        return {"debits": _files_in(debits), "desk": _files_in(desk)}

    def folder(self, name: str) -> Path:
        """A folder of the demo's own, made where it is missing."""
        folder = self.out / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def reconcile(self, written: Written) -> list[Path]:
        """Let the channels' latest week in, close each day, then the month; tell the sheets."""
        bills = list(channel_bills(written.channels, RECONCILED))
        for account, held in accounts(bills).items():
            _open(account, held)
        self.each("渠道对账", bills, _let_in)
        folder = self.folder("books")
        codes = [card["code"] for card in communities()]
        days = [(day, code) for day in RECONCILED_DAYS for code in codes]
        self.each("逐日关账", days, lambda each: close_day(each[0], each[1], folder))
        self.each("月末结账", codes, lambda code: _close_month(code, folder))
        return sorted([*folder.glob("对账单-*.xlsx"), *folder.glob("月结-*.xlsx")])

    def prove(self) -> list[Path]:
        """Check the books and export them; tell the files."""
        books = self.folder("books")
        proof, ages, ledger = books / "核对.json", books / "账龄.json", books / "ledger.beancount"
        self.progress("核对与导出账本", 0, 3)
        _keep(proof, through("check_ledger"))
        self.progress("核对与导出账本", 1, 3)
        _keep(ages, through("aging", "--as-of", REPORT_DAY.isoformat()))
        self.progress("核对与导出账本", 2, 3)
        through("export_ledger", "--format", "beancount", "--out", str(ledger))
        self.progress("核对与导出账本", 3, 3)
        return [proof, ages, ledger]

    def report(self) -> dict[int, list[Path]]:
        """Write both outlines in all formats; tell the files by outline."""
        folder = self.out / "reports"
        self.progress("生成报告", 0, 1)
        answer = through(
            "report", "--outline", "1,2", "--scope", "company", "--period", REPORT_PERIOD,
            "--as-of", REPORT_DAY.isoformat(), "--out", str(folder),
        )  # fmt: skip
        self.progress("生成报告", 1, 1)
        files = [Path(path) for path in answer["files"]]
        return {
            outline: [path for path in files if path.stem == f"report-{outline}"]
            for outline in (1, 2)
        }

    def each(
        self, name: str, things: list[Any], act: Callable[[Any], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Do something with each thing and show how far it is."""
        answers = []
        self.progress(name, 0, len(things))
        for number, thing in enumerate(things, 1):
            answers.append(act(thing))
            self.progress(name, number, len(things))
        return answers


_SOURCES = {"WECHAT": "wechatpay", "ALIPAY": "alipay", "TRANSFER": "bank"}


def _open(account: ChannelAccount, held: Money) -> None:
    """Follow an account; beside a bank's also the acquirer, who takes nothing in the sample."""
    since = ("--community", account.community, "--since", RECONCILED.start.isoformat())
    through(
        "fund_account", *since, "--open", account.sort, "--number", account.number,
        "--opening", held.yuan,
    )  # fmt: skip
    if account.sort == "bank":
        through(
            "fund_account", *since, "--open", "pos", "--number", f"示例商户{account.community}",
            "--bank", "示例收单机构", "--rate", "0",
        )  # fmt: skip


def _let_in(bill: ChannelBill) -> dict[str, Any]:
    """Compare a bill with the cashiers' receipts; what it tells is booked already."""
    return through(
        "import_statement", "--source", bill.source, "--community", bill.account.community,
        "--account", bill.account.number, "--hold", str(bill.path),
    )  # fmt: skip


def close_day(day: date, code: str, folder: Path) -> dict[str, Any]:
    """Give a reason for each difference of a day, then close it and keep its sheet."""
    asked = ("reconcile", "--community", code, "--date", day.isoformat())
    open_accounts = [each for each in through(*asked)["accounts"] if not each["closed"]]
    for account in open_accounts:
        for place, difference in enumerate(account["differences"], 1):
            if not difference["explained"]:
                through(
                    *asked, "--channel", _SOURCES[account["channel"]], "--explain", str(place),
                    "--reason", f"示例：{KINDS[difference['kind']]}，已核实",
                )  # fmt: skip
    sheet = folder / f"对账单-{code}-{day}.xlsx"
    return through(*asked, *(["--close"] if open_accounts else []), "--xlsx", str(sheet))


def _close_month(code: str, folder: Path) -> dict[str, Any]:
    return through(
        "close_month", "--community", code, "--period", CLOSED_MONTH, "--out", str(folder)
    )


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _keep(path: Path, answer: dict[str, Any]) -> None:
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=2), "utf-8")
