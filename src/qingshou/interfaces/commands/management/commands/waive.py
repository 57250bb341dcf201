"""Waive what is owed, with a second person."""

from __future__ import annotations

from qingshou.billing.rules.corrections import Forgiveness
from qingshou.interfaces.commands.forgiving import ForgiveDoor


class Command(ForgiveDoor):
    """Waive debts of an account, in whole or in part."""

    way = Forgiveness.WAIVER
    summary_zh = "减免应收：先申请，另一人审批后再执行"
    summary_en = "Waive what is owed: ask, let somebody else approve, then do"
    example = (
        "qingshou waive --unit YSL/3-2-501 --kind PENALTY --cause HARDSHIP "
        "--evidence 示例-2026-03 --reason 家庭困难"
    )
