"""Write off what cannot be collected, with a second person."""

from __future__ import annotations

from qingshou.billing.rules.corrections import Forgiveness
from qingshou.interfaces.commands.forgiving import ForgiveDoor


class Command(ForgiveDoor):
    """Write off debts of an account, in whole or in part."""

    way = Forgiveness.WRITE_OFF
    summary_zh = "核销坏账：先申请，另一人审批后再执行"
    summary_en = "Write off bad debt: ask, let somebody else approve, then do"
    example = (
        "qingshou write_off --unit YSL/3-2-501 --period 2022 --cause TIME_BARRED "
        "--evidence 示例-法务-01 --reason 超过时效"
    )
