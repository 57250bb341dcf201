"""The short notes collectors write; factual, without judging anybody."""

from __future__ import annotations

from random import Random

_SAID = {
    "SERVICE": ("反映电梯停运，要求修复后再缴", "对维修进度不满意，已转客服", "反映报修处理慢"),
    "HARDSHIP": ("近期资金紧张，申请分次缴纳", "收入不稳定，希望延后"),
    "FORGOT": ("工作忙忘记了", "平时不看短信，提醒后知晓", "以为已经缴过，核对后知晓"),
    "MOVED": ("已搬到外地居住", "联系方式变更，留新地址"),
    "VACANT": ("房屋空置未住，认为应减免，已解释合同约定", "长期不在本地，年底回来处理"),
    "PRICE": ("对调价有异议，已出示公示文件", "认为新单价计算有误，要求复核"),
    "NOT_INFORMED": ("称未收到缴费通知", "通知寄到旧地址，已更正"),
    "OWNERSHIP": ("房屋交接问题未解决", "产权分割中，等待结果"),
    "REFUSAL": ("拒绝沟通缴费事宜", "表示不缴纳，未说明理由"),
    "OTHER": ("其他原因，待进一步了解", ""),
    "": ("", "已说明欠费明细"),
}
_UNSAID = {
    "NO_ANSWER": "无人接听",
    "WRONG_NUMBER": "空号",
    "DELIVERED": "",
    "RETURNED": "地址无人签收，退回",
}


def note(rng: Random, channel: str, outcome: str, reason: str, *, personal: bool | None) -> str:
    """Write the note of a contact; messages say which wording was used while two are tried."""
    if personal is not None:
        return "模板：个性化" if personal else "模板：通用"
    if channel == "VISIT" and outcome == "NO_ANSWER":
        return "上门无人"
    return _UNSAID[outcome] if outcome in _UNSAID else rng.choice(_SAID[reason])
