# ruff: noqa: E501 - a sentence is proofread more easily when it stays on one line
"""What billing says: refusals, reasons for parking, and the sentences of a penalty."""

from __future__ import annotations

from qingshou.billing.rules.penalties import Penalty, Segment
from qingshou.interfaces.wording.tariffs import explain_period
from qingshou.tariffs.rules.forms import decimal_text

SENTENCES = {
    "billing.date-beyond-rate-table": "没有 {day} 适用的 LPR:利率表最后公布日为 {latest},{known_until} 起的利率未知,系统不作推测。请把截止日改到 {known_until} 或更早,或先更新利率表。",
    "billing.date-before-rate-table": "{day} 早于 LPR 首次公布日 {first},此前适用央行贷款基准利率,利率表未收录,系统不作推测。请改用日或月利率条款,或从 {first} 起算。",
}  # fmt: skip


def explain_penalty(found: Penalty) -> str:
    """Say a penalty segment by segment."""
    said = ";".join(explain_segment(segment) for segment in found.segments)
    return f"{said}。违约金合计 {found.amount.yuan} 元。" if said else "未发生违约金。"


def explain_segment(segment: Segment) -> str:
    """Say one segment with its numbers."""
    return (
        f"{explain_period(segment.period)}:本金 {segment.principal.yuan} 元 × 利率 "
        f"{decimal_text(segment.rate)} × {segment.days} 天 = {segment.amount.yuan} 元"
    )
