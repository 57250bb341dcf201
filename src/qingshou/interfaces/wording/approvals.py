"""What approvals says: what waits for whom, what became of it, and why it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qingshou.approvals.queries import RequestLine
from qingshou.interfaces.wording.billing import CAUSES as DEBT_CAUSES
from qingshou.interfaces.wording.billing import SCHEMES
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.payments import CAUSES as PAYMENT_CAUSES
from qingshou.interfaces.wording.payments import CHANNELS

STATES = {
    "WAITING": "待审批",
    "APPROVED": "已同意，待执行",
    "REJECTED": "已驳回",
    "USED": "已执行",
    "WITHDRAWN": "已撤回",
    "EXPIRED": "已过期",
}
VERDICTS = {"APPROVED": "同意", "REJECTED": "驳回", "USED": "同意并已执行"}
ACTIONS = {
    "payments.close-shift": "代为结班",
    "billing.waive": "减免",
    "billing.write-off": "坏账核销",
    "billing.offer": "优惠方案",
    "billing.discount": "优惠",
    "payments.refund": "预存退款",
    "payments.void-receipt": "收据作废",
    "payments.move-prepayment": "预存划转",
    "payments.return-deposit": "退还押金",
    "ledger.reopen-books": "重新打开已结账期",
    "reconciliation.return-money": "退回待认领款",
}
FACTS = {
    "action": "事项",
    "subject": "对象",
    "amount": "金额",
    "channel": "方式",
    "unit": "房屋",
    "account": "账户",
    "item": "应收",
    "receipt": "收据",
    "number": "编号",
    "kind": "收费项目",
    "period": "账期",
    "on": "日期",
    "cause": "原因",
    "evidence": "依据",
    "payee": "收款人",
    "cashier": "收费员",
    "opened_on": "开班日期",
    "name": "名称",
    "scheme": "方式",
    "from": "起",
    "until": "止",
    "kinds": "收费项目",
    "alone": "一人限额",
    "per_mille": "千分比",
    "each": "每笔",
    "budget": "预算",
    "to_account": "划入账户",
    "consent": "同意书",
    "months_paid": "缴费月数",
    "months_gifted": "赠送月数",
    "discounts": "笔数",
}

OFFER_FACTS = FACTS | {"unit": "抹到", "until": "止（不含当日）"}
"""An offer's facts, where a word means something else."""

INWARD = ("parts",)
"""Facts for the program alone; their sum is told as the amount."""
NOTHING: tuple[Any, ...] = (None, "", 0, "0.00", [])
CODES = CHANNELS | PAYMENT_CAUSES | DEBT_CAUSES | SCHEMES | {"JIAO": "角", "YUAN": "元"}

SENTENCES = {
    "approvals.request-unknown": "没有编号为 {request_id} 的审批申请。请用 qingshou approvals 查看待审批的申请及编号。",
    "approvals.request-withdrawn": "申请 {request_id} 已由申请人 {made_by} 撤回，未执行。如仍需办理，请重新申请。",
    "approvals.request-lapsed": "申请 {request_id} 的有效期到 {by} 为止，今天是 {today}，已过期。请重新申请。",
    "approvals.reason-missing": "申请须写明原因，供审批人判断。请用 --reason 说明后重试。",
    "approvals.not-the-maker": (
        "申请 {request_id} 由 {made_by} 提出，{actor} 不能撤回。请由申请人撤回，或由审批人驳回。"
    ),
    "approvals.checker-is-maker": (
        "申请 {request_id} 由 {made_by} 提出，{actor} 是同一个人，不能审批自己的申请。请由另一人审批。"
    ),
    "approvals.checker-is-no-person": (
        "审批须由人作出，「{actor}」不是人员，申请 {request_id} 未审批。请由有权限的人员审批。"
    ),
    "approvals.already-decided": (
        "申请 {request_id} 已由 {decided_by} 于 {on} {verdict}，不能再次审批。若结果有误，请重新申请。"
    ),
    "approvals.not-approved": (
        "申请 {request_id}（申请人 {made_by}）现为「{state}」，不能执行。请先由另一人审批同意；已驳回的请重新申请。"
    ),
    "approvals.already-used": (
        "申请 {request_id} 已由 {used_by} 于 {on} 执行，一次审批只能用一次。再次办理请重新申请。"
    ),
    "approvals.other-than-approved": (
        "申请 {request_id} 审批的{fact}是「{approved}」，现在要办的是「{asked}」，不一致，未执行。"
        "请按审批内容办理，或重新申请。"
    ),
}
TERMS: dict[tuple[str, str], Mapping[str, str]] = {
    ("approvals.already-decided", "verdict"): VERDICTS,
    ("approvals.not-approved", "state"): STATES,
    ("approvals.other-than-approved", "fact"): FACTS,
    ("approvals.other-than-approved", "approved"): ACTIONS,
    ("approvals.other-than-approved", "asked"): ACTIONS,
}


def tell_inbox(lines: Sequence[RequestLine], names: Mapping[int, str]) -> str:
    """List what waits for a second person."""
    if not lines:
        return "没有待审批的申请。"
    told = [tell_request(line, names) for line in lines]
    return "\n".join(
        [f"待审批 {len(lines)} 件：", *told, "审批：qingshou approve 编号 [--reject] [--note 意见]"]
    )


def tell_request(line: RequestLine, names: Mapping[int, str]) -> str:
    """Tell a request in two lines: what, for what reason, by whom, until when."""
    what = ACTIONS.get(line.action, line.action)
    return (
        f"  {line.request_id} {names.get(line.community_id, '')} {what} {tell_facts(line.facts)}\n"
        f"    原因：{line.reason}；申请人 {line.made_by}，{_next_step(line)}"
    )


def tell_decision(line: RequestLine) -> str:
    """Tell what was decided and what may follow."""
    what = ACTIONS.get(line.action, line.action)
    done = {"REJECTED": "已驳回", "WITHDRAWN": "已撤回"}.get(line.state.value)
    if done:
        return f"{done}申请 {line.request_id}（{what}，申请人 {line.made_by}）。"
    return (
        f"已同意申请 {line.request_id}（{what}，申请人 {line.made_by}）。"
        f"请在 {line.next_by} 前执行：原命令加 --approval {line.request_id}。"
    )


def tell_facts(facts: Mapping[str, Any]) -> str:
    """Tell facts by their Chinese names, amounts with thousands."""
    words = OFFER_FACTS if "scheme" in facts else FACTS
    order = list(words)
    names = sorted(facts, key=lambda name: order.index(name) if name in words else len(order))
    return "，".join(
        f"{words.get(name, name)} {_value(facts[name])}"
        for name in names
        if name not in INWARD and facts[name] not in NOTHING
    )


def _value(fact: Any) -> str:
    if isinstance(fact, list):
        return "、".join(_value(one) for one in fact)
    return CODES.get(str(fact)) or grouped(str(fact))


def tell_opened(request_id: int, line: RequestLine) -> str:
    """Tell whoever asked what was asked for and who must approve it."""
    what = ACTIONS.get(line.action, line.action)
    if line.state.value == "APPROVED":
        return (
            f"申请 {request_id}（{what} {tell_facts(line.facts)}）已由 {line.decided_by} 同意。"
            f"请加 --approval {request_id} 执行。"
        )
    return (
        f"已提交申请 {request_id}：{what} {tell_facts(line.facts)}。尚未执行。\n"
        f"须由 {line.made_by} 以外的人在 {line.next_by} 前审批：qingshou approve {request_id}；"
        f"同意后再次执行本命令并加 --approval {request_id}。"
    )


def _next_step(line: RequestLine) -> str:
    if line.state.value in ("WAITING", "APPROVED"):
        return f"{STATES[line.state.value]}，有效期到 {line.next_by}"
    return STATES[line.state.value]
