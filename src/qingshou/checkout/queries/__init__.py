"""What is known of merchants, intents and refunds: values, never rows."""

from __future__ import annotations

from datetime import datetime

from qingshou.checkout import models, ports
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.intents import IntentLine, RefundLine
from qingshou.checkout.rules.states import RefundStand, State
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal


class MerchantUnknown(Refusal):
    """No merchant of that code takes money here."""

    code = "checkout.merchant-unknown"

    def __init__(self, *, merchant: str) -> None:
        super().__init__(merchant=merchant)


class IntentUnknown(Refusal):
    """No payment of that number was asked for in this community."""

    code = "checkout.intent-unknown"

    def __init__(self, *, number: str) -> None:
        super().__init__(number=number)


def merchant(*, code: str) -> ports.Merchant:
    """Tell a merchant by its code.

    Raises:
        MerchantUnknown: If there is none.
    """
    found = models.Merchant.objects.filter(code=code).first()
    if found is None:
        raise MerchantUnknown(merchant=code)
    return found.value


def intent(*, community_id: int, intent_id: int) -> IntentLine:
    """Tell an intent by its id.

    Raises:
        IntentUnknown: If there is none.
    """
    row = models.Intent.objects.filter(community_id=community_id, id=intent_id).first()
    if row is None:
        raise IntentUnknown(number=str(intent_id))
    return line_of(row)


def intent_numbered(*, number: str) -> IntentLine:
    """Tell an intent by the number the gateway knows it by, in whatever community.

    Raises:
        IntentUnknown: If there is none.
    """
    row = models.Intent.objects.filter(out_trade_no=number).first()
    if row is None:
        raise IntentUnknown(number=number)
    return line_of(row)


def intents(*, community_id: int, state: State | None = None, limit: int = 100) -> list[IntentLine]:
    """List the intents of a community, the latest first."""
    rows = models.Intent.objects.filter(community_id=community_id)
    chosen = rows if state is None else rows.filter(state=state.value)
    return [line_of(row) for row in chosen.order_by("-id")[:limit]]


def intents_to_look_at(*, now: datetime, limit: int) -> list[IntentLine]:
    """List the intents whose next look is due, the longest due first."""
    rows = models.Intent.objects.filter(look_at__lte=now).order_by("look_at", "id")[:limit]
    return [line_of(row) for row in rows]


def refund(*, community_id: int, refund_id: int) -> RefundLine:
    """Tell a refund by its id.

    Raises:
        IntentUnknown: If there is none.
    """
    row = models.RefundIntent.objects.filter(community_id=community_id, id=refund_id).first()
    if row is None:
        raise IntentUnknown(number=str(refund_id))
    return refund_line_of(row)


def refund_numbered(*, number: str) -> RefundLine:
    """Tell a refund by the number the gateway knows it by, in whatever community.

    Raises:
        IntentUnknown: If there is none.
    """
    row = models.RefundIntent.objects.filter(out_refund_no=number).first()
    if row is None:
        raise IntentUnknown(number=number)
    return refund_line_of(row)


def refunds(*, community_id: int, intent_id: int) -> list[RefundLine]:
    """List the refunds of an intent, the earliest first."""
    rows = models.RefundIntent.objects.filter(community_id=community_id, intent_id=intent_id)
    return [refund_line_of(row) for row in rows.order_by("position")]


def refunds_to_look_at(*, now: datetime, limit: int) -> list[RefundLine]:
    """List the refunds whose next look is due, the longest due first."""
    rows = models.RefundIntent.objects.filter(look_at__lte=now).order_by("look_at", "id")[:limit]
    return [refund_line_of(row) for row in rows]


def line_of(row: models.Intent) -> IntentLine:
    """Tell an intent as a value; for this context's own operations."""
    return IntentLine(
        community_id=row.community_id,
        intent_id=row.id,
        unit_id=row.unit_id,
        account_id=row.account_id,
        gateway=GatewayCode(row.gateway),
        way=Way(row.way),
        amount=Money(row.amount_fen),
        subject=row.subject,
        out_trade_no=row.out_trade_no,
        state=State(row.state),
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        merchant=merchant_row(row).code,
        gateway_ref=row.gateway_ref,
        paid_at=row.paid_at,
        receipt_id=row.receipt_id,
        credit_id=row.credit_id,
        payer=row.payer,
        client_ip=row.client_ip,
        return_url=row.return_url,
        instruction=row.instruction,
    )


def merchant_row(row: models.Intent) -> models.Merchant:
    """Find the merchant of an intent; for this context's own operations."""
    till = models.Till.objects.select_related("merchant")
    return till.get(community_id=row.community_id, id=row.till_id).merchant


def refund_line_of(row: models.RefundIntent) -> RefundLine:
    """Tell a refund as a value; for this context's own operations."""
    paid = models.Intent.objects.get(community_id=row.community_id, id=row.intent_id)
    return RefundLine(
        community_id=row.community_id,
        refund_id=row.id,
        intent_id=row.intent_id,
        out_trade_no=paid.out_trade_no,
        out_refund_no=row.out_refund_no,
        amount=Money(row.amount_fen),
        total=Money(paid.amount_fen),
        reason=row.reason,
        state=RefundStand(row.state),
        gateway=GatewayCode(paid.gateway),
        merchant=merchant_row(paid).code,
        gateway_ref=row.gateway_ref,
    )
