"""Open a shift, close it with what was counted, and say whether cash needs one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django_integrity import conversion

from qingshou.approvals import operations as approvals
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import models
from qingshou.payments.queries import shifts
from qingshou.payments.queries.shifts import ShiftLine, ShiftSheet
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor

CLOSE = "payments.close-shift"


class ShiftAlreadyOpen(Refusal):
    """The cashier has an open shift in this community."""

    code = "payments.shift-already-open"

    def __init__(self, *, cashier: str) -> None:
        super().__init__(cashier=cashier)


class ShiftAlreadyClosed(Refusal):
    """The shift was counted and closed; it is not counted again."""

    code = "payments.shift-already-closed"

    def __init__(self, *, shift: int, on: date | None, by: str) -> None:
        super().__init__(shift=shift, on=on, by=by)


class FloatNegative(Refusal):
    """The opening float is below zero."""

    code = "payments.float-negative"

    def __init__(self, *, amount: str) -> None:
        super().__init__(amount=amount)


class ShiftOfAnother(Refusal):
    """Another's shift is closed with an approval only."""

    code = "payments.shift-of-another"

    def __init__(self, *, cashier: str, actor: str) -> None:
        super().__init__(cashier=cashier, actor=actor)


class CashNotCounted(Refusal):
    """A shift is closed without counting its cash."""

    code = "payments.cash-not-counted"

    def __init__(self, *, expected: str) -> None:
        super().__init__(expected=expected)


class DifferenceUnexplained(Refusal):
    """What was counted is not what should be there, and nobody said why."""

    code = "payments.difference-unexplained"

    def __init__(self, *, channel: str, expected: str, counted: str, difference: str) -> None:
        super().__init__(channel=channel, expected=expected, counted=counted, difference=difference)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a shift is closed: what was counted by channel, why it differs, who takes over."""

    counted: Mapping[Channel, Money]
    reason: str = ""
    handed_to: str = ""


@transaction
def open_shift(
    *, community_id: int, float_: Money, on: date, actor: Actor, camera: str = ""
) -> ShiftSheet:
    """Open a shift of the acting cashier with so much change in the drawer.

    Raises:
        ShiftAlreadyOpen: If the cashier has one open in this community.
        FloatNegative: If the float is below zero.
    """
    if float_ < ZERO:
        raise FloatNegative(amount=float_.yuan)
    open_already = ShiftAlreadyOpen(cashier=actor.name)
    if shifts.open_shift(community_id=community_id, cashier=actor.name) is not None:
        raise open_already
    with conversion.refine_integrity_error(
        [(conversion.Named("payments_cashier_has_one_open_shift"), open_already)]
    ):
        row = models.Shift.objects.create(
            community_id=community_id,
            cashier=actor.name,
            float_fen=float_.fen,
            opened_on=on,
            opened_at=clock.now(),
            camera=camera,
        )
    audit.note(
        actor=actor,
        action="payments.open-shift",
        community_id=community_id,
        subject=f"shift:{row.id}",
        facts={"cashier": actor.name, "float": float_.yuan, "on": on, "camera": camera},
    )
    return shifts.shift_sheet(community_id=community_id, shift_id=row.id)


@transaction
def close_shift(
    *,
    community_id: int,
    shift_id: int,
    closing: Closing,
    on: date,
    today: date,
    actor: Actor,
    approval_id: int | None = None,
) -> ShiftSheet:
    """Close a shift with what was counted; a difference is recorded with its reason.

    No receipt can join a shift while it is being counted: the receipt series is held.

    Raises:
        ShiftUnknown: If the community has no such shift.
        ShiftAlreadyClosed: If it is closed.
        ShiftOfAnother: If it is another's and no approval is given.
        NotApproved: If the approval does not stand, or is for something else.
        CashNotCounted: If cash was not counted.
        DifferenceUnexplained: If a channel differs and no reason is given.
    """
    hold_community(subject=Subject.RECEIPT_SERIES, community_id=community_id)
    told = _open(community_id, shift_id)
    if told.cashier != actor.name:
        if approval_id is None:
            raise ShiftOfAnother(cashier=told.cashier, actor=actor.name)
        approvals.consume(
            community_id=community_id,
            request_id=approval_id,
            today=today,
            actor=actor,
            **_asked(told),
        )
    lines = _lines(told, closing)
    _check(lines, closing)
    row = models.Shift.objects.get(community_id=community_id, id=shift_id)
    for line in lines:
        _count(row, line, closing)
    row.close(on=on, at=clock.now(), by=actor.name, approval_id=approval_id, to=closing.handed_to)
    _note(row, told, closing, on, actor)
    return shifts.shift_sheet(community_id=community_id, shift_id=shift_id)


@transaction
def ask_to_close(
    *, community_id: int, shift_id: int, reason: str, today: date, actor: Actor
) -> int:
    """Ask a second person to let another's shift be closed; tell the request's id.

    Raises:
        ShiftUnknown: If the community has no such shift.
        ShiftAlreadyClosed: If it is closed.
        ReasonMissing: If no reason is given.
    """
    told = _open(community_id, shift_id)
    return approvals.open_request_within(
        community_id=community_id, reason=reason, today=today, actor=actor, **_asked(told)
    )


@transaction
def decide_desk_rule(*, community_id: int, cash_needs_shift: bool, actor: Actor) -> None:
    """Decide whether cash is taken only in an open shift, from now on."""
    models.DeskRule.objects.create(
        community_id=community_id,
        cash_needs_shift=cash_needs_shift,
        decided_by=actor.name,
        decided_at=clock.now(),
    )
    audit.note(
        actor=actor,
        action="payments.decide-desk-rule",
        community_id=community_id,
        subject=f"community:{community_id}",
        facts={"cash_needs_shift": cash_needs_shift},
    )


def _open(community_id: int, shift_id: int) -> ShiftSheet:
    """Tell a shift that is still to be counted."""
    told = shifts.shift_sheet(community_id=community_id, shift_id=shift_id)
    if told.closed_at is not None:
        raise ShiftAlreadyClosed(shift=shift_id, on=told.closed_on, by=told.closed_by)
    return told


def _asked(told: ShiftSheet) -> dict[str, Any]:
    """What a second person is asked to approve."""
    return {
        "action": CLOSE,
        "subject": f"shift:{told.shift_id}",
        "facts": {"cashier": told.cashier, "opened_on": told.opened_on},
    }


def _lines(told: ShiftSheet, closing: Closing) -> list[ShiftLine]:
    """The lines of the shift, and one that expects nothing for what was counted besides."""
    known = {line.channel for line in told.lines}
    nothing = [
        ShiftLine(channel.value, 0, ZERO, ZERO, ZERO, ZERO, None, "")
        for channel in closing.counted
        if channel.value not in known
    ]
    return [*told.lines, *nothing]


def _check(lines: list[ShiftLine], closing: Closing) -> None:
    if Channel.CASH not in closing.counted:
        [cash] = [line for line in lines if line.channel == Channel.CASH]
        raise CashNotCounted(expected=cash.expected.yuan)
    for line in lines:
        counted = closing.counted.get(Channel(line.channel))
        if counted is not None and counted != line.expected and not closing.reason.strip():
            raise DifferenceUnexplained(
                channel=line.channel,
                expected=line.expected.yuan,
                counted=counted.yuan,
                difference=(counted - line.expected).yuan,
            )


def _count(row: models.Shift, line: ShiftLine, closing: Closing) -> None:
    counted = closing.counted.get(Channel(line.channel))
    differs = counted is not None and counted != line.expected
    models.ShiftCount.objects.create(
        community_id=row.community_id,
        shift_id=row.id,
        channel=line.channel,
        receipts=line.receipts,
        received_fen=line.received.fen,
        returned_fen=line.returned.fen,
        moved_fen=line.moved.fen,
        expected_fen=line.expected.fen,
        counted_fen=None if counted is None else counted.fen,
        reason=closing.reason.strip() if differs else "",
    )


def _note(row: models.Shift, told: ShiftSheet, closing: Closing, on: date, actor: Actor) -> None:
    audit.note(
        actor=actor,
        action="payments.close-shift",
        community_id=row.community_id,
        subject=f"shift:{row.id}",
        facts={
            "cashier": told.cashier,
            "on": on,
            "expected": {line.channel: line.expected.yuan for line in told.lines},
            "counted": {channel.value: amount.yuan for channel, amount in closing.counted.items()},
            "reason": closing.reason,
            "handed_to": closing.handed_to,
            "approval_id": row.approval_id,
        },
    )
