"""Debit due bills through banks: build a batch and its file, send it, take the answer in."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qingshou.debits import operations, queries
from qingshou.debits.operations import Answered, Built
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.commands.verbs import Verbs
from qingshou.interfaces.wording.debits import (
    BECAUSE,
    REASONS,
    tell_answered,
    tell_batches,
    tell_built,
    tell_lines,
)
from qingshou.platform import clock
from qingshou.processes import banks_debit_what_is_due as process

FOLDER = Path("var/debits")


class Command(Door):
    """Build, send and take in batches of bank debit."""

    summary_zh = "银行代扣：生成送盘文件、登记送盘、导入回盘、查看批次"
    summary_en = "Bank debit: build a file, note it sent, take the answer in"
    example = "qingshou debit build --community YSL --on 2026-11-10 --template icbc-same-bank"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the verbs."""
        verbs = Verbs(parser)
        build = verbs.add("build", "按到期账单生成批次和送盘文件", "Build a batch and its file")
        build.add_argument("--community", required=True, help="小区编号或名称。Community.")
        build.add_argument("--on", type=day, help="扣款日，默认今天。Day, today if none.")
        build.add_argument(
            "--template",
            required=True,
            help="模板编码（icbc-same-bank、icbc-cross-bank、text-gbk、pain008）或模板文件。Template.",
        )
        build.add_argument("--preview", action="store_true", help="只看不生成。Write nothing.")
        _out(build)
        file = verbs.add("file", "重新写出送盘文件，内容不变", "Write the file of a batch again")
        file.add_argument("batch", type=int, help="批次编号。Batch.")
        _out(file)
        for verb, chinese, english in (
            ("send", "登记送盘：文件已交银行", "Note that the file went to the bank"),
            ("withdraw", "撤回未送盘的批次", "Take back a batch that was not sent"),
        ):
            one = verbs.add(verb, chinese, english)
            one.add_argument("batch", type=int, help="批次编号。Batch.")
            one.add_argument("--on", type=day, help="日期，默认今天。Day, today if none.")
        _describe_return(verbs)
        _describe_reading(verbs)

    def act(self, **options: Any) -> Answer:
        """Do what the verb says.

        Raises:
            Refusal: If the batch, the template or the file is refused.
        """
        verbs = {
            "build": self._build,
            "file": self._file,
            "send": self._send,
            "withdraw": self._withdraw,
            "return": self._return,
            "rehearse": self._rehearse,
            "list": self._list,
            "show": self._show,
        }
        return verbs[options["verb"]](options)

    def _build(self, options: dict[str, Any]) -> Answer:
        community = estate.community(text=options["community"])
        plan = process.plan(on=options["on"] or clock.today(), template=options["template"])
        if options["preview"]:
            built = process.preview(community_id=community.community_id, plan=plan)
            return Answer(tell_built(built, community=community.name), tell_facts(built))
        built = process.build(community_id=community.community_id, plan=plan, actor=self.actor)
        assert built.number is not None
        path = process.write(batch=built.number, folder=Path(options["out"]))
        text = tell_built(built, community=community.name, path=path)
        return Answer(text, tell_facts(built) | {"file": str(path)})

    def _file(self, options: dict[str, Any]) -> Answer:
        path = process.write(batch=options["batch"], folder=Path(options["out"]))
        return Answer(f"送盘文件：{path}", {"batch": options["batch"], "file": str(path)})

    def _send(self, options: dict[str, Any]) -> Answer:
        operations.send(**self._at(options))
        return Answer(
            f"已登记批次 {options['batch']} 送盘。回盘后请导入：qingshou debit return 文件",
            {"batch": options["batch"], "state": "SENT"},
        )

    def _withdraw(self, options: dict[str, Any]) -> Answer:
        operations.withdraw(**self._at(options))
        return Answer(
            f"已撤回批次 {options['batch']}，其中的账单可重新代扣。",
            {"batch": options["batch"], "state": "WITHDRAWN"},
        )

    def _at(self, options: dict[str, Any]) -> dict[str, Any]:
        return {
            "community_id": queries.community_of(batch=options["batch"]),
            "batch": options["batch"],
            "on": options["on"] or clock.today(),
            "actor": self.actor,
        }

    def _return(self, options: dict[str, Any]) -> Answer:
        today = clock.today()
        answered = process.bring_in(
            path=Path(options["file"]),
            on=options["on"] or today,
            today=today,
            actor=self.actor,
            only=options["batch"],
            preview=options["preview"],
        )
        text = tell_answered(answered, preview=options["preview"])
        return Answer(text, _answered_facts(answered) | {"preview": options["preview"]})

    def _rehearse(self, options: dict[str, Any]) -> Answer:
        path = process.rehearse(
            path=Path(options["file"]), seed=options["seed"], folder=Path(options["out"])
        )
        return Answer(f"演练回盘文件（非银行所出）：{path}", {"file": str(path)})

    def _list(self, options: dict[str, Any]) -> Answer:
        asked = options["community"]
        cards = [estate.community(text=asked)] if asked else estate.communities()
        names = {int(card.community_id): card.name for card in cards}
        found = queries.batches(community_ids=list(names))
        facts = [
            asdict(one)
            | {"total": one.total.yuan, "paid": one.paid.yuan, "failed": one.failed.yuan}
            for one in found
        ]
        return Answer(tell_batches(found, names), {"batches": facts})

    def _show(self, options: dict[str, Any]) -> Answer:
        asked = {
            "community_id": queries.community_of(batch=options["batch"]),
            "batch": options["batch"],
        }
        lines, left = queries.lines(**asked), queries.left_out(**asked)
        text = tell_lines(lines)
        if left:
            text += f"\n未列入 {len(left)} 笔："
            text += "".join(f"\n  {who} {fen.yuan} 元：{BECAUSE[why]}" for who, why, fen in left)
        facts = {
            "lines": [asdict(one) | {"amount": one.amount.yuan} for one in lines],
            "left": [
                {"account": who, "because": why, "amount": fen.yuan} for who, why, fen in left
            ],
        }
        return Answer(text, {"batch": options["batch"]} | facts)


def _out(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", default=str(FOLDER), help=f"文件夹，默认 {FOLDER}。Folder for the file."
    )


def _describe_return(verbs: Verbs) -> None:
    back = verbs.add(
        "return", "导入银行回盘文件；重复导入不会重复入账", "Take a return file in, once"
    )
    back.add_argument("file", help="回盘文件。Return file.")
    back.add_argument("--on", type=day, help="银行扣款日，默认今天。Day the bank debited.")
    back.add_argument("--batch", type=int, help="只接受该批次的回盘。Only if it is of this batch.")
    back.add_argument("--preview", action="store_true", help="只看不导入。Keep nothing.")
    rehearse = verbs.add("rehearse", "演练：模拟银行对送盘文件的回盘", "Rehearse a bank's answer")
    rehearse.add_argument("file", help="送盘文件。File of a batch.")
    rehearse.add_argument("--seed", type=int, default=1, help="随机种子。Seed.")
    _out(rehearse)


def _describe_reading(verbs: Verbs) -> None:
    batches = verbs.add("list", "列出批次", "List batches")
    batches.add_argument("--community", help="小区编号或名称，默认为全部。Community, all if none.")
    show = verbs.add("show", "列出批次中的每一笔及未列入的原因", "List the debits of a batch")
    show.add_argument("batch", type=int, help="批次编号。Batch.")


def tell_facts(built: Built) -> dict[str, Any]:
    """Write a batch or a preview as JSON."""
    return {
        "batch": built.number,
        "on": built.on,
        "lines": built.lines,
        "bills": built.bills,
        "total": built.total.yuan,
        "left": [
            {
                "because": left.because.value,
                "sentence": BECAUSE[left.because],
                "bills": left.bills,
                "total": left.total.yuan,
            }
            for left in built.left
        ],
    }


def _answered_facts(answered: Answered) -> dict[str, Any]:
    reasons = [
        {"reason": reason, "sentence": REASONS[reason], "lines": lines}
        for reason, lines in answered.reasons
    ]
    return asdict(answered) | {
        "paid": answered.paid.yuan,
        "failed": answered.failed.yuan,
        "reasons": reasons,
    }
