"""Bill a month of a community: preview, then post; a run is one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from qingshou.billing import models
from qingshou.billing.operations import parking
from qingshou.billing.operations.drafting import BY_ESTIMATE, Order, draw_up
from qingshou.billing.operations.gifting import settle_gifts
from qingshou.billing.rules.outcomes import Billed, KindTotal, Offset, Outcome
from qingshou.billing.rules.runs import striking_changes
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period, month
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.platform import clock
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.tariffs.queries import due_tariffs

HEX = 1 << 64


class PeriodIsNoMonth(Refusal):
    """A run bills one month; longer cycles are billed in their first or last month."""

    code = "billing.period-is-no-month"

    def __init__(self, *, period: str) -> None:
        super().__init__(period=period)


class NothingToBill(Refusal):
    """No tariff of the community is due in the month."""

    code = "billing.nothing-to-bill"

    def __init__(self, *, month: str) -> None:
        super().__init__(month=month)


class PreviewOutdated(Refusal):
    """The run would post other lines than the preview showed."""

    code = "billing.preview-outdated"

    def __init__(self, *, shown: str, found: str) -> None:
        super().__init__(shown=shown, found=found)


@dataclass(frozen=True, slots=True)
class Past:
    """What was billed before that this run must know."""

    run_id: int
    number: int
    edition: int
    opening: bool
    overlapping: tuple[int, ...]
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Sum:
    """The draft, added up."""

    kinds: tuple[KindTotal, ...]
    covers: Period | None
    digest: str

    @property
    def lines(self) -> int:
        return sum(kind.lines for kind in self.kinds)

    @property
    def total(self) -> Money:
        return Money(sum(kind.total.fen for kind in self.kinds))


@transaction
def preview(*, community_id: int, period: Period, on: date, accept_jumps: bool = False) -> Billed:
    """Show what a run would post, and post nothing; its digest is the run's.

    Raises:
        PeriodIsNoMonth: If the period is not a calendar month.
        NothingToBill: If no tariff is due.
    """
    order, past = prepare(community_id=community_id, period=period)
    return _draft(order, past, on=on, accept=accept_jumps)[0]


@transaction
def bill(
    *,
    community_id: int,
    period: Period,
    on: date,
    actor: Actor,
    accept_jumps: bool = False,
    shown_digest: str | None = None,
) -> Billed:
    """Post the month's charges of a community, dated ``on``, each exactly once.

    A second run posts only what the first could not. Runs of one community wait for each
    other. A run that is killed leaves nothing: running again is all the recovery there is.
    Money paid ahead settles the new charges at once.
    Units that must not be billed are set aside with a reason and tried again by the next run.

    Raises:
        PeriodIsNoMonth: If the period is not a calendar month.
        NothingToBill: If no tariff is due.
        PreviewOutdated: If ``shown_digest`` is given and is not the digest of what would be posted.
    """
    order, past = prepare(community_id=community_id, period=period)

    billed, found = _draft(order, past, on=on, accept=accept_jumps)
    if shown_digest is not None and shown_digest != billed.digest:
        raise PreviewOutdated(shown=shown_digest, found=billed.digest)
    if not billed.lines and past.number > 1:
        return replace(billed, outcome=Outcome.NOTHING_NEW)

    entry_id = _post(order, past, billed, actor) if billed.lines else None
    _keep(order, past, billed, found, entry_id=entry_id, actor=actor)
    if billed.parked:
        parking.keep_parked(community_id=community_id, run_id=past.run_id)
    if billed.lines:
        gifts = settle_gifts(
            community_id=community_id,
            month=order.month.start,
            source_ref=f"gifts:{order.month.name}/{past.number}",
            actor=actor,
        )
        billed = replace(billed, gifts=gifts, offset=_use_prepayments(order, past, actor))
    return replace(billed, outcome=Outcome.POSTED, run_id=past.run_id)


@transaction_required
def prepare(*, community_id: int, period: Period) -> tuple[Order, Past]:
    """Hold the billing of a community and tell what a run of a month would draw up.

    Raises:
        PeriodIsNoMonth: If the period is not a calendar month.
        NothingToBill: If no tariff is due.
    """
    if period != month(period.start.year, period.start.month):
        raise PeriodIsNoMonth(period=period.name)
    hold_community(subject=Subject.BILLING, community_id=community_id)
    tariffs = tuple(due_tariffs(community_id=community_id, month=period.start))
    if not tariffs:
        raise NothingToBill(month=period.name)
    covers = Period(
        min(tariff.stretch.start for tariff in tariffs),
        max(tariff.stretch.until for tariff in tariffs),
    )
    past = _past(community_id, period.start, covers)
    return Order(community_id, period, past.edition, past.run_id, tariffs), past


@transaction_required
def post_drawn(*, order: Order, past: Past, on: date, actor: Actor) -> None:
    """Post what stands in the draft as a run of its own, for a few units between two runs.

    It keeps no totals by kind: the next run is not compared with it.
    """
    found = _add_up()
    drawn = Billed(
        outcome=Outcome.POSTED,
        community_id=order.community_id,
        month=order.month.start,
        on=on,
        run_id=order.run_id,
        lines=found.lines,
        units=parking.census(order=order).units,
        total=found.total,
        kinds=(),
        parked=(),
        billed_before=0,
        free_lines=0,
        changes=(),
        poolless=(),
        digest=found.digest,
    )
    entry_id = _post(order, past, drawn, actor)
    _keep(order, past, drawn, found, entry_id=entry_id, actor=actor)


def _past(community_id: int, first: date, covers: Period) -> Past:
    values: dict[str, Any] = {
        "community_id": community_id,
        "month": first,
        "since": covers.start,
        "until": covers.until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAST, values)
        run_id, number, edition, opening, overlapping, kinds = cursor.fetchone()
    return Past(run_id, number, edition, opening, tuple(overlapping), json.loads(kinds))


def _draft(order: Order, past: Past, *, on: date, accept: bool) -> tuple[Billed, _Sum]:
    draw_up(order=order)
    census = parking.census(order=order)
    bounds = parking.Bounds(past.overlapping, opening=past.opening, accept_jumps=accept)
    before, reasons = parking.set_aside(order=order, found=census, bounds=bounds)
    aside = parking.parked(community_id=order.community_id) if reasons else ()
    changed = before or reasons or census.free_lines
    units = parking.census(order=order).units if changed else census.units
    found = _add_up()
    kinds = {kind.kind: kind.total.fen for kind in found.kinds}
    billed = Billed(
        outcome=Outcome.PREVIEWED,
        community_id=order.community_id,
        month=order.month.start,
        on=on,
        run_id=None,
        lines=found.lines,
        units=units,
        total=found.total,
        kinds=found.kinds,
        parked=aside,
        billed_before=before,
        free_lines=census.free_lines,
        changes=tuple(striking_changes(past.kinds, kinds)),
        poolless=_poolless(order, found),
        digest=found.digest,
    )
    return billed, found


def _post(order: Order, past: Past, billed: Billed, actor: Actor) -> int | None:
    posted = ledger.post_from(
        community_id=order.community_id,
        relation="billing_line",
        on=billed.on,
        source="BILLING",
        source_ref=f"{order.month.name}/{past.number}",
        actor=actor,
    )
    assert (posted.lines, posted.total) == (billed.lines, billed.total)
    return posted.entry_id


def _use_prepayments(order: Order, past: Past, actor: Actor) -> Offset:
    """Let money paid ahead settle what is open by now, the oldest due first."""
    used = ledger.settle_from(
        community_id=order.community_id,
        source_ref=f"billing:{order.month.name}/{past.number}",
        actor=actor,
    )
    return Offset(used.settlements, used.settled)


def _add_up() -> _Sum:
    with connection.cursor() as cursor:
        cursor.execute(f"{_ADD_UP}; {BY_ESTIMATE}")
        rows = cursor.fetchall()
    kinds = tuple(KindTotal(kind, lines, Money(int(fen))) for kind, lines, fen, *_ in rows)
    digest = f"{int(sum(row[3] for row in rows)) % HEX:016x}-{sum(row[1] for row in rows)}"
    covers = Period(min(row[4] for row in rows), max(row[5] for row in rows)) if rows else None
    return _Sum(kinds, covers, digest)


def _poolless(order: Order, found: _Sum) -> tuple[str, ...]:
    billed = {kind.kind for kind in found.kinds}
    shared = {tariff.kind for tariff in order.tariffs if tariff.basis == "SHARE"}
    return tuple(sorted(shared - billed))


def _keep(
    order: Order, past: Past, billed: Billed, found: _Sum, *, entry_id: int | None, actor: Actor
) -> None:
    models.Run.objects.create(
        community_id=order.community_id,
        id=past.run_id,
        period=order.month.start,
        edition=past.edition,
        number=past.number,
        on=billed.on,
        entry_id=entry_id,
        lines=billed.lines,
        units=billed.units,
        total_fen=billed.total.fen,
        kinds={kind.kind: kind.total.fen for kind in billed.kinds},
        covers_from=found.covers.start if found.covers else None,
        covers_until=found.covers.until if found.covers else None,
        digest=billed.digest,
        actor=actor.name,
        posted_at=clock.now(),
    )


# The edition counts what else stands of these days in the book, reversed runs and debts of the
# opening: a line may be posted beside one that was taken back.
_PAST = """
WITH past AS (
    SELECT max(run.number) FILTER (WHERE run.period = %(month)s) AS number,
           count(*) FILTER (WHERE run.state = 'REVERSED' AND run.covers_from < %(until)s
                              AND run.covers_until > %(since)s) AS reversed,
           array_agg(run.id) FILTER (WHERE run.state = 'POSTED' AND run.covers_from < %(until)s
                                       AND run.covers_until > %(since)s) AS overlapping,
           COALESCE(min(run.period) >= %(month)s::date - interval '12 months', TRUE) AS is_young
    FROM billing_run run WHERE run.community_id = %(community_id)s
), opening AS (
    SELECT max(item.edition) AS edition FROM ledger__item item
    WHERE (SELECT is_young FROM past) AND item.community_id = %(community_id)s
      AND item.nature = 'OPENING'
      AND item.period_from < %(until)s AND item.period_until > %(since)s
), latest AS (
    SELECT DISTINCT ON (kind.key) kind.key AS kind, kind.value AS fen
    FROM billing_run former, jsonb_each(former.kinds) kind
    WHERE former.community_id = %(community_id)s AND former.state = 'POSTED'
      AND former.period < %(month)s AND former.period >= %(month)s::date - interval '12 months'
    ORDER BY kind.key, former.period DESC, former.number
)
SELECT nextval('qingshou_id'), COALESCE(past.number, 0) + 1,
       past.reversed + COALESCE(opening.edition + 1, 0), opening.edition IS NOT NULL,
       COALESCE(past.overlapping, '{}'),
       COALESCE((SELECT jsonb_object_agg(kind, fen) FROM latest), '{}')::text
FROM past, opening
"""

_ADD_UP = """
SELECT kind, count(*), sum(amount_fen), sum(
           hashint8extended(account_id, hashint8extended(amount_fen, hashint8extended(
               tax_fen, hashint8extended((due_on - DATE '2000-01-01')::bigint, hashint8extended(
                   ((period_from - DATE '2000-01-01')::bigint << 32)
                       + (period_until - DATE '2000-01-01'), hashtextextended(kind, 0))))))),
       min(period_from), max(period_until)
FROM billing_line GROUP BY kind ORDER BY kind
"""
