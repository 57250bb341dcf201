"""What a sold home says: the change of owner, the seller's settlement sheet, the certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qingshou.billing.rules.splits import Beyond, Split, SplitLine
from qingshou.interfaces import wording
from qingshou.interfaces.wording.approvals import ACTIONS
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.dunning import HOLDS
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.payments.queries import CertificateCard
from qingshou.payments.rules.certificates import CertificateSlip, Standing
from qingshou.payments.rules.clearance import Hindrance
from qingshou.payments.rules.givings import Move, MoveSlip
from qingshou.processes.owner_change_needs_clearance import Brought, Sold
from qingshou.processes.owner_change_needs_clearance.sheet import Sheet

SENTENCES = {
    "payments.clearance-withheld": (
        "房屋 {unit} 卖方账户 {account} 未结清，未出具结清证明：尚欠 {owed} 元，代管（预存、押金）{held} 元，"
        "未办事项 {points} 项。请用 qingshou clearance {unit} --on {on} 查看清单，逐项办妥后重试。"
    ),
    "payments.account-not-settled": (
        "账户 {accounts} 还有欠费、预存或押金，不能出具结清证明。请用 qingshou clearance 查看清单，办妥后重试。"
    ),
    "payments.no-seller-account": (
        "房屋 {unit} 在 {on} 前一日没有登记业主，或该业主在本房屋没有缴费账户，无从结清。请核对变更日期和产权登记。"
    ),
    "payments.change-not-recorded": (
        "房屋 {unit} 没有登记自 {on} 起的业主变更，账单未调整。请先用 qingshou change_owner 登记变更。"
    ),
    "payments.certificate-unknown": "没有编号为「{number}」的结清证明。请核对编号，如 JQ00000001。",
    "payments.consent-missing": (
        "账户 {account} 与 {other} 不是同一人，预存未划转。请取得原缴款人的书面同意，并用 --consent 写明其编号。"
    ),
    "payments.moves-nowhere": "预存已在账户 {account}，无需划转。请核对 --to。",
    "payments.account-of-another-unit": (
        "账户 {account} 从未承担房屋 {unit} 的费用，未收款。请核对 --unit 和 --account。"
    ),
    "billing.split-not-chargeable": (
        "{kind} {period} 无法重新计费（单价、面积或读数缺失），账单未调整。请补齐后用 qingshou clearance bill 重试。"
    ),
}

OBSTACLES = {"NOT_FROM_A_RUN": "期初或导入的应收", "RELIEVED": "已有减免或优惠"}
STANDINGS = {
    Standing.STANDS: "有效",
    Standing.SUPERSEDED: "已被取代",
    Standing.OVERTAKEN: "不再有效",
}


def tell_sold(sold: Sold, *, buyer: str) -> str:
    """Tell who owes from which day on, what became of the bills, and how the seller stands."""
    change, sheet = sold.change, sold.sheet
    lines = [f"房屋 {change.unit_code} 自 {change.on} 起业主变更为 {buyer}。"]
    if sold.split is not None and not sold.split.is_empty:
        lines.append(_split(sold.split))
    if sold.unsplit is not None:
        lines.append(f"超出变更日的账单未能调整：{wording.of(sold.unsplit)}")
    if sheet is None:
        return "\n".join([*lines, "卖方在本房屋没有缴费账户，无须结清。"])
    codes = "、".join(sheet.sale.codes)
    if sold.certificate is not None:
        lines.append(f"卖方账户 {codes} 已结清，证明 {sold.certificate.number}。")
    else:
        position = sheet.position
        lines.append(
            f"卖方未结清（账户 {codes}）：欠 {_yuan(position.owed)}，代管 {_yuan(position.held)}；"
            f"未出具结清证明。欠费仍由卖方承担，不转给买方。"
        )
        lines.append(f"请用 qingshou clearance {change.unit_code} --on {change.on} 查看清单。")
    return "\n".join(lines)


def tell_sheet(sheet: Sheet, *, kinds: dict[str, str]) -> str:
    """Tell the settlement sheet item by item, then what keeps the certificate back."""
    sold = sheet.sale
    lines = [
        f"房屋 {sold.unit.code} 过户结清单，截至 {sheet.as_of}；买方自 {sold.on} 起缴费。",
        f"卖方账户 {'、'.join(sold.codes)}",
    ]
    lines += [
        f"  应收 {kinds.get(line.kind, line.kind)} {_days(line.period)}，{line.due_on} 到期，{_yuan(line.open)}"
        for line in sheet.open
    ]
    lines += [f"  未入账违约金 {_yuan(sheet.penalty)}"] if sheet.penalty.fen else []
    lines += [
        f"  未出账 {line.kind_name} {_days(line.period)}，{_yuan(line.amount) if line.amount else '尚不能计费'}"
        for line in sheet.unbilled
    ]
    lines += [_beyond(item) for item in sheet.beyond]
    lines.append(f"  预存 {_yuan(sheet.prepaid)}")
    lines += [f"  押金 {one.number} {one.kind_name} {_yuan(one.left)}" for one in sheet.deposits]
    lines += [f"  在途 {way.reference} {_yuan(way.amount)}" for way in sheet.on_its_way]
    lines += [
        f"  审批 {one.request_id} {ACTIONS.get(one.action, one.action)}，申请人 {one.made_by}"
        for one in sheet.requests
    ]
    lines += [
        f"  提示：账户处于暂缓（{HOLDS.get(hold, hold)}），不影响结清" for hold in sheet.holds
    ]
    return "\n".join([*lines, *_verdict(sheet)])


def tell_issued(slip: CertificateSlip, *, seller_until: str) -> str:
    """Tell the number of a certificate and what it replaces."""
    former = f"，取代 {slip.supersedes}" if slip.supersedes else ""
    return (
        f"结清证明 {slip.number}：房屋 {slip.unit} 卖方费用结清至 {seller_until}，{slip.issued_on} 出具{former}。\n"
        f"请用 qingshou clearance print {slip.number} 打印。"
    )


def tell_brought(brought: Brought) -> str:
    """Tell which bills were split and which were billed ahead."""
    lines = [] if brought.split.is_empty else [_split(brought.split)]
    lines += [f"补出到变更日：{_line(line)}" for line in brought.billed]
    return "\n".join(lines) or "没有超出变更日的账单，也没有尚未出账的费用。"


def tell_certificate(card: CertificateCard) -> str:
    """Tell a certificate and whether it still stands."""
    told = f"{card.number}（{card.issued_on}）{STANDINGS[card.standing]}"
    if card.superseded_by:
        return f"{told}：{card.superseded_by}"
    if card.overtaken_by:
        return f"{told}：收据由 {card.overtaken_by} 冲销"
    return f"{told}：现欠 {_yuan(card.owed)}" if card.owed.fen else told


def tell_moving(move: Move, *, account: str, other: str, prepaid: Money) -> str:
    """Tell what moving a prepayment would come to."""
    how = f"，依据 {move.consent}" if move.consent else ""
    return (
        f"把账户 {account} 的预存 {_yuan(move.amount)}划转到 {other}{how}。"
        f"现有预存 {_yuan(prepaid)}，划转后 {_yuan(prepaid - move.amount)}。"
    )


def tell_moved(slip: MoveSlip, *, account: str, other: str) -> str:
    """Tell what moved, what it settled and by which two people."""
    return (
        f"{slip.on} 已把账户 {account} 的预存 {grouped(slip.amount)} 元划转到 {other}，"
        f"核销 {grouped(slip.settled)} 元；{account} 余 {grouped(slip.left)} 元。\n"
        f"申请人 {slip.made_by}，审批人 {slip.decided_by}，审批编号 {slip.approval_id}。"
    )


def _verdict(sheet: Sheet) -> list[str]:
    if not sheet.hindrances:
        return ["结论：可以出具结清证明。请用 qingshou clearance issue 出具。"]
    position = sheet.position
    head = (
        f"结论：不能出具结清证明，尚欠 {_yuan(position.owed)}，代管 {_yuan(position.held)}，"
        f"未办 {len(sheet.hindrances)} 项："
    )
    return [
        head,
        *(f"  {no}. {POINTS[point](sheet)}" for no, point in enumerate(sheet.hindrances, start=1)),
    ]


def _place(sheet: Sheet) -> str:
    return f"{sheet.sale.unit.code} --on {sheet.sale.on}"


POINTS: dict[Hindrance, Callable[[Sheet], str]] = {
    Hindrance.CHANGE_UNKNOWN: lambda sheet: (
        f"未登记自 {sheet.sale.on} 起的业主变更：请用 qingshou change_owner 登记（可提前登记）。"
    ),
    Hindrance.UNBILLED: lambda sheet: (
        f"尚未出账 {len(sheet.unbilled)} 项 {_yuan(sheet.position.unbilled_amount)}："
        f"请录入读数、正常出账，或用 qingshou clearance bill {_place(sheet)} 单独出账。"
    ),
    Hindrance.BILLED_BEYOND: lambda sheet: (
        f"账单超出变更日 {len(sheet.beyond)} 项，约 {_yuan(sheet.position.beyond_amount)}："
        f"请用 qingshou clearance bill {_place(sheet)} 冲回重出；期初或已减免的须人工冲红。"
    ),
    Hindrance.ON_ITS_WAY: lambda sheet: (
        f"款项在途 {_yuan(sheet.position.on_its_way)}：请等待银行或支付渠道的结果。"
    ),
    Hindrance.PENALTY_UNKNOWN: lambda sheet: (
        f"{sheet.unknown_penalties} 笔违约金因利率未公布无法计算：请更新 LPR 利率表。"
    ),
    Hindrance.OWED: lambda sheet: (
        f"欠 {_yuan(sheet.position.owed)}：请卖方缴清，收款时用 --account {sheet.sale.codes[0]}。"
    ),
    Hindrance.REQUEST: lambda sheet: (
        f"审批未办结 {len(sheet.requests)} 件：请审批、执行或撤回（qingshou approvals）。"
    ),
    Hindrance.PREPAID: lambda sheet: (
        f"预存 {_yuan(sheet.position.spare)}：请退还（qingshou refund）或划转（qingshou move_prepayment），须两人办理。"
    ),
    Hindrance.DEPOSIT: lambda sheet: (
        f"押金 {_yuan(sheet.position.deposited)}：请退还（qingshou deposit return）或按业主意愿抵扣。"
    ),
}


def _split(split: Split) -> str:
    lines = []
    if split.taken_back.fen:
        lines.append(f"超出变更日的账单已冲回 {_yuan(split.taken_back)}，按变更日重出：")
        lines += [f"  {_line(line)}" for line in split.lines]
    lines += [f"未自动调整，请人工冲红：{_beyond(item).strip()}" for item in split.left_alone]
    return "\n".join(lines)


def _line(line: SplitLine) -> str:
    return f"{line.kind_name} {_days(line.period)} {_yuan(line.amount)}"


def _beyond(item: Beyond) -> str:
    why = f"（{OBSTACLES[item.obstacle]}）" if item.obstacle else ""
    return (
        f"  超出变更日 {item.kind_name} {_days(item.period)} {_yuan(item.amount)}，"
        f"其中变更日后约 {_yuan(item.beyond)}{why}"
    )


def _days(period: Period) -> str:
    return f"{period.start} 至 {period.latest_day}"


def _yuan(amount: Money) -> str:
    return f"{grouped(amount.yuan)} 元"


def certificates_told(cards: Sequence[CertificateCard]) -> str:
    """List certificates with their standing, the latest first; empty where there is none."""
    return "\n".join(f"结清证明 {tell_certificate(card)}" for card in cards)
