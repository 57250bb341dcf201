"""Build a batch of what is due: decide by the rule, freeze the amounts, give every reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection

from qingshou.debits import models
from qingshou.debits.rules.batches import reference
from qingshou.debits.rules.eligibility import Because, Choice, Due, Terms, choose
from qingshou.debits.rules.reasons import LASTING
from qingshou.debits.rules.templates import Template, read
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Left:
    """So many due bills left out for one reason."""

    because: Because
    bills: int
    total: Money


@dataclass(frozen=True, slots=True)
class Built:
    """A batch with its control sums, and what it left out; a preview has no number."""

    number: int | None
    on: date
    lines: int
    bills: int
    total: Money
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked: a day, a template as plain values, and a relation of what is held.

    ``holds`` names a temporary table with account_id and item_id; without an item the whole
    account is held.
    """

    on: date
    template: str
    layout: Mapping[str, Any]
    holds: str


class NothingToDebit(Refusal):
    """No due bill can be debited on that day; the count says how many are due."""

    code = "debits.nothing-to-debit"

    def __init__(self, *, on: date, due: int) -> None:
        super().__init__(on=on, due=due)


@transaction_required
def preview(*, community_id: int, order: Order) -> Built:
    """Tell what a batch would debit and leave out; write nothing.

    Raises:
        TemplateUnusable: If the template is not one.
    """
    read(order.template, order.layout)
    return _summed(None, order.on, _choices(community_id, order))


@transaction_required
def build(*, community_id: int, order: Order, actor: Actor) -> Built:
    """Build a batch: a line for each mandate with the whole bills it may debit that day.

    Raises:
        TemplateUnusable: If the template is not one.
        NothingToDebit: If no bill can be debited.
    """
    template = read(order.template, order.layout)
    hold_community(subject=Subject.DEBITS, community_id=community_id)
    choices = _choices(community_id, order)
    built = _summed(None, order.on, choices)
    if built.bills == 0:
        raise NothingToDebit(on=order.on, due=sum(left.bills for left in built.left))

    batch = _write(community_id, order, template, built, actor)
    _write_lines(community_id, batch, choices)
    _write_left_out(community_id, batch, choices)

    audit.note(
        actor=actor,
        action="debits.build",
        community_id=community_id,
        subject=f"batch:{batch.number}",
        facts={"on": order.on, "lines": built.lines, "total": built.total.yuan},
    )
    return _summed(batch.number, order.on, choices)


def _choices(community_id: int, order: Order) -> list[Choice]:
    """Ask the rule about the due bills of each account."""
    values: dict[str, Any] = {
        "community_id": community_id,
        "on": order.on,
        "lasting": sorted(reason.value for reason in LASTING),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, values)
        mandates = {
            mandate_id: Terms(mandate_id, Money(limit), Money(monthly), Money(used), rests)
            for mandate_id, limit, monthly, used, rests in cursor.fetchall()
        }
        cursor.execute(_DUES.format(holds=connection.ops.quote_name(order.holds)), values)
        dues = [
            Due(item, account, Money(fen), mandate, held, running, tries or 0, rests, bool(ended))
            for item, account, fen, mandate, held, running, tries, rests, ended in cursor
        ]
    grouped = groupby(dues, key=lambda due: due.account_id)
    return [choose(list(own), mandates, on=order.on) for _, own in grouped]


def _summed(number: int | None, on: date, choices: Sequence[Choice]) -> Built:
    taken = [due for choice in choices for due in choice.taken]
    left: dict[Because, list[Due]] = {}
    for choice in choices:
        for due, because in choice.left:
            left.setdefault(because, []).append(due)
    return Built(
        number=number,
        on=on,
        lines=len({due.mandate_id for due in taken}),
        bills=len(taken),
        total=_total(taken),
        left=tuple(
            Left(because, len(left[because]), _total(left[because]))
            for because in Because
            if because in left
        ),
    )


def _total(dues: Sequence[Due]) -> Money:
    return Money(sum(due.open.fen for due in dues))


def _write(
    community_id: int, order: Order, template: Template, built: Built, actor: Actor
) -> models.Batch:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('debits_batch_number')")
        (number,) = cursor.fetchone()
    return models.Batch.objects.create(
        community_id=community_id,
        number=number,
        on=order.on,
        lines=built.lines,
        total_fen=built.total.fen,
        template=template.code,
        layout=dict(order.layout),
        actor=actor.name,
    )


def _write_lines(community_id: int, batch: models.Batch, choices: Sequence[Choice]) -> None:
    by_mandate: dict[int, list[Due]] = {}
    for choice in choices:
        for due in choice.taken:
            assert due.mandate_id is not None
            by_mandate.setdefault(due.mandate_id, []).append(due)
    lines = [
        (number, reference(batch.number, number), mandate_id, dues)
        for number, (mandate_id, dues) in enumerate(by_mandate.items(), 1)
    ]
    values: dict[str, Any] = {
        "community_id": community_id,
        "batch_id": batch.id,
        "numbers": [number for number, *_ in lines],
        "references": [written for _, written, *_ in lines],
        "mandates": [mandate_id for _, _, mandate_id, _ in lines],
        "accounts": [dues[0].account_id for *_, dues in lines],
        "amounts": [_total(dues).fen for *_, dues in lines],
        "item_numbers": [number for number, *_, dues in lines for _ in dues],
        "items": [due.item_id for *_, dues in lines for due in dues],
        "item_amounts": [due.open.fen for *_, dues in lines for due in dues],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        cursor.execute(_PORTIONS, values)


def _write_left_out(community_id: int, batch: models.Batch, choices: Sequence[Choice]) -> None:
    left = list(_left(choices))
    with connection.cursor() as cursor:
        cursor.execute(
            _LEFT_OUT,
            {
                "community_id": community_id,
                "batch_id": batch.id,
                "accounts": [due.account_id for due, _ in left],
                "items": [due.item_id for due, _ in left],
                "amounts": [due.open.fen for due, _ in left],
                "reasons": [because.value for _, because in left],
            },
        )


def _left(choices: Sequence[Choice]) -> Iterator[tuple[Due, Because]]:
    for choice in choices:
        yield from choice.left


_TERMS = """
SELECT mandate.id, mandate.limit_fen, mandate.monthly_fen,
       COALESCE((
           SELECT sum(line.amount_fen)::bigint
           FROM debits_line line
           JOIN debits_batch batch
               ON batch.community_id = line.community_id AND batch.id = line.batch_id
           LEFT JOIN debits_outcome outcome
               ON outcome.community_id = line.community_id AND outcome.line_id = line.id
           WHERE line.community_id = mandate.community_id AND line.mandate_id = mandate.id
             AND batch.state <> 'WITHDRAWN' AND outcome.paid IS NOT FALSE
             AND date_trunc('month', batch."on") = date_trunc('month', %(on)s::date)), 0),
       EXISTS (
           SELECT FROM debits_line line
           JOIN debits_outcome outcome
               ON outcome.community_id = line.community_id AND outcome.line_id = line.id
           WHERE line.community_id = mandate.community_id AND line.mandate_id = mandate.id
             AND outcome.reason = ANY (%(lasting)s))
FROM debits_mandate mandate
WHERE mandate.community_id = %(community_id)s
"""

_DUES = """
SELECT item.item_id, item.account_id, item.open_fen, coverage.mandate_id,
       EXISTS (
           SELECT FROM {holds} hold
           WHERE hold.account_id = item.account_id
             AND COALESCE(hold.item_id, item.item_id) = item.item_id),
       EXISTS (
           SELECT FROM debits_portion portion
           WHERE portion.community_id = item.community_id AND portion.item_id = item.item_id
             AND portion.running),
       failure.tries, failure.next_on, failure.ended <> ''
FROM ledger__item item
LEFT JOIN debits_coverage coverage
    ON coverage.community_id = item.community_id AND coverage.account_id = item.account_id
    AND coverage.kind = item.kind AND coverage.since <= %(on)s
    AND COALESCE(coverage.until, 'infinity') > %(on)s
LEFT JOIN LATERAL (
    SELECT tries, next_on, ended FROM debits_failure failure
    WHERE failure.community_id = item.community_id AND failure.item_id = item.item_id
      AND failure.mandate_id = coverage.mandate_id
    ORDER BY tries DESC LIMIT 1
) failure ON true
WHERE item.community_id = %(community_id)s AND item.closed_on IS NULL
  AND item.nature <> 'REFUND' AND item.due_on <= %(on)s
ORDER BY item.account_id, item.due_on, item.item_id
"""

_LINES = """
INSERT INTO debits_line
    (community_id, batch_id, number, reference, mandate_id, account_id, amount_fen)
SELECT %(community_id)s, %(batch_id)s, line.*
FROM unnest(%(numbers)s::int[], %(references)s::text[], %(mandates)s::bigint[],
            %(accounts)s::bigint[], %(amounts)s::bigint[]) line
"""

_PORTIONS = """
INSERT INTO debits_portion
    (community_id, line_id, item_id, amount_fen, kind, period_from, period_until, running)
SELECT %(community_id)s, line.id, item.item_id, part.amount_fen, item.kind, item.period_from,
       item.period_until, true
FROM unnest(%(item_numbers)s::int[], %(items)s::bigint[], %(item_amounts)s::bigint[])
    AS part (number, item_id, amount_fen)
JOIN debits_line line
    ON line.community_id = %(community_id)s AND line.batch_id = %(batch_id)s
    AND line.number = part.number
JOIN ledger__item item
    ON item.community_id = %(community_id)s AND item.item_id = part.item_id
"""

_LEFT_OUT = """
INSERT INTO debits_leftout (community_id, batch_id, account_id, item_id, amount_fen, because)
SELECT %(community_id)s, %(batch_id)s, line.*
FROM unnest(%(accounts)s::bigint[], %(items)s::bigint[], %(amounts)s::bigint[],
            %(reasons)s::text[]) line
"""
