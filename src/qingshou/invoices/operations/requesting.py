"""Ask for an invoice over what was received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django_integrity import conversion

from qingshou.invoices import models
from qingshou.invoices.queries import Invoiceable, invoiceable
from qingshou.invoices.rules.requests import Buyer, tax_in_part
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class NothingToInvoice(Refusal):
    """Nothing was received that is not invoiced already."""

    code = "invoices.nothing-to-invoice"

    def __init__(self) -> None:
        super().__init__()


class BeyondReceived(Refusal):
    """More would be invoiced than was received."""

    code = "invoices.beyond-received"

    def __init__(self) -> None:
        super().__init__()


@transaction
def request_invoice(
    *,
    community_id: int,
    account_id: int,
    buyer: Buyer,
    on: date,
    actor: Actor,
    item_ids: Sequence[int] | None = None,
) -> int:
    """Ask for an invoice over all that was received and not invoiced, or over some items of it.

    Each item is a line with its own rate; its VAT is in proportion, so that the invoices of an
    item add up to its VAT. Tells the request's number.

    Raises:
        NothingToInvoice: If nothing is left to invoice.
        BeyondReceived: If more would be invoiced than was received for an item.
    """
    hold_community(subject=Subject.INVOICES, community_id=community_id)
    parts = [
        part
        for part in invoiceable(community_id=community_id, account_id=account_id)
        if item_ids is None or part.item_id in item_ids
    ]
    if not parts:
        raise NothingToInvoice()

    request = models.Request.objects.create(
        community_id=community_id,
        account_id=account_id,
        title=buyer.title.strip(),
        tax_number=buyer.tax_number,
        email=buyer.email,
        requested_on=on,
        actor=actor.name,
    )
    named = conversion.Named("invoices_within_received")
    with conversion.refine_integrity_error([(named, BeyondReceived())]):
        models.Line.objects.bulk_create([_line(request, part) for part in parts])

    audit.note(
        actor=actor,
        action="invoices.request",
        community_id=community_id,
        subject=f"invoice-request:{request.id}",
        facts={"account_id": account_id, "lines": len(parts)},
    )
    return request.id


def _line(request: models.Request, part: Invoiceable) -> models.Line:
    tax = tax_in_part(part.invoiced, part.left, amount=part.amount, tax=part.tax)
    return models.Line(
        community_id=request.community_id,
        request_id=request.id,
        item_id=part.item_id,
        kind=part.kind,
        rate=part.rate or 0,
        amount_fen=part.left.fen,
        tax_fen=tax.fen,
    )
