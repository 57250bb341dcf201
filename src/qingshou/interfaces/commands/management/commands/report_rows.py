"""qingshou report_rows: every row behind one figure of the summary report."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.commands.progress import steps
from qingshou.kernel.period import Period
from qingshou.platform import clock
from qingshou.reports import summary
from qingshou.reports.figures import Scope


class Command(Door):
    """Write the rows of a figure, however many there are."""

    summary_zh = "导出报告中一个指标的全部明细（CSV）"
    summary_en = "Export every row behind a figure of the report (CSV)"
    example = "qingshou report_rows --figure overdue.amount --period 2026Q3 --out 明细.csv"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare figure, scope, period, day and file."""
        parser.add_argument(
            "--figure", required=True, help="指标编号，如 overdue.amount。The figure's id."
        )
        parser.add_argument(
            "--scope",
            default="company",
            help="范围：company 全公司（默认）、小区编号，或自定区域，如 东区=YSL,CHY。"
            "The company, a community's code, or NAME=CODE,CODE.",
        )
        parser.add_argument(
            "--period", required=True, help="期间，如 2026Q3、2026-09、2026H1、2026。Period."
        )
        parser.add_argument(
            "--as-of",
            type=day,
            help="截止日，默认期末，最晚今天。As-of day, the period's end if none.",
        )
        parser.add_argument("--out", type=Path, required=True, help="写到这个文件。File to write.")

    def act(self, **options: Any) -> Answer:
        """Write the rows and tell the figure they make."""
        period = Period.named(options["period"])
        with steps(self.stderr) as step:
            step("导出明细 Rows")
            figure = summary.export_rows(
                figure_id=options["figure"],
                scope=Scope.named(options["scope"]),
                period=period,
                as_of=options["as_of"] or min(period.latest_day, clock.today()),
                out=options["out"],
            )
        told = f"已导出「{figure.name}」的全部明细到 {options['out']}，合计 {figure.shown}，与指标一致。"
        return Answer(
            told, {"file": str(options["out"]), "figure": figure.id, "shown": figure.shown}
        )
