"""qingshou report: the summary report of a scope and a period."""

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
from qingshou.reports.writers import FORMATS

OUTLINES: dict[str, summary.Outline] = {"1": 1, "2": 2}


class Command(Door):
    """Write the 《物业费催收总结报告》."""

    summary_zh = "生成催收总结报告（Word、PDF、网页、Excel）"
    summary_en = "Write the summary report (Word, PDF, web page, Excel)"
    example = "qingshou report --scope YSL --period 2026Q3 --out 报告"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare outline, scope, period, day, folder and formats."""
        parser.add_argument(
            "--outline",
            choices=("1", "2", "1,2"),
            default="1",
            help="提纲，默认 1；1,2 为两份。Outline, 1 if none; 1,2 for both.",
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
        parser.add_argument("--out", type=Path, required=True, help="输出目录。Folder to write to.")
        parser.add_argument(
            "--format",
            default=",".join(FORMATS),
            help="格式，默认全部：docx,pdf,html,xlsx。Formats, all if none.",
        )
        parser.add_argument(
            "--template", type=Path, help="改过的 Word 模板。Your own Word template."
        )

    def examine(self, **options: Any) -> None:
        """Formats and the template must be there."""
        wanted = _formats(options)
        if not wanted or set(wanted) - set(FORMATS):
            asked = options["format"]
            self.usage(
                f"--format knows {', '.join(FORMATS)}, not {asked}",
                f"选项 --format：没有「{asked}」，可选：{'、'.join(FORMATS)}",
            )
        template = options["template"]
        if template and not template.is_file():
            self.usage(
                f"--template: no file {template}", f"选项 --template：找不到文件「{template}」"
            )

    def act(self, **options: Any) -> Answer:
        """Write the report and list its files.

        Raises:
            Refusal: If the scope or the period is not known, or the figures do not tie.
        """
        period = Period.named(options["period"])
        with steps(self.stderr) as step:
            step("计算指标并生成报告 Figures and report")
            files = summary.make(
                scope=Scope.named(options["scope"]),
                period=period,
                as_of=options["as_of"] or min(period.latest_day, clock.today()),
                outlines=[OUTLINES[number] for number in options["outline"].split(",")],
                out=options["out"],
                formats=_formats(options),
                template=options["template"],
            )
        told = "\n".join(["已生成：", *(f"  {path}" for path in files)])
        return Answer(told, {"files": [str(path) for path in files]})


def _formats(options: dict[str, Any]) -> list[str]:
    return [wanted.strip() for wanted in options["format"].split(",") if wanted.strip()]
