"""What the closing of a month says: open points with place and remedy, and the statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from qingshou.interfaces.wording.columns import aligned, grouped
from qingshou.interfaces.wording.ledger import tell_break, tell_gap
from qingshou.kernel.money import Money, total
from qingshou.kernel.period import Period
from qingshou.ledger.queries import Disagreement, Statements
from qingshou.processes.month_closes import Month, OpenPoint
from qingshou.processes.month_closes.kept import Deviation

SENTENCES = {
    "ledger.month-not-ready": (
        "{period} 还有 {points} 项未办妥，未结账。请用 qingshou close_month --preview 查看清单，逐项处理后重试。"
    ),
}

CHART = {
    "1001": "库存现金",
    "1002": "银行存款",
    "1012": "其他货币资金",
    "1122": "应收账款",
    "1901": "待处理财产损溢",
    "2203": "预收账款",
    "2221": "应交税费",
    "224101": "其他应付款—押金",
    "224102": "其他应付款—待认领款",
    "4104": "期初余额",
    "6001": "主营业务收入",
    "6301": "营业外收入—违约金",
    "6601": "减免与核销",
    "6603": "手续费",
}

STATEMENTS = {
    "TRIAL_BALANCE": "试算平衡表的借贷合计",
    "RECEIVABLES": "应收账款总账与应收变动表的期末",
    "PREPAYMENTS": "预收账款总账与预存台账的期末",
    "DEPOSITS": "押金总账与押金台账的期末",
    "UNCLAIMED": "待认领款总账与待认领台账的期末",
}
KEPT = {
    "trial": "试算平衡表",
    "roll": "应收变动表",
    "income": "收入与增值税表",
    "prepayments": "预存台账",
    "deposits": "押金台账",
    "unclaimed": "待认领台账",
}

GATEWAYS = {"WECHATPAY": "微信支付", "ALIPAY": "支付宝"}

POINTS = {
    "INTENT": (
        "{gateway} {number}（{amount}）还没有结果，状态 {state}。请运行 qingshou run_jobs 查询；"
        "查不到的，在商户平台核对后处理。"
    ),
    "SHIFT": "{cashier} {on} 开的班还没有交班。请先用 qingshou shift 交班清点。",
    "DAY": (
        "账户 {account} {on} 的日清还没有完成。请导入当日对账单，用 qingshou reconcile --date {on} "
        "处理差异并关闭当日。"
    ),
    "DEBIT": (
        "代扣批次 {batch}（{on}）有 {lines} 笔共 {amount} 没有回盘。"
        "请导入银行回盘文件（qingshou debit return），或撤回该批次。"
    ),
    "NOT_ENDED": "本期到 {until} 才结束，今天是 {today}。请在期末之后结账。",
    "PARKED": (
        "{month:%Y-%m} 第 {number} 次出账有 {units} 户挂起未出账（例如 {example}）。"
        "请补齐资料后补出账；确认不出账的，加 --accept PARKED 结账。"
    ),
}


def tell_point(point: OpenPoint, community: str) -> str:
    """Say what is still open, where, and what to do."""
    found = point.facts.get("found")
    match point.code:
        case "LEDGER":
            assert found is not None
            return f"{tell_break(found, community)}请先查明并由备份核对，账簿相符后再结账。"
        case "RECEIPTS":
            assert found is not None
            return f"{tell_gap(found, community)}请先查明收据再结账。"
        case "STATEMENTS":
            assert isinstance(found, Disagreement)
            return (
                f"{community} {STATEMENTS[found.what]}不符：{grouped(found.told.yuan)} 元与 "
                f"{grouped(found.found.yuan)} 元。请运行 qingshou check_ledger 查明位置。"
            )
        case code:
            return f"{community} {POINTS[code].format(**point.facts | _named(point))}"


def _named(point: OpenPoint) -> dict[str, str]:
    """Say coded facts by their names."""
    gateway = point.facts.get("gateway")
    return {"gateway": GATEWAYS.get(gateway, gateway)} if gateway else {}


def tell_deviation(found: Deviation, community: str) -> str:
    """Say which statement of a closed month has changed."""
    return (
        f"{community} {found.period} 已结账的{KEPT[found.statement]}与结账时留存的不同："
        f"留存 {found.kept}，现在 {found.found}。请停止记账，用备份核对该期间。"
    )


def tell_month(
    month: Month, community: str, kinds: Mapping[str, str], accepted: Collection[str]
) -> str:
    """Write a month as it stands: the statements in short, then what is open or done."""
    told = month.statements
    lines = [f"{community} {month.period.name} 月结", "", _trial(told), "", _roll(told, kinds)]
    lines += ["", _income(told, kinds), "", _held(told), tell_turnover(told)]
    return "\n".join([*lines, "", _state(month, community, accepted)])


def tell_turnover(told: Statements) -> str:
    """Write the turnover of receivables with its formula."""
    turned = told.turnover
    rate, days = turned.rate, turned.turnover_days
    if rate is None or days is None:
        return "应收账款周转率：本期无应收或无出账，不计算。"
    average = Money(int(turned.average)).yuan
    return (
        f"应收账款周转率 {_rounded(rate, 2)} 次 = 本期应收 {grouped(turned.billed.yuan)} 元 ÷ "
        f"平均应收 {grouped(average)} 元；周转天数 {_rounded(days, 1)} 天（本期 {turned.days} 天）。"
    )


def _rounded(value: Fraction, places: int) -> str:
    scaled = int(value * 10**places + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**places)
    return f"{whole:,}.{rest:0{places}d}"


def _state(month: Month, community: str, accepted: Collection[str]) -> str:
    if month.number is not None:
        return f"已结账：账簿自 {month.open_from} 起可记账，更早的日期不再接受。"
    if month.is_closed:
        return f"本期已经结账，账簿自 {month.open_from} 起可记账。"
    hindrances = month.hindrances(accepted)
    if not hindrances:
        return "各项均已办妥，可以结账。"
    points = [f"{place}. {tell_point(p, community)}" for place, p in enumerate(hindrances, 1)]
    return "\n".join([f"还有 {len(hindrances)} 项未办妥，暂不能结账：", *points])


def _trial(told: Statements) -> str:
    heads = ["试算平衡表（元）", "期初", "借方", "贷方", "期末"]
    rows = [
        [
            f"{line.code} {CHART[line.code]}",
            *_yuan(line.opening, line.debit, line.credit, line.closing),
        ]
        for line in told.trial
    ]
    sums = [
        "合计",
        *_yuan(
            total(line.opening for line in told.trial),
            total(line.debit for line in told.trial),
            total(line.credit for line in told.trial),
            total(line.closing for line in told.trial),
        ),
    ]
    return aligned([heads, *rows, sums])


def _roll(told: Statements, kinds: Mapping[str, str]) -> str:
    heads = ["应收变动（元）", "期初", "转入", "出账", "冲减", "收回", "核销", "期末"]
    rows = [
        [
            kinds.get(line.kind, line.kind),
            *_yuan(line.opening, line.brought, line.billed, line.credited),
            *_yuan(line.received, line.written_off, line.closing),
        ]
        for line in told.roll
    ]
    columns = ("opening", "brought", "billed", "credited", "received", "written_off", "closing")
    sums = [total(getattr(line, column) for line in told.roll) for column in columns]
    return aligned([heads, *rows, ["合计", *_yuan(*sums)]])


def _income(told: Statements, kinds: Mapping[str, str]) -> str:
    heads = ["收入（元）", "不含税", "增值税", "含税"]
    rows = [
        [kinds.get(line.kind, line.kind), *_yuan(line.net, line.vat, line.gross)]
        for line in told.income
    ]
    sums = [total(getattr(line, part) for line in told.income) for part in ("net", "vat", "gross")]
    return aligned([heads, *rows, ["合计", *_yuan(*sums)]])


def _held(told: Statements) -> str:
    heads = ["代管款项（元）", "期初", "收入", "转入转出", "抵缴认领", "退回", "期末"]
    columns = ("opening", "came", "moved", "applied", "returned", "closing")
    rows = [
        [name, *_yuan(*(total(getattr(move, column) for move in moves) for column in columns))]
        for name, moves in (
            ("预存", told.prepayments),
            ("押金", told.deposits),
            ("待认领", told.unclaimed),
        )
    ]
    return aligned([heads, *rows])


def _yuan(*amounts: Money) -> list[str]:
    return [grouped(amount.yuan) for amount in amounts]


def tell_asked(community: str, period: Period, number: int, code: str) -> str:
    """Say that reopening waits for a second person, and how to go on."""
    return (
        f"已提出申请 {number}：重新打开 {community} {period.name}。请另一人用 "
        f"qingshou approve {number} 审批，同意后运行 "
        f"qingshou close_month --community {code} --period {period.name} "
        f"--reopen --approval {number}。"
    )


def tell_reopened(community: str, period: Period) -> str:
    """Say that a month is open again."""
    return (
        f"{community} 已重新打开：账簿自 {period.start} 起可记账。补记后请重新结账，"
        "原结账留存的报表保留备查。"
    )


def points_as_facts(points: Sequence[OpenPoint], community: str) -> list[dict[str, Any]]:
    """Tell open points to a program: code, sentence, and whether they may be accepted."""
    return [
        {
            "code": point.code,
            "sentence": tell_point(point, community),
            "may_be_accepted": point.may_be_accepted,
        }
        for point in points
    ]
