"""What was not recorded, said plainly, each with its remedy."""

from __future__ import annotations

from qingshou.reports.definitions.telling import Telling
from qingshou.reports.figures import Topic, gaps

_SAID = {
    Topic.PREVIOUS_PERIOD: "上期没有应收，不作环比",
    Topic.YEAR_BEFORE: "去年同期没有应收，不作同比",
    Topic.CASES: "没有催收案件；运行欠费检查即可立案",
    Topic.CONTACTS: "没有联系登记；导入催缴记录或逐次登记后即可统计",
    Topic.VISITS: "没有登记上门走访，无法评价其效果；在联系登记中选择「上门」即可统计",
    Topic.LETTERS: "没有登记信函催告；寄出后登记并留存回执即可统计",
    Topic.REASONS: "部分欠费户没有登记原因；下次联系时补记",
    Topic.PROMISES: "没有登记付款承诺；在联系登记中填写日期和金额即可跟踪",
    Topic.JUDGED_PROMISES: "没有到期判定的付款承诺，不计算兑现率",
    Topic.PHONES: "部分欠费户没有有效电话；由楼栋管家补录",
    Topic.PRICE_CHANGES: "",
    Topic.SURVEYS: "没有满意度调查；发放问卷并登记后即可统计",
    Topic.COMPLAINTS: "没有投诉工单；登记并关联费项后即可看出争议金额",
    Topic.BUDGETS: "没有费用与预算台账；导入后可与收款对照",
    Topic.CONTROL_GROUPS: "没有留对照组，各种催收方式的效果只能描述、不能断定",
}


def sentences(t: Telling) -> list[str]:
    """Say every gap of the report, in a fixed order."""
    return [_SAID[gap.topic] for gap in gaps(t.figures) if _SAID[gap.topic]]
