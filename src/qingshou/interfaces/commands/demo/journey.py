"""The sample company's way through the doors: the same commands a customer types."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command

from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.sample import Written

MONTHS = Period(date(2024, 9, 1), date(2026, 11, 1))
REPORT_PERIOD = "2026Q3"
REPORT_DAY = date(2026, 9, 30)
LATEST_DAY = date(2026, 10, 31)

# What a second run finds done already.
DONE_BEFORE = {
    "intake.already-imported",
    "billing.period-already-billed",
    "dunning.watch-goes-backwards",
}

Progress = Callable[[str, int, int], None]


class DoorClosed(Refusal):
    """A door refused what the demo brought; its own sentence says why."""

    code = "demo.door-closed"

    def __init__(self, *, command: str, sentence: str) -> None:
        super().__init__(command=command, sentence=sentence)


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

    def prove(self) -> list[Path]:
        """Check the books and export them; tell the files."""
        books = self.out / "books"
        books.mkdir(parents=True, exist_ok=True)
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


def through(command: str, *arguments: str) -> dict[str, Any]:
    """Go through one door and tell its answer; what was done before counts as done.

    Raises:
        DoorClosed: If the door refuses for another reason.
    """
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as stopped:
        answer: dict[str, Any] = json.loads(out.getvalue() or "{}")
        if stopped.code and answer.get("refused") not in DONE_BEFORE:
            sentence = answer.get("sentence") or err.getvalue().strip() or out.getvalue()[:2000]
            raise DoorClosed(command=" ".join([command, *arguments]), sentence=sentence) from None
        return answer
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def communities() -> list[dict[str, Any]]:
    """The communities the registry brought."""
    from qingshou.estate import queries

    return [{"code": card.code, "name": card.name} for card in queries.communities()]


def _keep(path: Path, answer: dict[str, Any]) -> None:
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=2), "utf-8")
