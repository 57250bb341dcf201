"""Issue a clearance certificate: numbered, frozen, of accounts on which nothing is left."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django_integrity import conversion

from qingshou.kernel.refusals import Refusal
from qingshou.payments import models
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.rules.certificates import CertificateSlip, Draft
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform import audit
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class AccountNotSettled(Refusal):
    """Something is open or held on an account that shall be certified as settled."""

    code = "payments.account-not-settled"

    def __init__(self, *, accounts: str) -> None:
        super().__init__(accounts=accounts)


@transaction_required
def certify(
    *, community_id: int, draft: Draft, on: date, request_id: str, actor: Actor
) -> CertificateSlip:
    """Issue a certificate of series JQ; it supersedes the latest one of the same account.

    Raises:
        AccountNotSettled: If anything is open, prepaid or deposited on one of its accounts.
    """
    number = take_numbers(community_id=community_id, series=Series.CLEARANCE, count=1)
    account_id = draft.account_ids[0]
    former = _latest(community_id, account_id)
    unsettled = AccountNotSettled(accounts="、".join(draft.facts.accounts))
    needs = conversion.Named("payments_certificate_needs_settled_accounts")
    with conversion.refine_integrity_error([(needs, unsettled)]):
        row = models.Certificate.objects.create(
            community_id=community_id,
            account_id=account_id,
            account_ids=list(draft.account_ids),
            unit_id=draft.unit_id,
            number=number,
            issued_on=on,
            changes_on=draft.changes_on,
            supersedes_id=former.id if former else None,
            facts=asdict(draft.facts),
            issued_by=actor.name,
            request_id=request_id,
        )
    slip = CertificateSlip(
        number=receipt_number(Series.CLEARANCE, number),
        unit=draft.facts.unit,
        issued_on=on.isoformat(),
        changes_on=draft.changes_on.isoformat(),
        supersedes=receipt_number(Series.CLEARANCE, former.number) if former else "",
    )
    audit.note(
        actor=actor,
        action="payments.certify",
        community_id=community_id,
        subject=f"certificate:{row.id}",
        facts=asdict(slip) | {"accounts": list(draft.account_ids)},
    )
    return slip


def _latest(community_id: int, account_id: int) -> models.Certificate | None:
    rows = models.Certificate.objects.filter(community_id=community_id, account_id=account_id)
    return rows.order_by("-number").first()
