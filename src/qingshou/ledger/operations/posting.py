"""Post many open items in one statement, with the entry and control postings they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django_integrity import conversion

from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.operations.closing import refuse_closed
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.natures import ItemNature, Source
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted; without lines there is no entry."""

    entry_id: EntryId | None
    lines: int
    total: Money


class DocumentAlreadyEntered(Refusal):
    """The journal has an entry for that document already."""

    code = "ledger.document-already-entered"

    def __init__(self, *, source: str, source_ref: str) -> None:
        super().__init__(source=source, source_ref=source_ref)


class ItemAlreadyPosted(Refusal):
    """An item of the same account, kind, start of period and edition stands in the book."""

    code = "ledger.item-already-posted"

    def __init__(self, *, source_ref: str) -> None:
        super().__init__(source_ref=source_ref)


class AmountImplausible(Refusal):
    """An amount is not above zero, or beyond ten billion yuan, or smaller than its tax."""

    code = "ledger.amount-implausible"

    def __init__(self, *, source_ref: str) -> None:
        super().__init__(source_ref=source_ref)


_FACTS = "quantity, price_id, price, months_num, months_den, factor, rounding_fen, run_id, edition"


@transaction_required
def post_from(
    *,
    community_id: int,
    relation: str,
    on: date,
    source: Source | str,
    source_ref: str,
    actor: Actor,
    nature: ItemNature = ItemNature.CHARGE,
) -> Posted:
    """Post an open item for every row of a relation, in one statement.

    ``relation`` names a temporary table or a view with account_id, kind, period_from,
    period_until, due_on, amount_fen, tax_fen, edition, quantity, price_id, price,
    months_num, months_den, factor, rounding_fen and run_id. Items are posted on ``on``.
    The journal and the audit trail tell what was inserted, not what was asked for.

    Raises:
        DocumentAlreadyEntered: If source and source_ref have an entry already.
        ItemAlreadyPosted: If an item of that account, kind, start and edition exists.
        AmountImplausible: If an amount is not above zero or beyond all reason.
        PeriodClosed: If the day lies in a closed period.
    """
    refuse_closed(community_id=community_id, on=on)
    posted = _insert(
        relation,
        f"tax_fen, {_FACTS}",
        community_id=community_id,
        on=on,
        source=str(source),
        source_ref=source_ref,
        actor=actor.name,
        nature=nature.value,
    )
    audit.note(
        actor=actor,
        action="ledger.post",
        community_id=community_id,
        subject=f"entry:{posted.entry_id}",
        facts={
            "source": str(source),
            "source_ref": source_ref,
            "lines": posted.lines,
            "total": posted.total.yuan,
        },
    )
    return posted


def _insert(relation: str, facts: str, **values: Any) -> Posted:
    statement = _POST.format(
        relation=connection.ops.quote_name(relation),
        facts=facts,
        postings=journal.postings_of(
            item_rows="summed",
            credit_rows=journal.NO_CREDITS,
            settlement_rows=journal.NO_SETTLEMENTS,
        ),
        amount_trace=journal.trace_of("amount_fen"),
        tax_trace=journal.trace_of("tax_fen"),
    )
    with connection.cursor() as cursor, conversion.refine_integrity_error(_refusals(values)):
        cursor.execute("SELECT nextval('qingshou_id')")
        entry_id = cursor.fetchone()[0]
        cursor.execute(statement, values | {"entry_id": entry_id, "posted_at": clock.now()})
        lines, total = cursor.fetchone()
    return Posted(EntryId(entry_id) if lines else None, lines, Money(total) if lines else ZERO)


def _refusals(values: dict[str, Any]) -> list[tuple[conversion.Named, Exception]]:
    ref = values["source_ref"]
    entered = DocumentAlreadyEntered(source=values["source"], source_ref=ref)
    implausible = AmountImplausible(source_ref=ref)
    return [
        (conversion.Named("ledger_document_is_entered_once"), entered),
        (conversion.Named("ledger_item_is_posted_once"), ItemAlreadyPosted(source_ref=ref)),
        (conversion.Named("ledger_item_amount_is_plausible"), implausible),
        (conversion.Named("ledger_item_tax_is_within_its_amount"), implausible),
    ]


_POST = """
WITH entered AS (
    INSERT INTO ledger_entry
        (community_id, id, "on", source, source_ref, memo, actor, posted_at)
    SELECT %(community_id)s, %(entry_id)s, %(on)s, %(source)s, %(source_ref)s, '',
           %(actor)s, %(posted_at)s
    WHERE EXISTS (SELECT FROM {relation})
), brought AS (
    INSERT INTO ledger_openitem (community_id, account_id, entry_id, nature, posted_on,
        kind, period_from, period_until, due_on, amount_fen, {facts})
    SELECT %(community_id)s, account_id, %(entry_id)s, %(nature)s, %(on)s,
        kind, period_from, period_until, due_on, amount_fen, {facts}
    FROM {relation}
    RETURNING account_id, kind, period_from, amount_fen, tax_fen
), summed AS MATERIALIZED (
    SELECT %(entry_id)s::bigint AS entry_id, %(nature)s AS nature, NULL::text AS channel,
           kind, date_trunc('month', period_from)::date AS month, count(*) AS lines,
           sum(amount_fen)::bigint AS amount_fen, sum(tax_fen)::bigint AS tax_fen,
           sum({amount_trace}) AS amount_trace, sum({tax_trace}) AS tax_trace
    FROM brought GROUP BY kind, period_from
), posted AS (
    INSERT INTO ledger_posting
        (community_id, entry_id, account_code, kind, month, amount_fen, trace)
    SELECT %(community_id)s, posting.* FROM ({postings}) posting
)
SELECT COALESCE(sum(lines), 0)::bigint, COALESCE(sum(amount_fen), 0)::bigint FROM summed
"""
