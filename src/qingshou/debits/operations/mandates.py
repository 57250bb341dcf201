"""Sign and revoke mandates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django_integrity import conversion

from qingshou.debits import events, models
from qingshou.debits.queries import sealed_about
from qingshou.debits.rules.numbers import masked, plain
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, outbox, sealing
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Paper:
    """What a signed mandate says; without ``until`` it holds until it is revoked."""

    document: str
    bank: str
    holder: str
    number: str
    limit: Money
    monthly: Money
    kinds: tuple[str, ...]
    signed_on: date
    since: date
    until: date | None = None
    bank_code: str = ""

    def __repr__(self) -> str:
        return f"Paper({self.document})"


class MandateUnknown(Refusal):
    """The community has no mandate of that paper."""

    code = "debits.mandate-unknown"

    def __init__(self, *, document: str) -> None:
        super().__init__(document=document)


class MandatePaperUsed(Refusal):
    """The paper's number is that of a mandate already registered."""

    code = "debits.mandate-paper-used"

    def __init__(self, *, document: str) -> None:
        super().__init__(document=document)


class MandateOverlaps(Refusal):
    """Another mandate covers the same kind of the same account on some of its days."""

    code = "debits.mandate-overlaps"

    def __init__(self, *, document: str) -> None:
        super().__init__(document=document)


class LimitsImplausible(Refusal):
    """The limits of a mandate are not above zero, or a month's is below a single debit's."""

    code = "debits.limits-implausible"

    def __init__(self, *, limit: str, monthly: str) -> None:
        super().__init__(limit=limit, monthly=monthly)


class MandateDaysImplausible(Refusal):
    """A mandate begins before it is signed, or ends before it begins."""

    code = "debits.mandate-days-implausible"

    def __init__(self, *, signed_on: date, since: date, until: date | None) -> None:
        super().__init__(signed_on=signed_on, since=since, until=until)


class MandateAlreadyRevoked(Refusal):
    """The mandate was revoked before."""

    code = "debits.mandate-already-revoked"

    def __init__(self, *, document: str, on: date) -> None:
        super().__init__(document=document, on=on)


class RevokedWithoutReason(Refusal):
    """A mandate is revoked with a reason, on a day not before it began."""

    code = "debits.revoked-without-reason"

    def __init__(self, *, document: str, since: date, on: date) -> None:
        super().__init__(document=document, since=since, on=on)


@transaction
def sign(*, community_id: int, account_id: int, paper: Paper, actor: Actor) -> int:
    """Register a signed mandate; tell its id.

    Raises:
        NumberUnreadable: If the bank account's number is not 8 to 32 digits.
        LimitsImplausible: If a limit is not above zero, or the month's is below the debit's.
        MandateDaysImplausible: If it begins before it is signed or ends before it begins.
        MandatePaperUsed: If the paper is registered already.
        MandateOverlaps: If another mandate covers one of its kinds on one of its days.
    """
    number = plain(paper.number)
    if not 0 < paper.limit.fen <= paper.monthly.fen:
        raise LimitsImplausible(limit=paper.limit.yuan, monthly=paper.monthly.yuan)
    if paper.signed_on > paper.since or (paper.until and paper.until <= paper.since):
        raise MandateDaysImplausible(
            signed_on=paper.signed_on, since=paper.since, until=paper.until
        )

    hold_community(subject=Subject.DEBITS, community_id=community_id)
    mandate = _register(community_id, account_id, paper, number, actor)

    audit.note(
        actor=actor,
        action="debits.sign",
        community_id=community_id,
        subject=f"mandate:{mandate.id}",
        facts={
            "account_id": account_id,
            "document": paper.document,
            "bank": paper.bank,
            "number": mandate.number_masked,
            "kinds": list(paper.kinds),
            "limit": paper.limit.yuan,
            "monthly": paper.monthly.yuan,
        },
    )
    outbox.announce(events.MandateSigned(community_id, account_id, mandate.id, paper.since))
    return int(mandate.id)


def _register(
    community_id: int, account_id: int, paper: Paper, number: str, actor: Actor
) -> models.Mandate:
    taken = {
        "debits_mandate_paper_is_used_once": MandatePaperUsed(document=paper.document),
        "debits_one_mandate_covers_a_kind": MandateOverlaps(document=paper.document),
    }
    rules = [(conversion.Named(name), refusal) for name, refusal in taken.items()]
    with conversion.refine_integrity_error(rules):
        mandate = models.Mandate.objects.create(
            community_id=community_id,
            account_id=account_id,
            document=paper.document,
            bank=paper.bank,
            bank_code=paper.bank_code,
            holder=paper.holder,
            number_sealed=sealing.seal(number, about=sealed_about(community_id=community_id)),
            number_masked=masked(number),
            number_print=sealing.fingerprint(number, about="debits.mandate"),
            limit_fen=paper.limit.fen,
            monthly_fen=paper.monthly.fen,
            signed_on=paper.signed_on,
            since=paper.since,
            until=paper.until,
            actor=actor.name,
        )
        models.Coverage.objects.bulk_create(
            models.Coverage(
                community_id=community_id,
                mandate_id=mandate.id,
                account_id=account_id,
                kind=kind,
                since=paper.since,
                until=paper.until,
            )
            for kind in dict.fromkeys(paper.kinds)
        )
    return mandate


@transaction
def revoke(*, community_id: int, document: str, on: date, because: str, actor: Actor) -> None:
    """Let a mandate end on a day: from then on nothing is debited under it.

    A file that is at the bank already is answered as it comes; what it paid is received.

    Raises:
        MandateUnknown: If the community has no mandate of that paper.
        MandateAlreadyRevoked: If it was revoked before.
        RevokedWithoutReason: If no reason is given, or the day lies before it began.
    """
    hold_community(subject=Subject.DEBITS, community_id=community_id)
    found = models.Mandate.objects.filter(community_id=community_id, document=document).first()
    if found is None:
        raise MandateUnknown(document=document)
    if found.revoked_on is not None:
        raise MandateAlreadyRevoked(document=document, on=found.revoked_on)
    if not because.strip() or on < found.since:
        raise RevokedWithoutReason(document=document, since=found.since, on=on)

    found.revoke(on=on, because=because.strip(), by=actor.name)
    coverage = models.Coverage.objects.filter(community_id=community_id, mandate_id=found.id)
    coverage.exclude(until__lt=on).update(until=on)

    audit.note(
        actor=actor,
        action="debits.revoke",
        community_id=community_id,
        subject=f"mandate:{found.id}",
        facts={"document": document, "on": on, "because": because},
    )
    outbox.announce(events.MandateRevoked(community_id, found.account_id, found.id, on))
