"""Leave an account, or one disputed charge, in peace; and release it again."""

from __future__ import annotations

from datetime import date

from django.db import connection

from qingshou.dunning import models
from qingshou.dunning.events import HoldChanged
from qingshou.dunning.rules.holds import HoldReason, Pause
from qingshou.kernel.ids import AccountId, CommunityId, ItemId
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, outbox
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class ChargeUnknown(Refusal):
    """The charge to be held is not an open one of this account."""

    code = "dunning.charge-unknown"

    def __init__(self, *, account_id: int, item_id: int) -> None:
        super().__init__(account_id=account_id, item_id=item_id)


class HoldAlreadyOpen(Refusal):
    """The matter is held already, for the same reason."""

    code = "dunning.hold-already-open"

    def __init__(self, *, reason: HoldReason, start: date) -> None:
        super().__init__(reason=reason.value, start=start)


class HoldAlreadyOver(Refusal):
    """The hold ended before."""

    code = "dunning.hold-already-over"

    def __init__(self, *, until: date) -> None:
        super().__init__(until=until)


@transaction
def hold(
    *,
    community_id: CommunityId,
    account_id: AccountId,
    pause: Pause,
    actor: Actor,
) -> int:
    """Pause an account, or one charge of it.

    A complaint about one charge holds that charge only; the rest goes on. A hold with an end
    resumes by itself. Tells the hold's id.

    Raises:
        ChargeUnknown: If the charge is not an open one of this account.
        HoldAlreadyOpen: If the same matter is held for the same reason without an end.
    """
    hold_community(subject=Subject.DUNNING, community_id=community_id)
    if pause.item_id is not None:
        _refuse_foreign_charge(community_id, account_id, pause.item_id, pause.start)
    _refuse_second(community_id, account_id, pause)

    kept = models.Hold.objects.create(
        community_id=community_id,
        account_id=account_id,
        item_id=pause.item_id,
        reason=pause.reason.value,
        start=pause.start,
        until=pause.until,
        note=pause.note,
        actor=actor.name,
    )

    outbox.announce(HoldChanged(community_id, account_id, kept.id))
    _note(actor, "dunning.hold", kept)
    return kept.id


@transaction
def release(*, community_id: CommunityId, hold_id: int, on: date, actor: Actor) -> None:
    """End a hold on a day; the case goes on where it was.

    Raises:
        HoldAlreadyOver: If it ended by that day.
    """
    hold_community(subject=Subject.DUNNING, community_id=community_id)
    kept = models.Hold.objects.get(community_id=community_id, id=hold_id)
    if kept.until is not None and kept.until <= on:
        raise HoldAlreadyOver(until=kept.until)

    kept.until = max(on, kept.start)
    kept.save(update_fields=["until"])

    outbox.announce(HoldChanged(community_id, kept.account_id, kept.id))
    _note(actor, "dunning.release", kept)


def _refuse_second(community_id: CommunityId, account_id: AccountId, pause: Pause) -> None:
    standing = models.Hold.objects.filter(
        community_id=community_id,
        account_id=account_id,
        item_id=pause.item_id,
        reason=pause.reason.value,
        until__isnull=True,
    ).first()
    if standing is not None:
        raise HoldAlreadyOpen(reason=pause.reason, start=standing.start)


def _refuse_foreign_charge(
    community_id: CommunityId, account_id: AccountId, item_id: ItemId, on: date
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM ledger_open_as_of(ARRAY[%s]::bigint[], %s::date) item"
            " WHERE item.account_id = %s AND item.id = %s",
            [community_id, on, account_id, item_id],
        )
        if cursor.fetchone() is None:
            raise ChargeUnknown(account_id=account_id, item_id=item_id)


def _note(actor: Actor, action: str, kept: models.Hold) -> None:
    audit.note(
        actor=actor,
        action=action,
        community_id=kept.community_id,
        subject=f"account:{kept.account_id}",
        facts={
            "hold_id": kept.id,
            "item_id": kept.item_id,
            "reason": kept.reason,
            "start": kept.start,
            "until": kept.until,
        },
    )
