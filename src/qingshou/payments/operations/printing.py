"""Put receipts and certificates on paper: every print is counted and known again by its code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from qingshou.payments import models
from qingshou.payments.queries.certificates import certificate
from qingshou.payments.queries.sheets import sheet
from qingshou.payments.rules.papers import CODE_LENGTH, LETTERS, Paper
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Printed:
    """Which print of the receipt this is, and the code that tells it from every other."""

    ordinal: int
    check_code: str
    printed_at: datetime


@transaction
def print_certificate(*, community_id: int, number: str, actor: Actor) -> Printed:
    """Count a print of a clearance certificate; the second and later are reprints.

    Raises:
        CertificateUnknown: If the community has no such certificate.
    """
    told = certificate(community_id=community_id, number=number)
    hold_community(subject=Subject.RECEIPT_SERIES, community_id=community_id)
    before = models.CertificatePrint.objects.filter(
        community_id=community_id, certificate_id=told.certificate_id
    )
    row = models.CertificatePrint.objects.create(
        community_id=community_id,
        certificate_id=told.certificate_id,
        ordinal=before.count() + 1,
        check_code=_check_code(),
        printed_by=actor.name,
        printed_at=clock.now(),
    )
    audit.note(
        actor=actor,
        action="payments.print-certificate",
        community_id=community_id,
        subject=f"certificate:{told.certificate_id}",
        facts={"number": told.number, "ordinal": row.ordinal},
    )
    return Printed(row.ordinal, row.check_code, row.printed_at)


@transaction
def print_receipt(*, community_id: int, number: str, paper: Paper, actor: Actor) -> Printed:
    """Count a print of a receipt before it is handed out; the second and later are reprints.

    Raises:
        ReceiptNumberUnknown: If the community has no such receipt.
    """
    told = sheet(community_id=community_id, number=number)
    hold_community(subject=Subject.RECEIPT_SERIES, community_id=community_id)
    before = models.Print.objects.filter(community_id=community_id, receipt_id=told.receipt_id)
    row = models.Print.objects.create(
        community_id=community_id,
        receipt_id=told.receipt_id,
        ordinal=before.count() + 1,
        size=paper.value,
        check_code=_check_code(),
        printed_by=actor.name,
        printed_at=clock.now(),
    )
    audit.note(
        actor=actor,
        action="payments.reprint" if row.ordinal > 1 else "payments.print",
        community_id=community_id,
        subject=f"receipt:{told.receipt_id}",
        facts={"number": told.number, "ordinal": row.ordinal, "size": row.size},
    )
    return Printed(row.ordinal, row.check_code, row.printed_at)


def _check_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
