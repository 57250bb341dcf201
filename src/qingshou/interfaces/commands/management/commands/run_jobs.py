"""Run what waits: announcements, queued jobs, and what the clock brings."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.platform import jobs


class Command(Door):
    """Work the queue; ends with 1 if something was parked for a person."""

    summary_zh = "运行后台任务：查询支付状态、通知、队列；--once 运行一遍即退出"
    summary_en = "Run background jobs; with --once a single pass"
    example = "qingshou run_jobs --once"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whether to stay."""
        parser.add_argument("--once", action="store_true", help="运行一遍即退出。A single pass.")

    def act(self, **options: Any) -> Answer:
        """Run, then tell what waits and what is parked."""
        if options["once"]:
            jobs.run_once()
        else:
            self.stdout.write("后台任务运行中（按 Ctrl-C 结束）")
            jobs.run_for_ever()
        found = jobs.standing()
        parked = found.jobs_parked + found.announcements_parked
        text = (
            f"待办任务 {found.jobs_waiting} 个，待送消息 {found.announcements_waiting} 条；"
            f"多次失败、需人工处理的 {parked} 个。"
        )
        return Answer(text, asdict(found), exit_code=REFUSED if parked else 0)
