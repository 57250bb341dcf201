"""What is said of discounts: terms, what they would grant, what they granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from qingshou.billing.operations import DiscountOrder, Drafted, Promised
from qingshou.billing.rules.discounts import Granted, Scheme, Terms
from qingshou.interfaces.wording.billing import SCHEMES
from qingshou.interfaces.wording.columns import grouped
from qingshou.kernel.money import Money

UNITS = {"JIAO": "角", "YUAN": "元"}


def tell_terms(terms: Terms, kinds: Mapping[str, str]) -> str:
    """Tell the terms of an offer in one sentence."""
    latest = terms.window.until - timedelta(days=1)
    named = "、".join(kinds.get(kind, kind) for kind in terms.kinds)
    what = {
        Scheme.CAMPAIGN: f"{named} 应收每笔优惠 {_off(terms)}，预算 {_yuan(terms.budget)}",
        Scheme.PREPAY_GIFT: f"{named} 预缴 {terms.months_paid} 个月赠 {terms.months_gifted} 个月",
        Scheme.ROUNDING_OFF: f"抹去不足一{UNITS[terms.unit.value] if terms.unit else ''}的零头",
    }[terms.scheme]
    return (
        f"优惠方案「{terms.name}」（{SCHEMES[terms.scheme.value]}）：{what}；"
        f"{terms.window.start} 至 {latest}；一人可办理单笔 {_yuan(terms.alone)}以内"
    )


def tell_drafted(drafted: Drafted, order: DiscountOrder) -> str:
    """Tell what an offer would grant."""
    text = (
        f"按方案「{order.name}」可优惠 {drafted.discounts:,} 笔，合计 {_yuan(drafted.amount)}，"
        f"单笔最高 {_yuan(drafted.largest)}"
    )
    if order.scheme is Scheme.CAMPAIGN:
        text += f"；剩余预算 {_yuan(drafted.budget_left)}"
    return text + ("；超过一人可办理的限额，须审批。" if drafted.needs_two else "。")


def tell_granted(granted: Granted, scheme: Scheme) -> str:
    """Tell what was granted and what is left of the budget."""
    text = f"已按方案「{granted.offer}」优惠 {granted.discounts:,} 笔，合计 {grouped(granted.amount)} 元"
    if scheme is Scheme.CAMPAIGN:
        text += f"，剩余预算 {grouped(granted.budget_left)} 元"
    return f"{text}，办理日期 {granted.on}。"


def tell_promised(promised: Promised, *, unit: str, kinds: Mapping[str, str]) -> str:
    """Tell which months were paid and which are given for them, with the numbers."""
    latest = promised.paid_until - timedelta(days=1)
    gifted = "、".join(f"{month:%Y-%m}" for month in promised.gifted)
    return (
        f"房屋 {unit} 预存 {_yuan(promised.prepaid)}，{kinds.get(promised.kind, promised.kind)}"
        f"每月 {_yuan(promised.monthly)}，已预缴 {promised.paid_from:%Y-%m} 至 {latest:%Y-%m}；"
        f"按方案「{promised.offer}」赠送 {gifted}，出账时自动优惠，单价不变。"
    )


def _off(terms: Terms) -> str:
    whole, tenth = divmod(terms.per_mille, 10)
    percent = f"{whole}.{tenth}%" if tenth else f"{whole}%"
    return percent if terms.per_mille else _yuan(terms.each)


def _yuan(amount: Money) -> str:
    return f"{grouped(amount.yuan)} 元"
