"""What checkout says: refusals, states, and what a payer or a cashier is told."""

from __future__ import annotations

from qingshou.checkout.rules.intents import IntentLine, RefundLine
from qingshou.checkout.rules.states import REFUND_OPEN
from qingshou.interfaces.wording.columns import grouped
from qingshou.kernel.money import Money
from qingshou.payments.rules.givings import Refund

GATEWAYS = {"WECHATPAY": "微信支付", "ALIPAY": "支付宝"}
WAYS = {"NATIVE": "扫码", "JSAPI": "公众号或小程序", "H5": "手机网页", "PAGE": "电脑网页"}
STATES = {
    "CREATED": "待下单",
    "PENDING": "待支付",
    "UNKNOWN": "状态未知，正在查询",
    "PAID": "已支付",
    "CLOSED": "已关闭",
    "STRAYED": "待人工核查",
}
REFUND_STATES = {
    "CREATED": "待提交",
    "RUNNING": "退款中",
    "UNKNOWN": "状态未知，正在查询",
    "DONE": "已退款",
    "CLOSED": "已关闭，款项未退",
    "ABNORMAL": "退款异常，需在商户平台处理",
}
_DIFFERENCES = {"MERCHANT": "商户号", "CURRENCY": "币种", "AMOUNT": "金额"}

SENTENCES = {
    "checkout.merchant-unknown": (
        "没有编号为「{merchant}」的商户号设置。请先用 qingshou merchant 登记，或核对编号。"
    ),
    "checkout.intent-unknown": "没有编号为 {number} 的线上支付单。请核对商户订单号。",
    "checkout.merchant-taken": (
        "商户「{merchant}」（商户号 {mchid}）与已登记的「{known}」冲突，未登记。"
        "一个商户号只能属于一家公司；请核对编号、商户号和公司。"
    ),
    "checkout.money-would-be-pooled": (
        "商户「{merchant}」不属于小区 {community} 所在的物业公司，未开通。"
        "各公司的收款必须进各自的商户号，请改用本公司的商户。"
    ),
    "checkout.no-till": "房屋 {unit} 所在小区没有开通{gateway}收款。请先登记本公司的商户并为小区开通。",
    "checkout.nothing-asked": "支付金额 {amount} 元不大于零，未下单。请填写实际要付的金额。",
    "checkout.amount-exceeds-dues": (
        "要付 {amount} 元，但房屋 {unit} 目前只欠 {open} 元，未下单。"
        "请按欠费金额支付；若要多付，请选择预存（--prepay）。"
    ),
    "checkout.payer-missing": "用{way}方式支付需要付款人的标识（openid 或买家号），未下单。请补填后重试。",
    "checkout.told-other-than-asked": (
        "支付单 {number} 的{what}不符：下单为 {asked}，渠道返回 {told}，未入账。请在商户平台核对该单。"
    ),
    "checkout.not-paid-through-gateway": (
        "支付单 {number} 目前为「{state}」，不能原路退款。只有已支付的单可以原路退款。"
    ),
    "checkout.refund-exceeds-payment": (
        "支付单 {number} 申请退 {asked} 元，超过可退余额 {left} 元，未退款。请改为不超过可退余额。"
    ),
}

TERMS = {
    ("checkout.no-till", "gateway"): GATEWAYS,
    ("checkout.payer-missing", "way"): WAYS,
    ("checkout.told-other-than-asked", "what"): _DIFFERENCES,
    ("checkout.not-paid-through-gateway", "state"): STATES,
}


def subject_of(*, community: str, unit: str, prepay: bool) -> str:
    """Write what the payer reads at the gateway; it names the home and no debt.

    >>> subject_of(community="示例·云杉里", unit="3-2-501", prepay=False)
    '示例·云杉里 3-2-501 物业缴费'
    """
    return f"{community} {unit} {'物业费预存' if prepay else '物业缴费'}"


def tell_online_refunding(line: IntentLine, refund: Refund, *, left: Money) -> str:
    """Tell what is to go back, through which gateway."""
    return (
        f"原路退款：{GATEWAYS[line.gateway]}支付单 {line.out_trade_no} 付 {grouped(line.amount.yuan)} 元，"
        f"可退 {grouped(left.yuan)} 元，退 {grouped(refund.amount.yuan)} 元给 {refund.payee}。"
    )


def tell_online_refund(line: RefundLine) -> str:
    """Tell where a refund through a gateway stands, and what happens next."""
    told = (
        f"退款单 {line.out_refund_no}：{GATEWAYS[line.gateway]}退 {grouped(line.amount.yuan)} 元，"
        f"{REFUND_STATES[line.state]}。"
    )
    if line.state in REFUND_OPEN:
        told += "预存已扣除；后台任务 run_jobs 会继续查询，直到渠道给出结果。"
    return told


def tell_intent(line: IntentLine) -> str:
    """Tell an intent in one line, and what is left to do about money nobody is liable for."""
    told = (
        f"{line.out_trade_no}  {GATEWAYS[line.gateway]}{WAYS[line.way]}  "
        f"{grouped(line.amount.yuan)} 元  {STATES[line.state]}"
    )
    if line.is_unclaimed:
        told += (
            "（房屋当日无缴费责任人，款项在待认领款；导入当日账单后用 reconcile --waiting 认领）"
        )
    return told
