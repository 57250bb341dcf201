"""Change who holds one unit: sold, handed over, let.

A tenure that is over keeps its account and what is open on it; whoever owes next gets an
account of their own. So debts split by date, and the seller's arrears stay the seller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from qingshou.estate.models import Tenure, Unit
from qingshou.estate.queries import UnitUnknown, holder_of
from qingshou.estate.rules.cards import Holder
from qingshou.estate.rules.changes import Change
from qingshou.estate.rules.kinds import TenureRole
from qingshou.estate.rules.tenures import Held, owner_owes_from
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.platform import audit
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity.actor import Actor


class NoOwnerToFollow(Refusal):
    """Nobody owns the unit on the day it should change hands."""

    code = "estate.no-owner-to-follow"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


class OwnerUnchanged(Refusal):
    """The buyer owns the unit already."""

    code = "estate.owner-unchanged"

    def __init__(self, *, unit: str, since: date | None) -> None:
        super().__init__(unit=unit, since=since)


class OwnerChangesLater(Refusal):
    """A later change of owner is recorded already; changes are entered in the order of days."""

    code = "estate.owner-changes-later"

    def __init__(self, *, unit: str, on: date, later: date | None) -> None:
        super().__init__(unit=unit, on=on, later=later)


class UnitAlreadyDelivered(Refusal):
    """The unit was handed over before."""

    code = "estate.unit-already-delivered"

    def __init__(self, *, unit: str, on: date, delivered_on: date) -> None:
        super().__init__(unit=unit, on=on, delivered_on=delivered_on)


class NoOwnerToHandOverTo(Refusal):
    """A unit is handed over, and neither the registry nor the caller knows to whom."""

    code = "estate.no-owner-to-hand-over-to"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


class LeasesOverlap(Refusal):
    """Two tenants would owe for the same days."""

    code = "estate.leases-overlap"

    def __init__(self, *, unit: str, lease: str, other: str) -> None:
        super().__init__(unit=unit, lease=lease, other=other)


class AccountInUse(Refusal):
    """A tenure would vanish altogether, but its account has been charged or paid."""

    code = "estate.account-in-use"

    def __init__(self, *, unit: str, held: str) -> None:
        super().__init__(unit=unit, held=held)


@transaction
def change_owner(
    *, community_id: int, unit_id: int, party_id: int, on: date, actor: Actor
) -> Change:
    """Give a unit to a new owner from a day on.

    The seller's tenure ends with the day before and keeps its account with all arrears; the
    buyer owes from that day, but for days on which a tenant or the developer does.

    Raises:
        UnitUnknown: If there is no such unit.
        NoOwnerToFollow: If nobody owns it on that day.
        OwnerUnchanged: If the buyer owns it already.
        OwnerChangesLater: If a change after that day is recorded.
        AccountInUse: If a later tenure of the seller would vanish, but was charged.
    """
    return change_owner_within(
        community_id=community_id, unit_id=unit_id, party_id=party_id, on=on, actor=actor
    )


@transaction_required
def change_owner_within(
    *, community_id: int, unit_id: int, party_id: int, on: date, actor: Actor
) -> Change:
    """Change the owner as ``change_owner`` does, in the transaction that registers the buyer.

    Raises:
        Refusal: What ``change_owner`` refuses; the caller's transaction must not be committed.
    """
    change = _Reshaping(community_id, unit_id, on)
    sellers = change.reaching(on, TenureRole.OWNER)
    _check_sellers(change, sellers, party_id)

    for tenure in sellers:
        change.reshape(tenure, _held(tenure).without(Held(on)))
    change.own(party_id, Held(on))

    return change.finish("estate.change-owner", actor)


@transaction
def deliver(
    *, community_id: int, unit_id: int, on: date, party_id: int | None = None, actor: Actor
) -> Change:
    """Record that the developer handed a unit over.

    The developer owes through the month of delivery, the owner from the next month. The owner
    is the given party, else the one the registry knows.

    Raises:
        UnitUnknown: If there is no such unit.
        UnitAlreadyDelivered: If it was handed over before.
        NoOwnerToHandOverTo: If no owner is known and none is given.
        AccountInUse: If a later tenure of the developer would vanish, but was charged.
    """
    change = _Reshaping(community_id, unit_id, on)
    if change.unit.delivered_on:
        raise UnitAlreadyDelivered(
            unit=change.unit.code, on=on, delivered_on=change.unit.delivered_on
        )
    rest = Held(owner_owes_from(on))
    owners = change.reaching(rest.since, TenureRole.OWNER)
    owner = party_id or next((tenure.party_id for tenure in owners), None)
    if owner is None:
        raise NoOwnerToHandOverTo(unit=change.unit.code, on=on)

    own = [tenure for tenure in owners if tenure.party_id == owner]
    for tenure in (*change.reaching(rest.since, TenureRole.DEVELOPER), *own):
        change.reshape(tenure, _held(tenure).without(rest))
    change.own(owner, rest)
    change.unit.deliver(on)

    return change.finish("estate.deliver", actor)


@transaction
def add_tenant(
    *,
    community_id: int,
    unit_id: int,
    party_id: int,
    since: date,
    until: date | None,
    liable: bool,
    actor: Actor,
) -> Change:
    """Record a lease; where the parties agreed so, the tenant owes during it.

    The owner then owes before and after the lease, and stays the owner throughout.

    Raises:
        UnitUnknown: If there is no such unit.
        LeasesOverlap: If another tenant owes for some of the days.
        AccountInUse: If the owner's days would begin later, but were charged.
    """
    change = _Reshaping(community_id, unit_id, since)
    lease = Held(since, until)

    if liable:
        _make_room(change, lease)
    change.begin(party_id, TenureRole.TENANT, liable, lease)

    return change.finish("estate.add-tenant", actor)


def _check_sellers(change: _Reshaping, sellers: list[Tenure], party_id: int) -> None:
    unit, on = change.unit.code, change.on
    present = [tenure for tenure in sellers if on in _held(tenure)]
    if not present:
        raise NoOwnerToFollow(unit=unit, on=on)
    for tenure in sellers:
        if tenure.party_id == party_id:
            raise OwnerUnchanged(unit=unit, since=tenure.held.lower)
        if tenure.party_id not in {owner.party_id for owner in present}:
            raise OwnerChangesLater(unit=unit, on=on, later=tenure.held.lower)


def _make_room(change: _Reshaping, lease: Held) -> None:
    for tenure in [tenure for tenure in change.live if tenure.liable]:
        common = _held(tenure) & lease
        if common is None:
            continue
        if tenure.role == TenureRole.TENANT:
            raise LeasesOverlap(unit=change.unit.code, lease=str(lease), other=str(_held(tenure)))
        change.reshape(tenure, _held(tenure).without(lease))
        change.begin(tenure.party_id, TenureRole(tenure.role), False, common)


class _Reshaping:
    """One unit, locked, while its tenures are cut and added."""

    def __init__(self, community_id: int, unit_id: int, on: date) -> None:
        unit = (
            Unit.objects.live()
            .select_for_update()
            .filter(community_id=community_id, id=unit_id)
            .first()
        )
        if unit is None:
            raise UnitUnknown(text=str(unit_id), tried=str(unit_id))
        self.unit, self.on = unit, on
        rows = Tenure.objects.live().filter(community_id=community_id, unit_id=unit_id)
        self.live = list(rows.order_by("held", "id"))
        self.ended: list[Tenure] = []
        self.begun: list[Tenure] = []

    def reaching(self, day: date | None, role: TenureRole) -> list[Tenure]:
        """List tenures of a role with days on or after a day."""
        return [t for t in self.live if t.role == role and _held(t) & Held(day)]

    def reshape(self, tenure: Tenure, pieces: Sequence[Held]) -> None:
        """Leave a tenure only some of its days; days that do not begin it become new tenures."""
        stays = bool(pieces) and pieces[0].since == tenure.held.lower
        if not stays:
            self._withdraw(tenure)
        elif pieces[0].until != tenure.held.upper:
            tenure.end(pieces[0].until)
        self.live.remove(tenure)
        self.ended.append(tenure)
        for piece in pieces[1 if stays else 0 :]:
            self.begin(tenure.party_id, TenureRole(tenure.role), tenure.liable, piece)

    def own(self, party_id: int, held: Held) -> None:
        """Make a party the owner; it owes for the days nobody else owes for."""
        others = [_held(tenure) for tenure in (*self.live, *self.begun) if tenure.liable]
        owed = held.without_all(others)
        for piece in owed:
            self.begin(party_id, TenureRole.OWNER, True, piece)
        for piece in held.without_all(owed):
            self.begin(party_id, TenureRole.OWNER, False, piece)

    def begin(self, party_id: int, role: TenureRole, liable: bool, held: Held) -> None:
        """Add a tenure, on a new account if it is liable."""
        account_id = self._open_account(held) if liable else None
        tenure = Tenure.objects.create(
            community_id=self.unit.community_id,
            unit_id=self.unit.id,
            party_id=party_id,
            account_id=account_id,
            role=role,
            liable=liable,
            held=DateRange(held.since, held.until, "[)"),
        )
        self.begun.append(tenure)

    def finish(self, action: str, actor: Actor) -> Change:
        """Note the change in the audit trail and tell it."""
        change = Change(
            unit_code=self.unit.code,
            on=self.on,
            ended=tuple(holder_of(tenure) for tenure in self.ended),
            begun=tuple(holder_of(tenure) for tenure in self.begun),
        )
        audit.note(
            actor=actor,
            action=action,
            community_id=self.unit.community_id,
            subject=f"unit:{self.unit.id}",
            facts={
                "unit": self.unit.code,
                "on": self.on,
                "ended": [_told(holder) for holder in change.ended],
                "begun": [_told(holder) for holder in change.begun],
            },
        )
        return change

    def _open_account(self, held: Held) -> int:
        number = Tenure.objects.accounts_of_code(self.unit.community_id, self.unit.code) + 1
        return ledger.open_account(
            community_id=self.unit.community_id,
            code=f"{self.unit.code}#{number}",
            opened_on=held.since or self.on,
        )

    def _withdraw(self, tenure: Tenure) -> None:
        if tenure.account_id and _account_in_use(tenure):
            raise AccountInUse(unit=self.unit.code, held=str(_held(tenure)))
        tenure.withdraw()


def _account_in_use(tenure: Tenure) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IN_USE, {"community": tenure.community_id, "account": tenure.account_id})
        return bool(cursor.fetchone()[0])


def _held(tenure: Tenure) -> Held:
    return Held(tenure.held.lower, tenure.held.upper)


def _told(holder: Holder) -> str:
    owes = "liable" if holder.liable else "not liable"
    return f"{holder.role} {holder.party_id} {holder.held} {owes}"


_IN_USE = """
SELECT EXISTS (SELECT FROM ledger__item
               WHERE community_id = %(community)s AND account_id = %(account)s)
    OR EXISTS (SELECT FROM ledger__credit
               WHERE community_id = %(community)s AND account_id = %(account)s)
"""
