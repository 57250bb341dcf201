"""Accept promises to pay, and judge them by the money that came."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from django.db import connection

from qingshou.dunning import events, models
from qingshou.dunning.queries.facts import facts_of
from qingshou.dunning.rules import promises
from qingshou.dunning.rules.contacts import Pledge
from qingshou.dunning.rules.stages import Strategy
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, outbox
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class NothingOverdue(Refusal):
    """There is nothing overdue to promise for."""

    code = "dunning.nothing-overdue"

    def __init__(self, *, account_id: int, on: date) -> None:
        super().__init__(account_id=account_id, on=on)


class PromiseAlreadyRunning(Refusal):
    """A promise of this account still runs."""

    code = "dunning.promise-already-running"

    def __init__(self, *, promised_on: date, rests_until: date) -> None:
        super().__init__(promised_on=promised_on, rests_until=rests_until)


class PromiseBeforeItIsMade(Refusal):
    """The promised day lies before the day of the promise."""

    code = "dunning.promise-before-it-is-made"

    def __init__(self, *, made_on: date, promised_on: date) -> None:
        super().__init__(made_on=made_on, promised_on=promised_on)


class PromiseTooFarAhead(Refusal):
    """The promised day lies beyond what a collector may accept; that is an installment plan."""

    code = "dunning.promise-too-far-ahead"

    def __init__(self, *, promised_on: date, furthest_on: date) -> None:
        super().__init__(promised_on=promised_on, furthest_on=furthest_on)


class PromiseExceedsArrears(Refusal):
    """More was promised than is overdue."""

    code = "dunning.promise-exceeds-arrears"

    def __init__(self, *, amount: Money, overdue: Money) -> None:
        super().__init__(amount=amount, overdue=overdue)


@transaction_required
def accept_promise(
    *,
    community_id: CommunityId,
    account_id: AccountId,
    pledge: Pledge,
    made_on: date,
    strategy: Strategy,
    actor: Actor,
) -> promises.Promise:
    """Accept a promise; the case rests until it is kept or broken.

    Raises:
        PromiseBeforeItIsMade: If the promised day lies before the day of the promise.
        PromiseTooFarAhead: If it lies beyond what the strategy lets a collector accept.
        PromiseAlreadyRunning: If another promise of the account still runs.
        NothingOverdue: If the account owes nothing that is overdue.
        PromiseExceedsArrears: If more is promised than is overdue.
    """
    _refuse_impossible_day(pledge.promised_on, made_on, strategy)
    _refuse_second(community_id, account_id, made_on)
    arrears, _ = facts_of(
        community_id=community_id, account_id=account_id, strategy=strategy, today=made_on
    )
    amount = _amount(account_id, pledge, arrears.overdue, made_on)

    promise = promises.Promise.with_grace(
        made_on=made_on,
        promised_on=pledge.promised_on,
        amount=amount,
        grace_days=strategy.promise_grace_days,
    )
    _keep(community_id, account_id, promise, strategy, actor)
    return promise


@transaction_required
def judge_promises(*, community_id: CommunityId, today: date) -> int:
    """Judge every promise of a community whose fate is known by a day; tell how many.

    The rule is ``rules/promises.py``; this is its set-based twin.
    """
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, {"community_id": community_id, "today": today})
        return int(cursor.rowcount)


_JUDGE = """
WITH verdict AS (
    SELECT
        promise.id,
        CASE
            WHEN kept.kept_on IS NOT NULL THEN 'KEPT'
            WHEN promise.ends_on <= promise.promised_on THEN 'REPLACED'
            ELSE 'BROKEN'
        END AS state,
        coalesce(kept.kept_on, promise.ends_on) AS judged_on
    FROM dunning_promise promise
    CROSS JOIN LATERAL (
        SELECT min(received.credited_on) AS kept_on
        FROM (
            SELECT
                credit.credited_on,
                sum(credit.amount_fen) OVER (ORDER BY credit.credited_on) AS so_far_fen
            FROM ledger__credit credit
            WHERE credit.community_id = promise.community_id
                AND credit.account_id = promise.account_id
                AND credit.nature = 'RECEIPT'
                AND credit.credited_on >= promise.made_on
                AND credit.credited_on < promise.ends_on
                AND credit.credited_on <= %(today)s
        ) received
        WHERE received.so_far_fen >= promise.amount_fen
    ) kept
    WHERE promise.community_id = %(community_id)s
        AND promise.state = 'RUNNING' AND promise.made_on <= %(today)s
        AND (kept.kept_on IS NOT NULL OR promise.ends_on <= %(today)s)
)
UPDATE dunning_promise promise
SET state = verdict.state, judged_on = verdict.judged_on, ends_on = verdict.judged_on
FROM verdict
WHERE promise.community_id = %(community_id)s AND promise.id = verdict.id
"""


def _refuse_impossible_day(promised_on: date, made_on: date, strategy: Strategy) -> None:
    if promised_on < made_on:
        raise PromiseBeforeItIsMade(made_on=made_on, promised_on=promised_on)
    furthest_on = made_on + timedelta(days=strategy.promise_furthest_days)
    if promised_on > furthest_on:
        raise PromiseTooFarAhead(promised_on=promised_on, furthest_on=furthest_on)


def _refuse_second(community_id: CommunityId, account_id: AccountId, made_on: date) -> None:
    running = models.Promise.objects.filter(
        community_id=community_id,
        account_id=account_id,
        state=promises.PromiseState.RUNNING.value,
        ends_on__gt=made_on,
    ).first()
    if running is not None:
        raise PromiseAlreadyRunning(promised_on=running.promised_on, rests_until=running.ends_on)


def _amount(account_id: AccountId, pledge: Pledge, overdue: Money, made_on: date) -> Money:
    if overdue <= ZERO:
        raise NothingOverdue(account_id=account_id, on=made_on)
    amount = pledge.amount if pledge.amount is not None else overdue
    if amount > overdue:
        raise PromiseExceedsArrears(amount=amount, overdue=overdue)
    return amount


def _keep(
    community_id: CommunityId,
    account_id: AccountId,
    promise: promises.Promise,
    strategy: Strategy,
    actor: Actor,
) -> None:
    models.Promise.objects.create(
        community_id=community_id,
        account_id=account_id,
        made_on=promise.made_on,
        promised_on=promise.promised_on,
        amount_fen=promise.amount.fen,
        grace_days=strategy.promise_grace_days,
        ends_on=promise.ends_on,
        actor=actor.name,
    )
    accepted = events.PromiseAccepted(
        community_id=community_id,
        account_id=account_id,
        promised_on=promise.promised_on,
        amount_fen=promise.amount.fen,
        rests_until=promise.ends_on,
    )
    outbox.announce(accepted)
    audit.note(
        actor=actor,
        action="dunning.accept_promise",
        community_id=community_id,
        subject=f"account:{account_id}",
        facts=asdict(accepted),
    )
