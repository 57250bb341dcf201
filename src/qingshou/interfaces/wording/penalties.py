"""What penalties say in the ledger: terms, accruals, and the sentences of an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from qingshou.billing.rules.accrued import (
    AccountPenalty,
    Accrued,
    BearingItem,
    PostedPenalties,
    Standing,
)
from qingshou.billing.rules.day_counts import DayBasis
from qingshou.billing.rules.penalties import Cap, Daily, LoanPrimeRate, Monthly, Penalty, Rule
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.interfaces.wording.billing import explain_penalty
from qingshou.kernel.money import Money, total
from qingshou.tariffs.rules.forms import decimal_text

SENTENCES = {
    "billing.terms-reach-back": (
        "新条款起用日 {valid_from} 不晚于 {after}（同类条款的最近起用日或已计提日），会改动已经算过的违约金。"
        "请把起用日改到 {after} 之后；条款只对起用日起到期的应收生效，不溯及以前。"
    ),
    "billing.terms-of-unknown-kind": "收费项目「{kind}」不存在或不计违约金。可选：{known}。请更正收费项目，或不填以适用全部项目。",
    "billing.daily-penalty-unusual": (
        "每日 {rate}‰ 高于常见约定的每日 {most}‰（或为零），多半是写错一位：0.05% 即 0.5‰，是万分之五。"
        "请核对合同后改正；确为此约定的，请用 qingshou penalty_terms 逐条登记。"
    ),
    "billing.monthly-penalty-unusual": (
        "每月 {rate}% 高于常见约定的每月 {most}%（或为零）。请核对合同后改正；"
        "确为此约定的，请用 qingshou penalty_terms 逐条登记。"
    ),
    "billing.lpr-penalty-unusual": (
        "LPR 的 {rate} 倍高于 {most} 倍（或为零），法院一般不予支持。请核对合同后改正；"
        "确为此约定的，请用 qingshou penalty_terms 逐条登记。"
    ),
    "billing.penalty-way-missing": (
        "利率 {rate} 没有写明按日还是按月。请写成 日万分之五、每月2%，或在「计算方式」列填写 按日、按月、LPR。"
    ),
    "billing.penalty-ways-differ": (
        "违约金约定写的是 {rate}，「计算方式」列写的是 {way}，两者不一致。请按合同改成一致。"
    ),
    "billing.grace-unreadable": "宽限天数「{text}」不是 0 至 {most} 之间的整天数。请只填数字，例如 15。",
    "billing.imported-terms-stand": (
        "导入 {import_id} 已登记 {versions} 个违约金条款版本，条款一经登记不能撤销。"
        "有误的请登记起用日更晚的新版本取代；已计的违约金可由两人办理减免。"
    ),
    "billing.terms-round-totals": (
        "{valid_from} 起用的条款按合计（TOTAL）取整，而账上每笔应收各自计算违约金。请改为按段（SEGMENT）或按笔（ITEM）取整。"
    ),
    "billing.terms-round-twice": "取整规则在 {stage} 一步写了两次。请每步只保留一个取整单位。",
    "billing.multiple-too-fine": "LPR 倍数最多 {places} 位小数。请按合同约定写短后重试。",
    "billing.waiver-exceeds-penalty": (
        "申请减免违约金 {asked} 元，而该户未付的违约金只有 {left} 元。请改小金额后重新申请审批。"
    ),
}
CAPS = {Cap.PRINCIPAL: "不超过本金", Cap.NONE: "不封顶"}
BASES = {DayBasis.ACTUAL: "按实际天数", DayBasis.THIRTY_DAY_MONTHS: "每月按 30 天"}
STANDINGS = {
    Standing.ACCRUED_BEFORE: "违约金此前已计提到 {as_of}，没有新的变动",
    Standing.NO_TERMS: "没有登记违约金条款，未计提。请先用 qingshou penalty_terms 按合同登记",
}


def explain_terms(versions: Sequence[Terms], *, community: str, kinds: Mapping[str, str]) -> str:
    """Say all versions, one a line."""
    if not versions:
        return f"{community} 没有登记违约金条款，不计违约金。"
    return "\n".join([f"{community} 违约金条款：", *(_version(one, kinds) for one in versions)])


def explain_posting_rule(since: date, with_receipts: bool) -> str:
    """Say whether a payment posts what its payer bears."""
    if with_receipts:
        return f"  {since} 起收款时，先把该户已计提的违约金入账，再按费用、违约金、本金的顺序核销"
    return f"  {since} 起收款时不计入违约金，每月 1 日统一入账"


def _version(terms: Terms, kinds: Mapping[str, str]) -> str:
    clause = terms.clause
    kind = kinds.get(terms.kind, terms.kind) or "全部收费项目"
    grace = f"宽限 {clause.grace_days} 天，" if clause.grace_days else ""
    written = f"（{terms.document}）" if terms.document else ""
    return (
        f"  {terms.valid_from} 起到期的 {kind}：{_rule(clause.rule)}，{grace}"
        f"{BASES[clause.day_basis]}，{CAPS[clause.cap]}{written}"
    )


def _rule(rule: Rule) -> str:
    if isinstance(rule, Daily):
        return f"每日 {decimal_text(rule.rate * 1000)}‰"
    if isinstance(rule, Monthly):
        return f"每月 {decimal_text(rule.rate * 100)}%"
    assert isinstance(rule, LoanPrimeRate)
    years = "一年期" if rule.term == "1Y" else "五年期以上"
    return f"{years} LPR 的 {decimal_text(rule.multiple)} 倍"


def explain_accrual(
    accrued: Accrued, posted: PostedPenalties | None, *, community: str, preview: bool
) -> str:
    """Say what an accrual came to."""
    if accrued.standing is not Standing.ACCRUED:
        text = f"{community} {STANDINGS[accrued.standing].format(as_of=accrued.as_of)}"
    else:
        done = "试算（未写入任何数据）" if preview else "已计提"
        text = f"{community} 违约金{done}到 {accrued.as_of}：本次 {_signed(accrued.added)}，{accrued.rows:,} 行"
        text += f"，其中 {accrued.rewritten:,} 笔重新计算" if accrued.rewritten else ""
    if accrued.unknown:
        text += f"\n  {accrued.unknown:,} 笔因 LPR 利率表未覆盖而停在最后已知日，未作推测；请更新利率表后再计提"
    if posted is not None:
        text += f"\n  入账 {posted.accounts:,} 户 {posted.posted}"
        text += f"，先冲回多计的 {posted.taken_back}" if posted.taken_back else ""
    return text


def _signed(amount: Money) -> str:
    return f"{amount}" if amount.fen >= 0 else f"冲减 {-amount}"


def explain_item(item: BearingItem, kind: str, found: Penalty | str) -> str:
    """Say an item's penalty segment by segment, or why it is not known."""
    debt = item.debt
    head = f"{kind} {debt.due_on} 到期，本金 {debt.principal.yuan} 元："
    return head + (found if isinstance(found, str) else explain_penalty(found))


def explain_account(
    sums: Sequence[AccountPenalty], *, as_of: date, accrued_until: date | None
) -> str:
    """Say what the accounts of a unit bear together."""
    if accrued_until is None:
        return "该小区尚未计提违约金。请先运行 qingshou accrue_penalties。"
    accrued = total(one.accrued for one in sums)
    posted, unpaid = total(one.posted for one in sums), total(one.open for one in sums)
    text = f"截至 {as_of} 账上计提 {accrued.yuan} 元，其中已入账 {posted.yuan} 元，未付 {unpaid.yuan} 元。"
    if as_of > accrued_until:
        text += f"（账上计提到 {accrued_until}）"
    unknown = sum(one.unknown for one in sums)
    return text + (f"另有 {unknown} 笔因利率未知未计。" if unknown else "")
