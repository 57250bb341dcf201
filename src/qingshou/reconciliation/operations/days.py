"""Explain what differs, and close a day on which nothing is left to explain."""

from __future__ import annotations

from datetime import date

from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.queries.day_sheets import day_sheet, is_closed
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard
from qingshou.reconciliation.rules.differences import DaySheet


class DayStaysOpen(Refusal):
    """Something of the day is unexplained: differences wait, or balances contradict."""

    code = "reconciliation.day-stays-open"

    def __init__(
        self, *, on: date, account: str, ours: str, theirs: str, waiting: int, unexplained: str
    ) -> None:
        super().__init__(
            on=on,
            account=account,
            ours=ours,
            theirs=theirs,
            waiting=waiting,
            unexplained=unexplained,
        )


class BalanceToldDiffers(Refusal):
    """Their statement's own closing balance is not what all its lines come to."""

    code = "reconciliation.balance-told-differs"

    def __init__(self, *, on: date, account: str, told: str, summed: str) -> None:
        super().__init__(on=on, account=account, told=told, summed=summed)


class DayAlreadyClosed(Refusal):
    """The day was closed before."""

    code = "reconciliation.day-already-closed"

    def __init__(self, *, on: date, account: str) -> None:
        super().__init__(on=on, account=account)


class DayNotOver(Refusal):
    """A day can be closed only when it is over."""

    code = "reconciliation.day-not-over"

    def __init__(self, *, on: date, today: date) -> None:
        super().__init__(on=on, today=today)


class DifferenceUnknown(Refusal):
    """The day has no such difference."""

    code = "reconciliation.difference-unknown"

    def __init__(self, *, on: date, position: int, differences: int) -> None:
        super().__init__(on=on, position=position, differences=differences)


class ReasonMissing(Refusal):
    """A difference is explained by a reason."""

    code = "reconciliation.reason-missing"

    def __init__(self, *, position: int) -> None:
        super().__init__(position=position)


@transaction
def explain_difference(
    *, account: FundAccountCard, on: date, position: int, reason: str, actor: Actor
) -> None:
    """Record why a difference of a day, by its place on the sheet, is as it is.

    Raises:
        DayAlreadyClosed: If the day is closed.
        DifferenceUnknown: If the sheet has no such place.
        ReasonMissing: If no reason is given.
    """
    hold_community(subject=Subject.STATEMENTS, community_id=account.community_id)
    _refuse_closed(account, on)
    if not reason.strip():
        raise ReasonMissing(position=position)
    found = day_sheet(account=account, on=on).differences
    if not 1 <= position <= len(found):
        raise DifferenceUnknown(on=on, position=position, differences=len(found))
    difference = found[position - 1]
    models.Explanation.objects.get_or_create(
        community_id=account.community_id,
        fund_account_id=account.fund_account_id,
        on=on,
        kind=difference.kind.value,
        subject=difference.subject,
        defaults={
            "amount_fen": difference.effect.fen,
            "reason": reason.strip(),
            "actor": actor.name,
        },
    )
    audit.note(
        actor=actor,
        action="reconciliation.explain",
        community_id=account.community_id,
        subject=f"fund-account:{account.fund_account_id}:{on}",
        facts={"difference": difference.subject, "kind": difference.kind, "reason": reason.strip()},
    )


@transaction
def close_day(*, account: FundAccountCard, on: date, today: date, actor: Actor) -> DaySheet:
    """Close a day of an account: every difference explained, both balances told.

    Raises:
        DayNotOver: If the day is not past.
        DayAlreadyClosed: If it was closed before.
        BalanceToldDiffers: If their own balance contradicts their lines.
        DayStaysOpen: If a difference waits or something is unexplained.
    """
    if on >= today:
        raise DayNotOver(on=on, today=today)
    hold_community(subject=Subject.STATEMENTS, community_id=account.community_id)
    _refuse_closed(account, on)
    sheet = day_sheet(account=account, on=on)
    _refuse_open(account, sheet)

    models.ClosedDay.objects.create(
        community_id=account.community_id,
        fund_account_id=account.fund_account_id,
        on=on,
        opening_fen=sheet.theirs.opening.fen,
        in_fen=sheet.theirs.money_in.fen,
        out_fen=sheet.theirs.money_out.fen,
        closing_fen=sheet.theirs.closing.fen,
        differences=len(sheet.differences),
        difference_fen=(sheet.ours.closing - sheet.theirs.closing).fen,
        actor=actor.name,
    )
    audit.note(
        actor=actor,
        action="reconciliation.close-day",
        community_id=account.community_id,
        subject=f"fund-account:{account.fund_account_id}:{on}",
        facts={
            "closing": sheet.theirs.closing.yuan,
            "ours": sheet.ours.closing.yuan,
            "differences": len(sheet.differences),
        },
    )
    return sheet


def _refuse_closed(account: FundAccountCard, on: date) -> None:
    if is_closed(account=account, on=on):
        raise DayAlreadyClosed(on=on, account=account.number)


def _refuse_open(account: FundAccountCard, sheet: DaySheet) -> None:
    if sheet.told_differs:
        assert sheet.told is not None
        raise BalanceToldDiffers(
            on=sheet.on,
            account=account.number,
            told=sheet.told.yuan,
            summed=sheet.theirs.closing.yuan,
        )
    if not sheet.may_close:
        raise DayStaysOpen(
            on=sheet.on,
            account=account.number,
            ours=sheet.ours.closing.yuan,
            theirs=sheet.theirs.closing.yuan,
            waiting=len(sheet.waiting),
            unexplained=sheet.unexplained.yuan,
        )
