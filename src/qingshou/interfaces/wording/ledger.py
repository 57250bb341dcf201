"""What the ledger says: refusals, aging, and where a book contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping

from qingshou.interfaces.wording.columns import aligned, grouped
from qingshou.kernel.money import Money
from qingshou.ledger.queries import Aging, Break, ProofLine
from qingshou.ledger.rules.aging import BUCKETS
from qingshou.payments.queries import Gap

SENTENCES = {
    "ledger.account-code-taken": (
        "该小区已有相同编号的账户，本次未开立。请检查房号是否重复，或使用已有账户。"
    ),
    "ledger.document-already-entered": (
        "{source}单据 {source_ref} 已经入账，未重复记账。若需更正，请先冲销原单据。"
    ),
    "ledger.item-already-posted": (
        "单据 {source_ref} 中有应收与已入账的应收重复（同一账户、项目、起始日和版次），整批未入账。"
        "若需更正，请先冲销原应收。"
    ),
    "ledger.amount-implausible": (
        "单据 {source_ref} 中有金额不大于零、超过一百亿元或小于其税额，整批未入账。请核对后重试。"
    ),
    "ledger.account-unknown": "没有找到账户（小区 {community_id}，账户 {account_id}）。请核对房号后重试。",
    "ledger.account-code-unknown": "没有编号为「{account}」的账户。请核对账户编号，如 3-2-501#1。",
    "ledger.nothing-received": "收款金额 {amount} 元不大于零，未收款。请填写大于零的金额。",
    "ledger.amount-beyond-reason": (
        "收款金额 {amount} 元超过单笔上限 {most} 元，未收款。请核对是否多写了数位。"
    ),
    "ledger.amount-exceeds-open": (
        "减免金额 {asked} 元须大于零且不超过该笔应收的未收余额 {left} 元，未入账。请改小金额后重试。"
    ),
    "ledger.amount-exceeds-prepayment": (
        "金额 {asked} 元须大于零且不超过该账户的预存余额 {prepaid} 元，未入账。请改小金额后重试。"
    ),
    "ledger.items-already-reversed": (
        "要冲销 {asked} 笔应收，其中只有 {reversible} 笔可以冲销，其余已冲销或不是应收；整批未冲销。"
        "请核对后只冲销尚未冲销的部分。"
    ),
    "ledger.credits-already-reversed": (
        "要冲销 {asked} 笔收款，其中只有 {reversible} 笔可以冲销，其余已退款或不是收款；整批未冲销。"
        "请核对后只冲销尚未退款的部分。"
    ),
    "ledger.entry-not-reversible": (
        "凭证 {entry_id}（来源 {source}）不能直接冲销：只有账单、期初、调整和收款凭证可以冲销。"
        "请冲销它所依据的原单据。"
    ),
    "ledger.deposit-unknown": (
        "没有找到编号 {credit_id} 的押金，未入账。请在押金台账中核对编号后重试。"
    ),
    "ledger.amount-exceeds-deposit": (
        "金额 {asked} 元须大于零且不超过该笔押金的余额 {held} 元，未入账。请改小金额后重试。"
    ),
    "ledger.suspense-unknown": (
        "没有找到编号 {credit_id} 的待认领款，未入账。请在待认领清单中核对编号后重试。"
    ),
    "ledger.amount-exceeds-suspense": (
        "金额 {asked} 元须大于零且不超过该笔待认领款的余额 {waiting} 元，未入账。请改小金额后重试。"
    ),
    "ledger.transfer-not-between-money": (
        "划转单据 {source_ref} 的两个科目必须不同，且只能是现金、银行存款、其他货币资金、"
        "待处理财产损溢或手续费，未入账。请改正科目后重试。"
    ),
    "ledger.transfer-implausible": (
        "划转单据 {source_ref} 中有金额不大于零或超过一百亿元，整批未入账。请核对后重试。"
    ),
    "ledger.period-closed": (
        "{on} 所在的期间已经结账，账簿只能记 {open_from} 及以后的日期，未入账。"
        "若是当时漏记的收支，请记在 {open_from} 并注明实际日期 {on}；若必须改动已结期间，请先申请反结账。"
    ),
    "ledger.already-closed": (
        "要结账到 {until} 之前，但账簿已经结到 {open_from} 之前，未重复结账。请选择更晚的期间。"
    ),
    "ledger.not-closed": (
        "要从 {until} 起重新开账，但账簿目前自 {open_from} 起就可以记账，无需反结账。请核对期间。"
    ),
    # The opening arrears of a customer's file.
    "ledger.arrears-already-paid": (
        "导入 {import_id} 的期初欠费中有 {items} 笔（例如账户 {example}）已收或已减免 {settled} 元，"
        "不能整批撤销。请先冲销相关收款或减免，再撤销本次导入。"
    ),
    "ledger.arrears-kind-missing": "收费项目为空。请补填收费项目。",
    "ledger.arrears-period-missing": "欠费期间和应缴日期都为空。请至少补填一项。",
    "ledger.arrears-ahead": "欠费期间从 {from} 开始，晚于今天 {today}。请改正期间，或删除尚未发生的欠费。",
    "ledger.arrears-already-booked": (
        "该房屋同一项目、同一期间已有应收 {booked} 元，本行 {amount} 元会重复计欠。请删除该行或核对期间。"
    ),
}

SOURCES = {
    "BILLING": "出账",
    "OPENING": "期初",
    "RECEIPT": "收款",
    "RECEIPT_IMPORT": "缴费导入",
    "REVERSAL": "冲销",
    "ADJUSTMENT": "调整",
    "SETTLEMENT": "核销",
    "DEPOSIT": "押金",
    "SUSPENSE": "待认领",
    "CLAIM": "认领",
    "TRANSFER": "划转",
}
TERMS = {
    ("ledger.document-already-entered", "source"): SOURCES,
    ("ledger.entry-not-reversible", "source"): SOURCES,
}

BUCKET_NAMES = {
    "NOT_DUE": "未到期",
    "DAYS_1_30": "逾期1–30天",
    "DAYS_31_90": "逾期31–90天",
    "DAYS_91_180": "逾期91–180天",
    "DAYS_181_365": "逾期181–365天",
    "YEARS_1_2": "逾期1–2年",
    "YEARS_2_3": "逾期2–3年",
    "YEARS_OVER_3": "逾期3年以上",
}

INVARIANTS = {
    "POSTINGS": "凭证分录与明细账不符",
    "BALANCED": "凭证借贷不平",
    "ITEM_SETTLED": "应收的已核销金额与核销记录不符",
    "ITEM_DAYS": "应收的核销日期与核销记录不符",
    "CREDIT_USED": "收款的已用金额与核销记录不符",
    "ROWS": "明细缺少对应的账户、凭证、应收或收款",
    "RECEIVABLES": "应收账款总账与未收明细不符",
    "PREPAYMENTS": "预收账款总账与未用收款不符",
    "DEPOSITS": "押金总账与未退押金不符",
    "UNCLAIMED": "待认领款总账与未认领明细不符",
}


GAPS = {
    "AMOUNTS": "账面收款",
    "TENDERS": "各付款方式合计",
    "REFUNDS": "账面退款",
}


def tell_aging(aging: Aging, names: Mapping[int, str]) -> str:
    """Write the aging as a table of yuan, a column for each community and one for all."""
    ids = list(names)
    sums = {(line.community_id, line.bucket): line.open for line in aging.lines}
    heads = ["账龄", *(names[known] for known in ids), "合计"]
    rows = [
        [
            BUCKET_NAMES[bucket.code],
            *(grouped(sums[known, bucket.code].yuan) for known in ids),
            grouped(aging.of_bucket(bucket.code).yuan),
        ]
        for bucket in BUCKETS
    ]
    totals = [
        "合计",
        *(grouped(aging.of_community(known).yuan) for known in ids),
        grouped(aging.total.yuan),
    ]
    table = aligned([heads, *rows, totals])
    return (
        f"截至 {aging.as_of} 的未收金额（元），其中逾期 {grouped(aging.overdue.yuan)} 元\n{table}"
    )


def tell_break(found: Break, community: str) -> str:
    """Name the place of a contradiction and both numbers."""
    place = " ".join(
        part
        for part in (
            community,
            f"账户 {found.account}" if found.account else "",
            f"项目 {found.kind}" if found.kind else "",
            f"{found.month:%Y-%m}" if found.month else "",
            f"单据 {found.document}" if found.document else "",
        )
        if part
    )
    return (
        f"{place}：{INVARIANTS[found.invariant]}，"
        f"账面 {grouped(found.told.yuan)} 元，按明细应为 {grouped(found.found.yuan)} 元。"
    )


def tell_gap(found: Gap, community: str) -> str:
    """Name a series or receipt that contradicts itself and both numbers."""
    if found.invariant == "NUMBERS":
        return (
            f"{community} 收据 {found.place}：缺号或重号，该字轨已用 {found.told} 号，"
            f"实有 {found.found} 张，收据不连号。"
        )
    told, sum_found = (grouped(Money(fen).yuan) for fen in (found.told, found.found))
    return f"{community} 收据 {found.place}：票面 {told} 元，{GAPS[found.invariant]} {sum_found} 元，不符。"


def tell_kept(proof: ProofLine | None, community: str) -> str:
    """Say when the books were proved last and what was found."""
    if proof is None:
        return f"{community} 还没有夜间核对的记录。请运行 qingshou run_jobs，或立即 qingshou check_ledger。"
    at = f"{proof.proved_at:%Y-%m-%d %H:%M}"
    if not proof.findings:
        return f"{community} {at} 核对无误。"
    first = proof.findings[0]
    names = ("account", "kind", "month", "document", "place")
    place = " ".join(str(first[name]) for name in names if first.get(name))
    return (
        f"{community} {at} 核对发现 {len(proof.findings)} 处不符，首处在 {place}。"
        "请运行 qingshou check_ledger 查看全部位置。"
    )


def tell_proof(lines: list[str], communities: int) -> str:
    """Say that the books are sound, or list where they are not and what to do."""
    if not lines:
        return f"{communities} 个小区的账簿核对无误：逐户逐项守恒，借贷平衡，收据连号。"
    return "\n".join(
        [
            f"账簿有 {len(lines)} 处不符：",
            *lines,
            "请停止记账，保留现场，用备份核对上述位置；不要手工修改数据库。",
        ]
    )
