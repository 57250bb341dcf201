"""Keep what came to the door, with what is thought of it; nothing here asks anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from qingshou.checkout import models
from qingshou.checkout.ports import LARGEST_NOTICE_BYTES, Forged, Notice, Told, TradeState
from qingshou.checkout.queries import merchant_row
from qingshou.checkout.rules.belief import Claim, misfit
from qingshou.checkout.rules.gateways import CURRENCY
from qingshou.checkout.rules.notices import Verdict, verdict_on
from qingshou.kernel.money import Money
from qingshou.platform.db import transaction

_KEPT_HEADERS = 4096


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it came: to which merchant, with which headers and bytes, when."""

    merchant: str
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """What is thought of a letter, why, and the intent or refund it tells of."""

    verdict: Verdict
    reason: str = ""
    community_id: int = 0
    intent_id: int = 0
    refund_id: int = 0

    @property
    def believed(self) -> bool:
        """Whether it is to be heard."""
        return self.verdict in (Verdict.ACCEPTED, Verdict.REPEATED)


@transaction
def keep_letter(*, letter: Letter, found: Notice | Forged) -> Judged:
    """Keep a letter, whatever it is, with its verdict; a signed message is believed once.

    A letter that is the gateway's own may still tell of no order of ours, or of another amount
    than was asked for: it is refused and kept.
    """
    merchant = models.Merchant.objects.get(code=letter.merchant)
    if isinstance(found, Forged):
        return _keep(merchant, letter, Judged(Verdict.REFUSED, found.reason.value), None)
    with connection.cursor() as cursor:
        key = f"checkout.notice:{merchant.pk}:{found.notice_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    believed = models.Notice.objects.filter(
        merchant=merchant, verdict__in=[Verdict.ACCEPTED.value, Verdict.REPEATED.value]
    )
    message_known = bool(found.message_key) and (
        believed.filter(message_key=found.message_key).exists()
    )
    notice_known = believed.filter(notice_id=found.notice_id).exists()
    verdict = verdict_on(notice_known=notice_known, message_known=message_known)
    judged = _judge(merchant, found, verdict)
    return _keep(merchant, letter, judged, found)


def _judge(merchant: models.Merchant, found: Notice, verdict: Verdict) -> Judged:
    if isinstance(found.told, Told):
        return _judge_payment(merchant, found.told, verdict)
    refund = models.RefundIntent.objects.filter(out_refund_no=found.told.out_refund_no).first()
    if refund is None:
        return _judge_refund_from_outside(merchant, found.told.out_trade_no, verdict)
    told = found.told.amount  # none where the gateway tells only the sum of all refunds
    if told is not None and told != Money(refund.amount_fen):
        return Judged(Verdict.REFUSED, "AMOUNT")
    return Judged(verdict, "", refund.community_id, refund.intent_id, refund.id)


def _judge_payment(merchant: models.Merchant, told: Told, verdict: Verdict) -> Judged:
    intent = models.Intent.objects.filter(out_trade_no=told.out_trade_no).first()
    if intent is None or merchant_row(intent).pk != merchant.pk:
        return Judged(Verdict.REFUSED, "ORDER")
    if told.state is TradeState.PAID:
        expected = Claim(merchant.mchid, CURRENCY, Money(intent.amount_fen))
        what = misfit(expected=expected, told=Claim(told.mchid, told.currency, told.amount))
        if what is not None:
            return Judged(Verdict.REFUSED, what.value)
    return Judged(verdict, "", intent.community_id, intent.id)


def _judge_refund_from_outside(
    merchant: models.Merchant, out_trade_no: str, verdict: Verdict
) -> Judged:
    """A refund we did not ask for: believed, so that it need not come again; the bill tells it."""
    intent = models.Intent.objects.filter(out_trade_no=out_trade_no).first()
    if intent is None or merchant_row(intent).pk != merchant.pk:
        return Judged(Verdict.REFUSED, "ORDER")
    return Judged(verdict, "OUTSIDE", intent.community_id, intent.id)


def _keep(
    merchant: models.Merchant, letter: Letter, judged: Judged, found: Notice | None
) -> Judged:
    models.Notice.objects.create(
        merchant=merchant,
        received_at=letter.at,
        headers=_printable(letter.headers),
        body=letter.body[:LARGEST_NOTICE_BYTES],
        body_sha256=hashlib.sha256(letter.body).hexdigest(),
        verdict=judged.verdict.value,
        reason=judged.reason,
        notice_id=found.notice_id if found else "",
        message_key=found.message_key if found else "",
        event=found.event if found else "",
        out_trade_no=found.told.out_trade_no if found else "",
    )
    return judged


def _printable(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep headers as text the database takes."""
    kept = {}
    for name, value in headers.items():
        clean = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
        kept[name.replace("\0", "")[:100]] = clean[:_KEPT_HEADERS]
    return kept
