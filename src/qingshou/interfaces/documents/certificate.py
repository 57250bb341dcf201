"""A clearance certificate on A4."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.documents.paper import Form, set_paper
from qingshou.interfaces.wording.columns import grouped
from qingshou.kernel.money import Money, total
from qingshou.payments.operations import Printed
from qingshou.payments.queries import CertificateCard
from qingshou.payments.rules.certificates import CertificateFacts, Standing
from qingshou.payments.rules.papers import spelled
from qingshou.payments.rules.words import in_words
from qingshou.platform.clock import BUSINESS_ZONE

MOST_KINDS, MOST_SLIPS = 6, 3
NOTES = (
    "本证明仅说明截至结清日期上述账户的费用情况，不是产权证明。",
    "卖方应承担的费用日后查明有漏计的（如迟到的表计读数），仍由卖方承担。",
    "结清后有收据被冲销或作废的，本证明不再有效，以物业公司系统查询结果为准。",
)


def certificate_pages(card: CertificateCard, printed: Printed, form: Form = "pdf") -> list[bytes]:
    """Set a certificate; one that no longer stands says so across the page."""
    return set_paper(
        "certificate", _content(card, printed), on=card.issued_on, qr=_qr(card, printed), form=form
    )


def _qr(card: CertificateCard, printed: Printed) -> str:
    return f"{card.number} {card.issued_on} {card.facts.unit} {spelled(printed.check_code)}"


def _content(card: CertificateCard, printed: Printed) -> dict[str, Any]:
    facts, on = card.facts, printed.printed_at.astimezone(BUSINESS_ZONE)
    return {
        "title": "过户结清证明",
        "company": facts.company,
        "number": card.number,
        "marks": [f"补打 第 {printed.ordinal} 次打印"] if printed.ordinal > 1 else [],
        "void": _void(card),
        "body": _body(facts),
        "facts": _facts(card),
        "kinds": _kinds(facts),
        "zeros": ["欠费 0.00", "违约金 0.00", "预存 0.00", "押金 0.00"],
        "given_back": _given_back(facts),
        "notes": list(NOTES),
        "seal": f"{facts.company}（盖章）",
        "issued": f"出具日期 {card.issued_on}　经办人 {card.issued_by}",
        "foot": f"打印 {on:%Y-%m-%d %H:%M}　校验码 {spelled(printed.check_code)}",
    }


def _void(card: CertificateCard) -> str:
    if card.standing is Standing.SUPERSEDED:
        return f"已由 {card.superseded_by} 取代"
    return "不再有效" if card.standing is Standing.OVERTAKEN else ""


def _body(facts: CertificateFacts) -> str:
    return (
        f"{facts.community} {facts.unit} 的出让方 {facts.seller}，应承担的物业服务费及有关费用计算至 "
        f"{facts.seller_until}，截至 {facts.as_of} 已全部结清。自 {facts.buyer_since} 起的费用由受让方承担。"
    )


def _facts(card: CertificateCard) -> list[dict[str, str]]:
    facts = card.facts
    told = {
        "小区": facts.community,
        "房屋": facts.unit,
        "出让方": facts.seller,
        "账户": "、".join(facts.accounts),
        "结清日期": facts.as_of,
        "受让方起缴日": facts.buyer_since,
    }
    return [{"name": name, "value": value} for name, value in told.items()]


def _kinds(facts: CertificateFacts) -> dict[str, list[list[str]]]:
    """The kinds that fit, what is left in one row that says so, and the sums of all."""
    rows = [[one.name, one.billed, one.paid, one.relieved] for one in facts.settled]
    if len(rows) > MOST_KINDS:
        told, rest = rows[: MOST_KINDS - 1], rows[MOST_KINDS - 1 :]
        rows = [*told, [f"其余 {len(rest)} 项", *_sums(rest)]]
    table = [*rows, ["合计", *_sums(rows)]]
    return {"rows": [[name, *(grouped(one) for one in sums), "0.00"] for name, *sums in table]}


def _sums(rows: list[list[str]]) -> list[str]:
    return [total(Money.from_yuan(row[at]) for row in rows).yuan for at in (1, 2, 3)]


def _given_back(facts: CertificateFacts) -> list[str]:
    """Each slip of money that went back, the sum in words; the eldest give way to the sum."""
    slips = facts.given_back
    if not slips:
        return ["没有退还的款项。"]
    shown = [
        f"{slip.number}　{slip.on}　退还{'押金' if slip.is_deposit else '预存'} {grouped(slip.amount)} 元"
        for slip in slips[-MOST_SLIPS:]
    ]
    whole = total(Money.from_yuan(slip.amount) for slip in slips)
    return [*shown, f"共 {len(slips)} 笔，合计 {grouped(whole.yuan)} 元（{in_words(whole)}）"]
