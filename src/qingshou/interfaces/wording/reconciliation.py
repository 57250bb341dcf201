"""What reconciliation says: why a statement stays out, whose money it is, what a day lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.payments import CHANNELS
from qingshou.kernel.money import Money
from qingshou.reconciliation.operations import Accepted, LetIn, Withdrawn
from qingshou.reconciliation.queries import FundAccountCard, Waiting
from qingshou.reconciliation.rules.differences import DaySheet, Difference, Movement
from qingshou.reconciliation.rules.lines import Break
from qingshou.reconciliation.rules.matching import Candidate, Evidence
from qingshou.reconciliation.rules.own_money import CardTerms, CashVerdict

SOURCES = {
    "WECHATPAY": "微信支付交易账单",
    "WECHATPAY_FUNDFLOW": "微信支付资金账单",
    "ALIPAY": "支付宝业务明细",
    "BANK": "银行流水",
    "CAMT053": "银行对账单 camt.053",
}
WANTED = {
    "DAY": "日期",
    "AMOUNT": "金额",
    "SIDE": "收支方向（借/贷、收/支、1/2）",
    "FEN": "整分金额",
}
HOW = {
    "NUMBER": "单号一致",
    "EVIDENCE": "自动识别",
    "PERSON": "人工认领",
    "PAYOUT": "渠道提现",
    "FEE": "手续费",
    "BATCH": "代扣批次",
    "CASH": "现金缴存",
    "CARDS": "刷卡结算",
    "SUSPENSE": "待认领",
}
KINDS = {
    "OURS_ONLY": "我方有、对方无",
    "THEIRS_ONLY": "对方有、我方无",
    "AMOUNT": "金额不一致",
    "DATE": "日期不一致",
    "DUPLICATE": "重复",
}
REMEDIES = {
    "ASK_FOR_STATEMENT": "等待或补导对方账单；确无此款的，冲红我方收据。",
    "TAKE_BACK_OURS": "对方账单无此单号：向渠道查询，确未到账的冲红收据。",
    "FIND_THE_HOME": "查明付款人，用 reconcile --accept 认领到房屋，或在渠道后台补查该订单。",
    "BOOK_THE_REFUND": "对方已付出：补登退款、付款或转账，或向对方查询。",
    "CORRECT_THE_AMOUNT": "以对方金额为准：冲红我方收据后按对方金额重收。",
    "WAIT_FOR_THE_DAY": "同一笔款跨日入账，次日自动相符，无需处理。",
    "RETURN_THE_DOUBLE": "同一订单付了两次：退还多付的一笔，或征得业主同意转预存。",
    "TAKE_BACK_THE_DOUBLE": "我方重复开票：冲红其中一张收据。",
    "TELL_THEM": "对方账单重复列示同一笔：不入账，请对方更正账单。",
    "FIND_THE_PAYOUT": (
        "渠道（含刷卡收单）与银行之间在途：导入另一方账单、录齐当日刷卡收据后自动相符；"
        "超过 5 天仍未相符的，向渠道或银行查询。"
    ),
    "ASK_FOR_THE_REST": "提现到账少于转出：已按到账金额入账，请向渠道查询差额。",
    "ASK_ABOUT_THE_DOUBLE": "同一笔提现到账两次：请先导入渠道账单核对，确属重复的联系渠道退回一笔。",
}
EVIDENCE = {
    "ROOM": "备注写明该房号",
    "NAME": "付款人与该户业主或以往代缴人同名",
    "SEEN": "该付款账户以往为该户缴过费",
    "AMOUNT": "金额等于该户所欠",
    "ELSEWHERE": "但另有线索指向别处",
    "SHARED": "但同样的线索也符合别的房屋",
}
CASH_EVIDENCE = {
    "MARK": "摘要写明现金存款",
    "OWN": "以本公司名义存入",
    "COUNTED": "金额等于班次清点的现金",
    "SHARED": "但同额流水多于清点次数",
    "BEYOND": "但超过库存现金账面余额",
}

SENTENCES = {
    "reconciliation.layout-unknown": (
        "文件「{file}」中找不到该来源账单的表头，最接近的是第 {row} 行，缺少：{missing}。"
        "未导入任何一行。请核对 --source 是否选对，或从银行、渠道后台重新下载明细后再导入。"
    ),
    "reconciliation.no-lines": "文件「{file}」第 {row} 行是表头，其下没有任何明细。请核对下载的日期范围后重新下载。",
    "reconciliation.cell-unreadable": (
        "文件「{file}」第 {row} 行的「{title}」是「{text}」，读不出{wanted}。未导入任何一行。"
        "请对照原账单核对该行，更正或重新下载后再导入。"
    ),
    "reconciliation.sides-contradict": (
        "文件「{file}」第 {row} 行同时有收入 {money_in} 元和支出 {money_out} 元，无法判断方向。"
        "未导入任何一行。请重新下载账单后再导入。"
    ),
    "reconciliation.currency-foreign": (
        "文件「{file}」第 {row} 行的币种是「{currency}」，账簿只记人民币。未导入任何一行。请只导出人民币账户的明细。"
    ),
    "reconciliation.summary-differs": (
        "文件「{file}」第 {row} 行的「{title}」写的是 {stated}，明细合计却是 {summed}，两者不符。"
        "未导入任何一行。文件可能被删改或未下载完整，请重新下载后再导入。"
    ),
    "reconciliation.row-unreadable": (
        "文件「{file}」第 {row} 行「{text}」既不是明细，也不是合计。未导入任何一行。请删除该行或重新下载账单后再导入。"
    ),
    "reconciliation.entry-incomplete": (
        "文件「{file}」第 {row} 笔缺少 {element}（0 表示对账单头部）。未导入任何一笔。请向银行索取完整的对账单。"
    ),
    "reconciliation.not-camt053": (
        "文件「{file}」的内容是「{root}」，不是 camt.053 对账单。请核对 --source，或向银行索取 camt.053 文件。"
    ),
    "reconciliation.too-many-lines": (
        "文件「{file}」超过 {limit} 行，一次导入不了。请按月或按账户分开下载后逐个导入。"
    ),
    "reconciliation.fund-account-unknown": (
        "没有登记可对应的{channel}账户（账号或商户号 {number}，已登记：{known}）。"
        "请用 fund_account --open 登记，或用 --account 指明账户。"
    ),
    "reconciliation.fund-account-open": "{channel}账户 {number} 已经登记，未重复登记。",
    "reconciliation.statement-already-in": (
        "文件「{file}」的内容已于 {on} 以「{earlier}」导入（对账单 {statement_id}），未重复导入，账务没有变化。"
        "若要重新导入，请先用 import_statement --undo {statement_id} 撤销。"
    ),
    "reconciliation.statement-of-another-account": (
        "文件「{file}」写明的账号是 {stated}，要导入的账户却是 {asked}。未导入任何一行。"
        "请核对文件，或用 --account 指明正确的账户。"
    ),
    "reconciliation.statement-ahead-of-today": (
        "文件「{file}」中有 {on} 的明细，晚于今天 {today}。未导入任何一行。请核对文件日期。"
    ),
    "reconciliation.day-is-closed": (
        "账户 {account} 的 {on} 已经对平关账，不能再改动当天的明细。请把差异登记在未关账的日期，或请财务核实后处理。"
    ),
    "reconciliation.line-unknown": "没有编号为 {line_id} 的流水行，或其账单已撤销。请用 reconcile --waiting 查看待认领款。",
    "reconciliation.line-is-no-income": "流水行 {line_id} 金额 {amount} 元，不是收入，不能认领到房屋。请按付款或退款处理。",
    "reconciliation.line-already-matched": (
        "流水行 {line_id} 已经入账（{how}），未重复认领。若入错房屋，请冲红收据后重新收款。"
    ),
    "reconciliation.cash-beyond-book": (
        "流水行 {line_id} 是 {on} 存入的 {asked} 元，库存现金（1001）自该日起最多只有 {held} 元，不能作为现金缴存入账。"
        "请先补录现金收据，或把该款认领到房屋。"
    ),
    "reconciliation.card-terms-already-set": (
        "收单商户 {number} 自 {since} 起的费率已经登记，未重复登记。费率变化请用新的起始日登记。"
    ),
    "reconciliation.line-not-in-suspense": "流水行 {line_id} 不在待认领款中，不能退回。请用 reconcile --waiting 核对。",
    "reconciliation.statement-unknown": "没有编号为 {statement_id} 的有效对账单。请核对编号。",
    "reconciliation.decided-meanwhile": (
        "对账单 {statement_id} 中有 {lines} 行已由人工认领（首行为第 {row} 行），不能整张撤销。请先冲红这些收据。"
    ),
    "reconciliation.day-stays-open": (
        "账户 {account} 的 {on} 不能关账：我方余额 {ours} 元，对方余额 {theirs} 元，"
        "还有 {waiting} 项差异待处理，无法解释的金额 {unexplained} 元。请处理差异，或用 --explain 说明原因后再关账。"
    ),
    "reconciliation.balance-told-differs": (
        "账户 {account} 的 {on}，对方账单写明余额 {told} 元，按已导入的全部明细推算却是 {summed} 元。"
        "请检查是否漏导账单，或登记的期初余额是否正确。"
    ),
    "reconciliation.day-already-closed": "账户 {account} 的 {on} 已经关账，未重复处理。",
    "reconciliation.day-not-over": "{on} 还没有结束（今天是 {today}），过了当天才能关账。",
    "reconciliation.difference-unknown": "{on} 的对账单共有 {differences} 项差异，没有第 {position} 项。请核对序号。",
    "reconciliation.reason-missing": "说明第 {position} 项差异时须写明原因。请用 --reason 填写。",
}
TERMS = {
    ("reconciliation.cell-unreadable", "wanted"): WANTED,
    ("reconciliation.line-already-matched", "how"): HOW,
    ("reconciliation.fund-account-unknown", "channel"): CHANNELS,
    ("reconciliation.fund-account-open", "channel"): CHANNELS,
}


def tell_let_in(told: LetIn, *, source: str, file: str, preview: bool) -> str:
    """Tell what a statement came to and what became of its lines."""
    sums, settled = told.sums, told.settled
    head = "预览，未写入：" if preview else f"已导入对账单 {told.statement_id}："
    lines = [
        f"{head}{SOURCES[source]}「{file}」，{name_of(told.account)}，"
        f"{told.first_on} 至 {told.latest_on}，版式 {told.layout}",
        f"  明细 {sums.lines:,} 行：收入 {_yuan(sums.money_in)} 元，支出 {_yuan(sums.money_out)} 元",
    ]
    if told.opening is not None and told.closing is not None:
        lines.append(f"  余额：期初 {_yuan(told.opening)} 元，期末 {_yuan(told.closing)} 元")
    counts = {
        "以前的账单已列": told.known,
        "本账单重复列示": told.repeats,
        "另一张账单已列": told.echoes,
        "单号一致": settled.by_number,
        "渠道提现": settled.payouts,
        "手续费与利息": settled.fees,
        "代扣批次": settled.batches,
        "现金缴存": settled.cash,
        "刷卡结算": settled.cards,
        "退款汇出": settled.given_back,
        "自动识别入账": settled.by_evidence,
        "转入待认领": settled.parked,
        "尚未匹配": settled.waiting,
    }
    lines += [f"  {name} {count:,} 行" for name, count in counts.items() if count]
    lines += [_break(each) for each in told.breaks[:10]]
    if len(told.breaks) > 10:
        lines.append(f"  …… 余额不连续共 {len(told.breaks):,} 处，只列前 10 处")
    return "\n".join(lines)


def _break(each: Break) -> str:
    return (
        f"  注意：第 {each.row_no} 行余额应为 {_yuan(each.expected)} 元，账单写 {_yuan(each.told)} 元，"
        "之前可能缺行，请核对原账单"
    )


def name_of(account: FundAccountCard) -> str:
    """Name a fund account: its bank or channel, and its number."""
    return f"{account.bank or CHANNELS[account.channel]} {account.number}"


def tell_accounts(accounts: Sequence[FundAccountCard]) -> str:
    """List fund accounts."""
    if not accounts:
        return "还没有登记资金账户。请用 fund_account --open 登记银行账户或商户号。"
    return "\n".join(
        f"{name_of(card)}（{CHANNELS[card.channel]}），自 {card.opened_on} 起，期初 {_yuan(card.opening)} 元"
        for card in accounts
    )


def tell_withdrawn(told: Withdrawn) -> str:
    """Tell what a withdrawal took back."""
    return (
        f"已撤销对账单 {told.statement_id}：明细 {told.lines:,} 行，冲红收据 {told.receipts:,} 张，"
        f"退出待认领 {told.parked:,} 笔，冲回转账与手续费 {told.moves:,} 笔。"
    )


def tell_accepted(told: Accepted, *, unit: str) -> str:
    """Tell which receipt a line became."""
    return f"流水行 {told.line_id} 的 {_yuan(told.amount)} 元已认领到房屋 {unit}，收据 {told.receipt}。"


def tell_returning(found: Waiting) -> str:
    """Tell which money is to go back, to whom."""
    payer = found.line.payer_name or "付款人未知"
    return (
        f"退回待认领款：流水行 {found.line_id}，{found.line.on} {payer} 汇入的 "
        f"{_yuan(found.line.amount)} 元，按来路退回。"
    )


def tell_returned(found: Waiting) -> str:
    """Tell that money went back."""
    return f"已登记退回流水行 {found.line_id} 的 {_yuan(found.line.amount)} 元，请按来路汇出。"


def tell_waiting(found: Iterable[Waiting]) -> str:
    """List money that waits, each with its suggestions."""
    lines = []
    for waiting in found:
        line = waiting.line
        place = "待认领款" if waiting.in_suspense else "未入账"
        lines.append(
            f"行 {waiting.line_id}　{line.on}　{_yuan(line.amount)} 元　{line.payer_name or '付款人未知'}"
            f"　{line.remark or '无备注'}（{place}）"
        )
        lines += [f"    {suggestion(each)}" for each in waiting.candidates]
        if waiting.cash is not None:
            lines.append(f"    {cash_suggestion(waiting.line_id, waiting.cash)}")
        elif not waiting.candidates:
            lines.append("    没有线索。请联系银行或渠道查明付款人。")
    return "\n".join(lines) or "没有待认领的款项。"


def suggestion(candidate: Candidate) -> str:
    """Say whom a line may be from, how sure that is, and why."""
    because = "，".join(EVIDENCE[each] for each in candidate.evidence)
    percent = f"{candidate.confidence_bp // 100}.{candidate.confidence_bp % 100:02}%"
    return f"建议 {candidate.home.code} {candidate.home.holder}，把握 {percent}：{because}"


def cash_suggestion(line_id: int, verdict: CashVerdict) -> str:
    """Say why a line may be the company's own cash, how sure that is, and what to do."""
    because = "，".join(CASH_EVIDENCE[each] for each in verdict.evidence)
    percent = f"{verdict.confidence_bp // 100}.{verdict.confidence_bp % 100:02}%"
    return (
        f"建议 现金缴存，把握 {percent}：{because}。"
        f"属实请用 reconcile --accept-cash {line_id}，否则认领到房屋。"
    )


def tell_cash_accepted(line_id: int, amount: Money) -> str:
    """Tell that a line is cash paid in."""
    return (
        f"流水行 {line_id} 的 {_yuan(amount)} 元已登记为现金缴存：库存现金转入银行存款，不是收款。"
    )


def tell_card_terms(terms: Mapping[str, Sequence[CardTerms]]) -> list[str]:
    """List what acquirers keep of card payments."""
    return [
        f"刷卡商户 {number}：自 {each.since} 起 {each.rate_millionths / 10_000:g}%"
        + (f"，每笔最多 {_yuan(each.most)} 元" if each.most is not None else "")
        for number, dated in sorted(terms.items())
        for each in dated
    ]


def because(evidence: str) -> str:
    """Say recorded evidence as a sentence.

    >>> because("ROOM+NAME")
    '备注写明该房号，付款人与该户业主或以往代缴人同名'
    """
    return "，".join(EVIDENCE[Evidence(each)] for each in evidence.split("+") if each)


def tell_sheet(account: FundAccountCard, sheet: DaySheet) -> str:
    """Tell a day: both sides, the differences with their remedies, what is unexplained."""
    lines = [
        f"{sheet.on} 对账单　{name_of(account)}",
        f"  我方　{_moved(sheet.ours)}",
        f"  对方　{_moved(sheet.theirs)}",
    ]
    if sheet.told is not None:
        lines.append(f"  对方账单写明余额 {_yuan(sheet.told)} 元")
    for position, difference in enumerate(sheet.differences, 1):
        settled = "（已说明）" if difference.subject in sheet.explained else ""
        lines.append(f"  {position}. {difference_text(difference)}{settled}")
    lines.append(
        f"  差异 {len(sheet.differences)} 项，待处理 {len(sheet.waiting)} 项，"
        f"无法解释 {_yuan(sheet.unexplained)} 元。{_state(sheet)}"
    )
    return "\n".join(lines)


def tell_file(path: Path) -> str:
    """Tell where a sheet was written."""
    return f"已写入 {path}。"


def difference_text(difference: Difference) -> str:
    """Say a difference: its kind, both sides, and what to do."""
    ours, theirs = difference.ours, difference.theirs
    number = (ours and ours.number) or (theirs and theirs.number) or "无单号"
    told = [
        f"{side} {each.on} {_yuan(each.amount)} 元"
        for side, each in (("我方", ours), ("对方", theirs))
        if each
    ]
    return f"{KINDS[difference.kind]}　{number}　{'，'.join(told)}。{REMEDIES[difference.remedy]}"


def _state(sheet: DaySheet) -> str:
    if sheet.closed:
        return f"已由 {sheet.closed_by} 关账。"
    return "可以关账。" if sheet.may_close else "当天保持未关账。"


def _moved(movement: Movement) -> str:
    return (
        f"期初 {_yuan(movement.opening)}　收入 {_yuan(movement.money_in)}　"
        f"支出 {_yuan(movement.money_out)}　期末 {_yuan(movement.closing)}"
    )


def _yuan(amount: Money) -> str:
    return grouped(amount.yuan)
