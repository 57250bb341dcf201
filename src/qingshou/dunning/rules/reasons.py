"""Why somebody has not paid: ten codes, chosen by the collector, the latest one counts."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The reason a debtor gives, or the collector found."""

    SERVICE = "SERVICE"  # 服务不满
    HARDSHIP = "HARDSHIP"  # 经济困难
    FORGOT = "FORGOT"  # 遗忘或忙碌
    MOVED = "MOVED"  # 搬迁失联
    VACANT = "VACANT"  # 空置未住
    PRICE = "PRICE"  # 对价格或计费有异议
    NOT_INFORMED = "NOT_INFORMED"  # 未收到通知
    OWNERSHIP = "OWNERSHIP"  # 产权或交接纠纷
    REFUSAL = "REFUSAL"  # 拒不缴纳
    OTHER = "OTHER"  # 其他


DISPUTING = frozenset({Reason.SERVICE, Reason.PRICE, Reason.OWNERSHIP})
"""Reasons that question the debt itself and therefore deserve an answer before the next stage."""
