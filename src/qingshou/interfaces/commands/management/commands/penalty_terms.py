"""Show the penalty terms of a community, enter a version, or decide when penalties are posted."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.billing import operations as billing
from qingshou.billing import queries
from qingshou.billing.rules.penalty_quotes import Kind
from qingshou.billing.rules.penalty_terms import Terms, read_terms
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.penalties import explain_posting_rule, explain_terms
from qingshou.tariffs import queries as tariffs
from qingshou.tariffs.rules.forms import Form, read_form


class Command(Door):
    """Show all versions; with a file or with options, enter one more, or the rule of posting."""

    summary_zh = "违约金条款：查看各版本，按合同登记新版本，或规定收款时是否计入"
    summary_en = "Penalty terms: show the versions, enter the next one, or say when they are posted"
    example = (
        "qingshou penalty_terms --community YSL --from 2026-01-01 --rule DAILY --rate 0.0005 "
        "--document 前期物业服务合同第12条"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the community, and a clause by options or by file."""
        parser.add_argument("--community", required=True, help="小区编号或名称。Code or name.")
        parser.add_argument(
            "--file",
            type=Path,
            help="JSON 文件，字段同 quote_penalty，另加 valid_from、kind、document。A version as JSON.",
        )
        parser.add_argument(
            "--from", type=day, dest="valid_from",
            help="从哪天到期的应收（或哪天的收款）起适用。For what falls due, or is paid, from then on.",
        )  # fmt: skip
        parser.add_argument(
            "--rule", type=str.upper, choices=[kind.value for kind in Kind],
            help="DAILY 按日，MONTHLY 按月，LPR 倍数。By day, by month, multiple of the LPR.",
        )  # fmt: skip
        parser.add_argument("--rate", help="利率，如 0.0005；LPR 为倍数。Rate, or multiple of LPR.")
        parser.add_argument("--term", default="1Y", help="LPR 期限 1Y 或 5Y。Term of the LPR.")
        parser.add_argument("--kind", help="只适用的收费项目编码，默认全部。One charge kind only.")
        parser.add_argument("--grace-days", type=int, help="宽限天数，默认 0。Days of grace.")
        parser.add_argument("--cap", help="封顶 PRINCIPAL（默认）或 NONE。Cap at the principal.")
        parser.add_argument(
            "--with-receipts", choices=["yes", "no"],
            help="收款时是否先计入已计提的违约金。Whether a payment posts what its payer bears.",
        )  # fmt: skip
        parser.add_argument("--document", help="依据，如合同条款号。The clause it is written in.")

    def examine(self, **options: Any) -> None:
        """A clause comes whole: from a file, or from its three options; a rule with its day."""
        if options["with_receipts"]:
            self._examine_rule(options)
            return
        needed = [options[name] for name in ("valid_from", "rule", "rate")]
        if options["file"] and any(needed):
            self.usage(
                "--file or options, not both", "--file 与 --from、--rule、--rate 不能同时使用"
            )
        if any(needed) and not all(needed):
            self.usage(
                "--from, --rule and --rate belong together", "--from、--rule、--rate 须同时填写"
            )

    def _examine_rule(self, options: dict[str, Any]) -> None:
        if options["valid_from"] is None or options["rule"] or options["rate"] or options["file"]:
            self.usage(
                "--with-receipts takes --from, and no clause",
                "--with-receipts 须与 --from 同用，且不与 --rule、--rate、--file 同用",
            )

    def act(self, **options: Any) -> Answer:
        """Enter what is given, then show all versions and the rule of posting.

        Raises:
            Refusal: If the version reaches back or its clause cannot be read.
        """
        community = estate.community(text=options["community"])
        form = _form(options)
        if options["with_receipts"]:
            billing.decide_penalty_posting(
                community_id=community.community_id,
                with_receipts=options["with_receipts"] == "yes",
                since=options["valid_from"],
                actor=self.actor,
            )
        elif form is not None:
            billing.enter_penalty_terms(
                community_id=community.community_id, terms=read_terms(form), actor=self.actor
            )
        versions = queries.penalty_terms(community_id=community.community_id)
        rule = queries.latest_posting_rule(community_id=community.community_id)
        text = explain_terms(versions, community=community.name, kinds=tariffs.kind_names())
        facts: dict[str, Any] = {
            "community": community.code,
            "versions": [tell(one) for one in versions],
        }
        if rule is not None:
            text += f"\n{explain_posting_rule(*rule)}"
            facts["posting"] = {"since": rule[0], "with_receipts": rule[1]}
        return Answer(text, facts)


def _form(options: dict[str, Any]) -> Form | None:
    if options["file"]:
        return read_form(options["file"].read_text("utf-8"))
    if not options["rule"]:
        return None
    rule: dict[str, object] = {"kind": options["rule"], "rate": options["rate"]}
    if options["rule"] == Kind.LPR:
        rule = {"kind": Kind.LPR, "term": options["term"], "multiple": options["rate"]}
    fields: dict[str, object] = {
        "valid_from": options["valid_from"].isoformat(),
        "rule": rule,
        "kind": options["kind"],
        "grace_days": options["grace_days"],
        "cap": options["cap"],
        "document": options["document"],
        "rounding": [{"unit": "FEN", "stage": "ITEM"}],
    }
    return Form({name: value for name, value in fields.items() if value is not None})


def tell(terms: Terms) -> dict[str, Any]:
    """Write a version as JSON."""
    return {
        "valid_from": terms.valid_from,
        "kind": terms.kind,
        "rule": terms.rule.value,
        "grace_days": terms.clause.grace_days,
        "day_basis": terms.clause.day_basis.value,
        "cap": terms.clause.cap.value,
        "document": terms.document,
    }
