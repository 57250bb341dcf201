"""Enroll a member of the staff."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import listed
from qingshou.interfaces.wording.platform import ROLES
from qingshou.platform import clock
from qingshou.platform.identity import Role, staff


class Command(Door):
    """Enroll somebody of the company with a login and a role."""

    summary_zh = "登记员工与岗位，供双人办理时使用"
    summary_en = "Enroll a member of the staff with a role"
    example = "qingshou enroll --login lina --name 示例财务 --role FINANCE --community YSL"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare who, in which role, for which community."""
        parser.add_argument("--login", required=True, help="登录名，字母和数字。Login.")
        parser.add_argument("--name", required=True, help="姓名。Name.")
        parser.add_argument(
            "--role",
            required=True,
            type=str.upper,
            choices=[role.value for role in Role],
            metavar="ROLE",
            help=f"岗位 Role：{listed(ROLES)}。",
        )
        parser.add_argument(
            "--community", required=True, help="所在小区编号或名称。Community they serve."
        )
        parser.add_argument(
            "--whole-company",
            action="store_true",
            help="授权整个公司，不限于该小区。For the whole company of it.",
        )

    def act(self, **options: Any) -> Answer:
        """Enroll.

        Raises:
            Refusal: If the login or the community is refused.
        """
        community = estate.community(text=options["community"])
        whole = options["whole_company"]
        role = Role(options["role"])
        member = staff.enroll(
            login=options["login"],
            name=options["name"],
            role=role,
            reach=staff.Reach(community.company_id, None if whole else community.community_id),
            today=clock.today(),
            actor=self.actor,
        )
        where = "全公司" if whole else community.name
        text = f"已登记 {member.name}（{options['name']}）：{where} {ROLES[role.value]}。"
        facts = {"login": member.name, "role": role.value, "community": community.code}
        return Answer(text, facts | {"whole_company": whole})
