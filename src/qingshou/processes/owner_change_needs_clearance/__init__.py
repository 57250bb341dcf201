"""A change of owner needs a clearance: the seller's account is settled, and a certificate says so.

The change itself is a fact and is never held back. It is recorded first, whole; then what was
billed beyond the day is split, and what the seller still owes is told. The certificate is withheld
until nothing is owed or held any more. See ``docs/specs/clearance.md``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction as django_transaction

from qingshou.billing import operations as billing
from qingshou.billing.rules.splits import Split, SplitLine
from qingshou.estate import operations as estate
from qingshou.estate import queries as registry
from qingshou.estate.rules.cards import UnitCard
from qingshou.estate.rules.changes import Change
from qingshou.kernel.refusals import Refusal
from qingshou.parties import queries as parties
from qingshou.parties.operations import register_within
from qingshou.parties.rules.kinds import PartyKind
from qingshou.parties.rules.masking import mask_name
from qingshou.payments import operations as payments
from qingshou.payments import queries as papers
from qingshou.payments.queries import CertificateCard
from qingshou.payments.rules.certificates import CertificateFacts, CertificateSlip, Draft, Standing
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once
from qingshou.platform.tenancy import companies
from qingshou.processes.owner_change_needs_clearance.sheet import Sale, Sheet, draw_up, sale

ISSUE = "payments.certify"


class ClearanceWithheld(Refusal):
    """Something is owed, held or undecided on the seller's accounts: no certificate."""

    code = "payments.clearance-withheld"

    def __init__(
        self, *, unit: str, on: date, account: str, owed: str, held: str, points: int
    ) -> None:
        super().__init__(unit=unit, on=on, account=account, owed=owed, held=held, points=points)


class ChangeNotRecorded(Refusal):
    """Bills are brought to a day of change only when the change is recorded."""

    code = "payments.change-not-recorded"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: known by name and phone number, an organization by its name alone."""

    name: str
    phone: str = ""
    kind: PartyKind = PartyKind.PERSON


@dataclass(frozen=True, slots=True)
class Sold:
    """A change of owner, what was done about the bills beyond it, and how the seller stands.

    ``unsplit`` tells why the bills were left as they are; ``sheet`` is missing where the seller
    never owed for the home.
    """

    change: Change
    split: Split | None
    unsplit: Refusal | None
    sheet: Sheet | None
    certificate: CertificateCard | None


@dataclass(frozen=True, slots=True)
class Brought:
    """Bills brought to the day of change: what was split, and what was billed ahead of a run."""

    split: Split
    billed: tuple[SplitLine, ...]


def look(*, community_id: int, unit: UnitCard, on: date, today: date) -> Sheet:
    """Draw the settlement sheet up and write nothing.

    Raises:
        NoSellerAccount: If nobody sells the home, or the seller never owed for it.
    """
    with django_transaction.atomic():
        sold = sale(community_id=community_id, unit=unit, on=on)
        sheet = draw_up(community_id=community_id, sold=sold, as_of=today)
        django_transaction.set_rollback(True)
    return sheet


def change_owner(
    *, community_id: int, unit: UnitCard, buyer: Buyer, on: date, today: date, actor: Actor
) -> Sold:
    """Record a change of owner, split what was billed beyond it, and tell how the seller stands.

    The change stands even where the bills cannot be split: a debt never keeps a fact back.

    Raises:
        Refusal: What ``estate.operations.change_owner`` refuses.
    """
    change = _record(community_id, unit, buyer, on, actor)
    try:
        sold = sale(community_id=community_id, unit=unit, on=on)
    except Refusal:
        return Sold(change, None, None, None, None)
    split, unsplit = None, None
    try:
        split = billing.split_bills(
            community_id=community_id, leaving=sold.leaving, today=today, actor=actor
        )
    except Refusal as refusal:
        unsplit = refusal
    sheet = look(community_id=community_id, unit=unit, on=on, today=today)
    return Sold(change, split, unsplit, sheet, standing(community_id=community_id, sold=sold))


def bring_bills(
    *, community_id: int, unit: UnitCard, on: date, today: date, actor: Actor
) -> Brought:
    """Bring the seller's bills to the day of change: split what goes beyond, bill what is missing.

    Raises:
        ChangeNotRecorded: If no change is recorded for that day.
        Refusal: What ``billing.operations.split_bills`` and ``bill_until`` refuse.
    """
    sold = sale(community_id=community_id, unit=unit, on=on)
    if not sold.is_recorded:
        raise ChangeNotRecorded(unit=unit.code, on=on)
    split = billing.split_bills(
        community_id=community_id, leaving=sold.leaving, today=today, actor=actor
    )
    billed = billing.bill_until(
        community_id=community_id, leaving=sold.leaving, today=today, actor=actor
    )
    return Brought(split, billed)


@transaction
def issue(
    *, community_id: int, unit: UnitCard, on: date, today: date, request_id: str, actor: Actor
) -> CertificateSlip:
    """Issue a clearance certificate, once per request; penalties are posted up to today first.

    The book is held from the settling on, and a void waits for it: one that comes afterwards
    overtakes the certificate, one that came before leaves a debt that withholds it.

    Raises:
        NoSellerAccount: If nobody sells the home, or the seller never owed for it.
        ClearanceWithheld: If anything is owed, held or undecided.
        RequestIdReused: If the id was used with other inputs.
    """
    answer, _ = answer_once(
        request_id=request_id,
        operation=ISSUE,
        inputs={"community_id": community_id, "unit_id": unit.unit_id, "on": on},
        act=lambda: asdict(_issue(community_id, unit, on, today, request_id, actor)),
    )
    return CertificateSlip(**answer)


def standing(*, community_id: int, sold: Sale) -> CertificateCard | None:
    """Tell the certificate of the seller that stands, if one does."""
    cards = papers.certificates(community_id=community_id, account_id=sold.account_ids[0])
    return next((card for card in cards if card.standing is Standing.STANDS), None)


@transaction
def _record(community_id: int, unit: UnitCard, buyer: Buyer, on: date, actor: Actor) -> Change:
    """Register the buyer where the community does not know them, and change the owner."""
    party_id = _known(community_id, buyer) or register_within(
        community_id=community_id,
        name=buyer.name,
        kind=buyer.kind,
        phone=buyer.phone,
        actor=actor,
    )
    return estate.change_owner_within(
        community_id=community_id, unit_id=unit.unit_id, party_id=party_id, on=on, actor=actor
    )


def _known(community_id: int, buyer: Buyer) -> int | None:
    """Find the buyer among the parties; a person without a number is known to nobody."""
    for card in parties.find(community_id=community_id, text=buyer.name):
        is_organization = card.kind is buyer.kind is PartyKind.ORGANIZATION
        is_named = card.name == buyer.name
        if is_named and (is_organization or (buyer.phone and buyer.phone in card.phones)):
            return int(card.party_id)
    return None


def _issue(
    community_id: int, unit: UnitCard, on: date, today: date, request_id: str, actor: Actor
) -> CertificateSlip:
    sold = sale(community_id=community_id, unit=unit, on=on)
    _post_and_settle(community_id, sold, today, request_id, actor)
    sheet = draw_up(community_id=community_id, sold=sold, as_of=today)
    points = sheet.hindrances
    if points:
        raise ClearanceWithheld(
            unit=unit.code,
            on=on,
            account="、".join(sold.codes),
            owed=sheet.position.owed.yuan,
            held=sheet.position.held.yuan,
            points=len(points),
        )
    draft = Draft(
        unit_id=int(unit.unit_id),
        account_ids=sold.account_ids,
        changes_on=on,
        facts=_facts(community_id, sold, today),
    )
    return payments.certify(
        community_id=community_id, draft=draft, on=today, request_id=request_id, actor=actor
    )


def _post_and_settle(
    community_id: int, sold: Sale, today: date, request_id: str, actor: Actor
) -> None:
    """Post the seller's penalties up to today and let prepaid money settle what it can."""
    billing.accrue_within(community_id=community_id, as_of=today, actor=actor)
    billing.post_penalties_within(
        community_id=community_id, as_of=today, actor=actor, account_ids=sold.account_ids
    )
    payments.settle_accounts(
        community_id=community_id,
        account_ids=sold.account_ids,
        source_ref=f"clearance:{request_id}",
        actor=actor,
    )


def _facts(community_id: int, sold: Sale, today: date) -> CertificateFacts:
    told = papers.settled_account(community_id=community_id, account_ids=sold.account_ids)
    seller = parties.card(community_id=community_id, party_id=sold.seller.party_id)
    community = next(card for card in registry.communities() if card.community_id == community_id)
    return CertificateFacts(
        company=companies.name_of(community.company_id),
        community=community.name,
        unit=sold.unit.code,
        seller=mask_name(seller.name, seller.kind) if seller else "",
        accounts=sold.codes,
        as_of=today.isoformat(),
        seller_until=(sold.on - timedelta(days=1)).isoformat(),
        buyer_since=sold.on.isoformat(),
        settled=told.settled,
        given_back=told.given_back,
    )
