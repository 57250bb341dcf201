"""Register, revoke and list mandates of bank debit."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.debits import operations, queries
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day, listed
from qingshou.interfaces.commands.verbs import Verbs
from qingshou.interfaces.wording.debits import tell_mandates
from qingshou.kernel.money import Money
from qingshou.payments.operations import NobodyLiable
from qingshou.platform import clock
from qingshou.tariffs import queries as tariffs


class Command(Door):
    """Register a signed mandate, revoke one, list them; numbers are shown masked."""

    summary_zh = "登记、撤销、列出银行代扣协议；账号加密保存"
    summary_en = "Register, revoke and list bank debit mandates"
    example = (
        "qingshou mandate add --unit YSL/3-2-501 --document DK-2026-0001 --bank 示例银行 "
        "--holder 示例业主 --number-file 账号.txt --limit 800 --monthly 1600 --kinds PROPERTY_FEE"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the verbs."""
        verbs = Verbs(parser)
        _describe_add(verbs.add("add", "登记一份已签的协议", "Register a signed mandate"))
        revoke = verbs.add("revoke", "撤销一份协议", "Revoke a mandate")
        revoke.add_argument("document", help="协议编号。Number of the paper.")
        revoke.add_argument("--community", required=True, help="小区编号或名称。Community.")
        revoke.add_argument("--on", type=day, help="撤销日，默认今天。Day, today if none.")
        revoke.add_argument("--because", required=True, help="撤销原因。Reason.")
        show = verbs.add("list", "列出协议", "List mandates")
        show.add_argument("--community", required=True, help="小区编号或名称。Community.")

    def act(self, **options: Any) -> Answer:
        """Do what the verb says.

        Raises:
            Refusal: If the unit, the paper or its days are refused.
        """
        if options["verb"] == "add":
            return self._add(options)
        community = estate.community(text=options["community"])
        if options["verb"] == "revoke":
            on = options["on"] or clock.today()
            operations.revoke(
                community_id=community.community_id,
                document=options["document"],
                on=on,
                because=options["because"],
                actor=self.actor,
            )
            return Answer(
                f"协议 {options['document']} 自 {on} 起撤销，之后不再代扣。",
                {"document": options["document"], "revoked_on": on},
            )
        found = queries.mandates(community_id=community.community_id)
        facts = [
            asdict(one) | {"limit": one.limit.yuan, "monthly": one.monthly.yuan} for one in found
        ]
        return Answer(tell_mandates(found, tariffs.kind_names()), {"mandates": facts})

    def _add(self, options: dict[str, Any]) -> Answer:
        unit = estate.unit_anywhere(text=options["unit"])
        kinds, known = tuple(options["kinds"].split(",")), tariffs.kind_names()
        for kind in kinds:
            if kind not in known:
                self.usage(
                    f"--kinds knows {', '.join(known)}, not {kind}",
                    f"没有收费项目「{kind}」，可选：{listed(known)}",
                )
        signed_on = options["signed_on"] or clock.today()
        since = options["since"] or signed_on
        holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=since)
        if holder is None or holder.account_id is None:
            raise NobodyLiable(unit=unit.code, on=since)
        paper = operations.Paper(
            document=options["document"],
            bank=options["bank"],
            bank_code=options["bank_code"],
            holder=options["holder"],
            number=options["number_file"].read(),
            limit=Money.from_yuan(options["limit"]),
            monthly=Money.from_yuan(options["monthly"] or options["limit"]),
            kinds=kinds,
            signed_on=signed_on,
            since=since,
            until=options["until"],
        )
        mandate_id = operations.sign(
            community_id=unit.community_id,
            account_id=holder.account_id,
            paper=paper,
            actor=self.actor,
        )
        return Answer(
            f"已登记协议 {paper.document}：房屋 {unit.code}，自 {since} 起生效。",
            {"mandate_id": mandate_id, "document": paper.document, "unit": unit.code},
        )


def _describe_add(add: ArgumentParser) -> None:
    from argparse import FileType

    add.add_argument("--unit", required=True, help="房屋，如 YSL/3-2-501。Unit.")
    add.add_argument("--document", required=True, help="纸质协议编号。Number of the paper.")
    add.add_argument("--bank", required=True, help="开户银行。Bank.")
    add.add_argument("--bank-code", default="", help="联行号，跨行代扣须填。Bank's clearing code.")
    add.add_argument("--holder", required=True, help="银行户名。Name of the bank account.")
    add.add_argument(
        "--number-file",
        required=True,
        type=FileType("r", encoding="utf-8"),
        metavar="FILE",
        help="写有银行账号的文件，- 为标准输入；账号不进命令行历史。File with the number, - for stdin.",
    )
    add.add_argument("--limit", required=True, help="单笔限额（元）。Limit of one debit.")
    add.add_argument("--monthly", help="当月限额（元），默认同单笔。Limit of a month.")
    add.add_argument(
        "--kinds", default="PROPERTY_FEE", help="收费项目编码，逗号分隔。Charge kinds covered."
    )
    add.add_argument("--signed-on", type=day, help="签署日，默认今天。Day it was signed.")
    add.add_argument("--since", type=day, help="生效日，默认签署日。First day it holds.")
    add.add_argument("--until", type=day, help="到期日（当天不再有效）。Day it holds no more.")
