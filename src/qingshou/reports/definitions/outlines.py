"""The two outlines: which section stands where, under which number and title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingshou.reports.definitions.chapters import (
    closing,
    effect,
    measures,
    overview,
    problems,
    profile,
    progress,
)
from qingshou.reports.definitions.material import Section as Words

Level = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Place:
    """A section's place in an outline."""

    number: str
    title: str
    words: Words

    @property
    def level(self) -> Level:
        """1 for 一、, 2 for 1.1, 3 for 1.1.1."""
        if self.number.endswith("、"):
            return 1
        return 3 if self.number.count(".") == 2 else 2


_BEGINNING = (
    Place("1.1", "报告背景与目的", overview.purpose),
    Place("1.2", "报告范围与方法", overview.method),
    Place("二、", "物业费催收概述", overview.collecting),
    Place("2.1", "物业费定义及计算方式", overview.fees),
    Place("2.2", "催收流程简介", overview.stages),
    Place("2.3", "催收团队组成与职责分工", overview.team),
    Place("三、", "催收情况分析", progress.analysis),
    Place("3.1", "催收进度统计", progress.progress),
    Place("3.1.1", "已收款情况", progress.received),
    Place("3.1.2", "未收款情况", progress.outstanding),
    Place("3.2", "催收效果评估", effect.effect),
)

FIRST = (
    Place("一、", "内容简述", overview.summary),
    *_BEGINNING,
    Place("3.2.1", "催收成功率", effect.success),
    Place("3.2.2", "逾期未收款原因分析", effect.reasons),
    Place("3.3", "物业费拖欠特点分析", profile.features),
    Place("3.3.1", "按时缴费业主情况", profile.on_time),
    Place("3.3.2", "逾期缴费业主情况", profile.late),
    Place("四、", "问题与挑战", problems.overview),
    Place("4.1", "催收过程中遇到的问题", problems.encountered),
    Place("4.1.1", "业主沟通不畅", problems.communication),
    Place("4.1.2", "财务管理不规范", problems.finance),
    Place("4.2", "面临的挑战与困难", problems.difficulties),
    Place("4.2.1", "法律法规限制", problems.law),
    Place("4.2.2", "客户关系维护难度", problems.relations),
    Place("五、", "改进措施与建议", measures.overview),
    Place("5.1", "优化催收流程", measures.process),
    Place("5.1.1", "简化催款手续", measures.simpler),
    Place("5.1.2", "提高催收效率", measures.faster),
    Place("5.2", "加强团队建设", measures.people),
    Place("5.2.1", "提升团队专业能力", measures.skills),
    Place("5.2.2", "加强团队协作与沟通", measures.teamwork),
    Place("5.3", "创新催收方式", measures.innovation),
    Place("5.3.1", "运用科技手段辅助催收", measures.technology),
    Place("5.3.2", "开展多元化营销活动吸引业主", measures.engagement),
    Place("六、", "总结与展望", closing.opening),
    Place("6.1", "本期物业费催收工作总结", closing.done),
    Place("6.2", "下期工作计划与目标设定", closing.plan),
    Place("6.3", "对未来工作的展望与建议", closing.proposals),
)

SECOND = (
    Place("一、", "内容概要", overview.summary),
    *_BEGINNING,
    Place("3.2.1", "收款率分析", effect.rates),
    Place("3.2.2", "客户满意度调查", effect.satisfaction),
    Place("3.3", "存在问题与挑战", problems.encountered),
    Place("3.3.1", "客户沟通困难", problems.communication),
    Place("3.3.2", "财务管理不善", problems.finance),
    Place("3.3.3", "法律法规限制", problems.law),
    Place("四、", "改进措施与建议", measures.overview),
    Place("4.1", "优化催收流程", measures.process),
    Place("4.1.1", "简化审批手续", measures.approvals),
    Place("4.1.2", "提高催收效率", measures.faster),
    Place("4.2", "加强客户沟通", measures.talking),
    Place("4.2.1", "定期回访客户", measures.return_visits),
    Place("4.2.2", "及时解决客户问题", measures.solving),
    Place("4.3", "提升财务管理水平", measures.finance),
    Place("4.3.1", "完善财务制度", measures.finance_rules),
    Place("4.3.2", "加强财务监督", measures.finance_watch),
    Place("4.4", "合法合规催收", measures.lawful),
    Place("4.4.1", "遵守法律法规", measures.follow_law),
    Place("4.4.2", "合理利用法律手段", measures.use_law),
    Place("五、", "总结与展望", closing.whole),
)

OUTLINES: dict[int, tuple[Place, ...]] = {1: FIRST, 2: SECOND}
