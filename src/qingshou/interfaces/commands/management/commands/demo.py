"""qingshou demo: the sample company from its workbooks to both reports."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from qingshou.interfaces.commands.demo.doors import communities
from qingshou.interfaces.commands.demo.journey import REPORT_DAY, TODAY, Journey
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

_SIGHTS = (
    ("两份报告", "reports/ 的网页版里，点任意一个数字就到明细"),
    ("收费柜台", "desk/ 两个班次、作废与退款各一笔、装修押金、收据、批量开票表"),
    ("银行代扣", "debits/ 澄湖苑三个月的送盘和回盘；qingshou debit list 看每批结果"),
    ("对账月结", "books/ 每天一张对账单，十月月结：试算平衡、应收变动、增值税"),
    ("优惠与违约金", "qingshou explain_penalty 逐日说明一笔违约金；优惠见锦程广场十月"),
    ("双人办理", "作废、退押金、退款、减免、优惠方案都由两人完成，记在审计里"),
    ("账本核对", "books/核对.json 逐户逐项核对；qingshou check_ledger 随时再核一遍"),
    ("公司的原表", "workbooks/ 台账、收费明细、催缴记录和渠道账单，照客户的样子写成"),
)


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
        if clock.today() < TODAY:
            os.environ["QINGSHOU_TODAY"] = TODAY.isoformat()
        with counted(self.stderr) as progress:
            written = write_company(
                out / "workbooks", households=options["households"], progress=progress
            )
            journey = Journey(out, progress)
            journey.walk(written)
            papers = journey.use_every_channel()
            sheets = journey.reconcile(written)
            books = journey.prove()
            reports = journey.report()
        index = write_page(
            out,
            facts=_facts(written, journey),
            reports=[_card(outline, paths) for outline, paths in reports.items()],
            shelves=_shelves(written, books, sheets, papers),
            note="由模拟的台账导入、出账、收款、催收、代扣、柜台、对账、月结，到写好的报告。全部数字来自账本。",
        )
        if options["no_serve"]:
            return Answer(f"{_tour(out)}\n已完成，打开 {index}")
        return self._serve(out)

    def _serve(self, out: Path) -> Answer:
        try:
            server = make_server(out)
        except OSError:
            sentence = (
                f"{ADDRESS}:{PORT} 已被占用，未能打开网页；文件都在 {out}，可直接打开 index.html。"
            )
            return Answer(f"{_tour(out)}\n{sentence}", exit_code=REFUSED)
        self.stdout.write(_tour(out))
        self.stdout.write(f"已完成，请打开 http://{ADDRESS}:{PORT}/  （按 Ctrl-C 结束）")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            server.server_close()
        return Answer("")


def _tour(out: Path) -> str:
    """Say in a line each what there is to see."""
    width = max(len(name) for name, _ in _SIGHTS)
    lines = [f"  {name}{'　' * (width - len(name))}  {about}" for name, about in _SIGHTS]
    return "\n".join([f"示例公司的一切都在 {out}：", *lines])


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


def _shelves(
    written: Written, books: list[Path], sheets: list[Path], papers: dict[str, list[Path]]
) -> list[Shelf]:
    return [
        Shelf("收费柜台", "云杉里两天的班次报告（第二天短款 1.00 元并写明原因）、一张收据、批量开票表。",
              tuple(papers["desk"])),
        Shelf("银行代扣", "澄湖苑三个月的送盘与回盘文件：同行、跨行、pain.008 三种格式，失败的逐笔写明原因。",
              tuple(papers["debits"])),
        Shelf("对账与月结", "十月最后一周银行、微信、支付宝逐日对平后关账，十月随后结账：试算平衡、应收变动、收入与增值税。",
              tuple(sheets)),
        Shelf("账本与核对", "逐户逐月核对的结果、账龄，以及可用 bean-check 检查的账本。", tuple(books)),
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
