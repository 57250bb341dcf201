"""qingshou demo: the sample company from its workbooks to both reports."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from qingshou.interfaces.commands.demo.journey import LATEST_DAY, REPORT_DAY, Journey, communities
from qingshou.interfaces.commands.demo.page import ReportCard, Shelf, write_page
from qingshou.interfaces.commands.demo.server import ADDRESS, PORT, make_server
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.progress import counted
from qingshou.platform import clock
from qingshou.sample import Written, write_company

_FORMATS = {".html": "网页", ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}
_OUTLINES = {
    1: ("提纲一（38 节）", "含催收成功率、逾期原因、拖欠特点、按时与逾期业主、下期目标。"),
    2: ("提纲二（32 节）", "含收款率分析、满意度、财务监督、合法合规催收。"),
}


class Command(Door):
    """Make the sample company and show it."""

    summary_zh = "示例公司：从台账到两份报告，并在本机打开"
    summary_en = "The sample company: from workbooks to both reports, then a page"
    speaks_json = False

    def describe(self, parser: ArgumentParser) -> None:
        """Declare size, folder and whether to serve."""
        parser.add_argument("--households", type=int, default=1200, help="住宅户数。Homes.")
        parser.add_argument("--out", type=Path, help="输出目录，默认 var/demo。Folder.")
        parser.add_argument("--no-serve", action="store_true", help="做完即退出。Exit when done.")

    def act(self, **options: Any) -> Answer:
        """Write the workbooks, walk through the doors, write the page, serve it."""
        out = (options["out"] or settings.VAR / "demo").resolve()
        if clock.today() < LATEST_DAY:
            os.environ["QINGSHOU_TODAY"] = LATEST_DAY.isoformat()
        with counted(self.stderr) as progress:
            written = write_company(
                out / "workbooks", households=options["households"], progress=progress
            )
            journey = Journey(out, progress)
            journey.walk(written)
            sheets = journey.reconcile(written)
            books = journey.prove()
            reports = journey.report()
        index = write_page(
            out,
            facts=_facts(written, journey),
            reports=[_card(outline, paths) for outline, paths in reports.items()],
            shelves=_shelves(written, books, sheets),
            note="由模拟的台账导入、出账、收款、催收，到写好的报告。全部数字来自账本。",
        )
        if options["no_serve"]:
            return Answer(f"已完成，打开 {index}")
        return self._serve(out)

    def _serve(self, out: Path) -> Answer:
        try:
            server = make_server(out)
        except OSError:
            sentence = (
                f"{ADDRESS}:{PORT} 已被占用，未能打开网页；文件都在 {out}，可直接打开 index.html。"
            )
            return Answer(sentence, exit_code=REFUSED)
        self.stdout.write(f"已完成，请打开 http://{ADDRESS}:{PORT}/  （按 Ctrl-C 结束）")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            server.server_close()
        return Answer("")


def _facts(written: Written, journey: Journey) -> list[tuple[str, str]]:
    return [
        ("小区", f"{len(communities())} 个"),
        ("住宅", f"{written.households:,} 户"),
        ("台账文件", f"{len(_files(written))} 份"),
        ("报告截止日", REPORT_DAY.isoformat()),
    ]


def _card(outline: int, paths: list[Path]) -> ReportCard:
    title, about = _OUTLINES[outline]
    return ReportCard(title, about, {_FORMATS[path.suffix]: path for path in paths})


def _shelves(written: Written, books: list[Path], sheets: list[Path]) -> list[Shelf]:
    return [
        Shelf("账本与核对", "逐户逐月核对的结果、账龄，以及可用 bean-check 检查的账本。", tuple(books)),
        Shelf("对账与月结", "十月最后一周微信、支付宝逐日对平后关账，十月随后结账：试算平衡、应收变动、收入与增值税。",
              tuple(sheets)),
        Shelf("渠道账单", "微信、支付宝和银行每天给出的文件，按其原样。", tuple(_latest(written))),
        Shelf("房产台账与期初欠费", "客户自己的表：标题行、合并表头、各种房号写法。",
              (*written.registry, *written.arrears)),
        Shelf("收费明细", "每半年一份，逐笔对应账单。", tuple(written.payments)),
        Shelf("催缴记录", "电话、短信、微信、上门、信函及其结果。", tuple(written.contacts)),
        Shelf("模拟的真相", "每户的能力、习惯与不满，供检验分析是否找对了原因。", (written.truth,)),
    ]  # fmt: skip


def _latest(written: Written) -> list[Path]:
    return [path for path in written.channels if "20261030" in path.name]


def _files(written: Written) -> list[Path]:
    return [*written.registry, *written.arrears, *written.payments, *written.contacts]
