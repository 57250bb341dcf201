"""What is known of bank debits: mandates, batches, what was left out and what the bank answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.debits import models
from qingshou.debits.rules.batches import State
from qingshou.debits.rules.sheets import Outgoing, Wanted
from qingshou.debits.rules.templates import Template, read
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import sealing


class BatchUnknown(Refusal):
    """There is no debit batch of that number."""

    code = "debits.batch-unknown"

    def __init__(self, *, batch: int) -> None:
        super().__init__(batch=batch)


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A mandate in a list; the bank account is masked."""

    document: str
    account: str
    bank: str
    holder: str
    number: str
    kinds: tuple[str, ...]
    limit: Money
    monthly: Money
    since: date
    until: date | None
    revoked_on: date | None
    revoked_because: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in a list, with what the bank answered so far."""

    community_id: int
    batch: int
    on: date
    state: State
    template: str
    lines: int
    total: Money
    paid_lines: int
    paid: Money
    failed_lines: int
    failed: Money

    @property
    def waiting(self) -> int:
        """How many lines the bank did not answer yet."""
        return self.lines - self.paid_lines - self.failed_lines


@dataclass(frozen=True, slots=True)
class DebitLine:
    """One debit of a batch, with what the bank answered and what follows."""

    reference: str
    account: str
    amount: Money
    outcome: str
    reason: str
    words: str
    tries: int
    next_on: date | None
    ended: str


def sealed_about(*, community_id: int) -> str:
    """Tell the purpose a number is sealed for: it opens in its own community only."""
    return f"debits.mandate:{community_id}"


def mandates(*, community_id: int) -> list[MandateLine]:
    """List the mandates of a community, by account and day."""
    return [
        MandateLine(
            document,
            account,
            bank,
            holder,
            number,
            tuple(kinds),
            Money(limit),
            Money(monthly),
            *days,
        )
        for document, account, bank, holder, number, kinds, limit, monthly, *days in _rows(
            _MANDATES, {"community_id": community_id}
        )
    ]


def batches(*, community_ids: list[int]) -> list[BatchLine]:
    """List batches, the latest first."""
    return [
        BatchLine(
            community_id, number, on, State(state), template, lines, Money(total),
            paid_lines, Money(paid), failed_lines, Money(failed),
        )
        for community_id, number, on, state, template, lines, total, paid_lines, paid,
            failed_lines, failed in _rows(_BATCHES, {"communities": community_ids})
    ]  # fmt: skip


def lines(*, community_id: int, batch: int) -> list[DebitLine]:
    """List the debits of a batch in the order of its file."""
    return [
        DebitLine(written, account, Money(fen), *told)
        for written, account, fen, *told in _rows(
            _LINES, {"community_id": community_id, "batch": batch}
        )
    ]


def left_out(*, community_id: int, batch: int) -> list[tuple[str, str, Money]]:
    """List what a batch left out: account, reason and amount."""
    return [
        (account, because, Money(fen))
        for account, because, fen in _rows(
            _LEFT_OUT, {"community_id": community_id, "batch": batch}
        )
    ]


def community_of(*, batch: int) -> int:
    """Tell whose batch it is.

    Raises:
        BatchUnknown: If there is none of that number.
    """
    return int(_batch(batch).community_id)


def template_of(*, batch: int) -> Template:
    """Tell the template a batch's file is written by, as it was.

    Raises:
        BatchUnknown: If there is none of that number.
    """
    found = _batch(batch)
    return read(found.template, found.layout)


def outgoing(*, batch: int) -> Outgoing:
    """Open what a batch asks of the bank, numbers in the clear: for its file only.

    Raises:
        BatchUnknown: If there is none of that number.
    """
    found = _batch(batch)
    about = sealed_about(community_id=found.community_id)
    values = {"community_id": found.community_id, "batch_id": found.id}
    return Outgoing(
        batch=found.number,
        on=found.on,
        total=Money(found.total_fen),
        lines=tuple(
            Wanted(
                line=number,
                name=holder,
                number=sealing.unseal(sealed, about=about),
                amount=Money(fen),
                document=document,
                signed_on=signed_on,
                bank=bank,
                bank_code=bank_code,
            )
            for number, holder, sealed, fen, document, signed_on, bank, bank_code in _rows(
                _WANTED, values
            )
        ),
    )


def _batch(number: int) -> models.Batch:
    found = models.Batch.objects.numbered(number).first()
    if found is None:
        raise BatchUnknown(batch=number)
    return found


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


_MANDATES = """
SELECT mandate.document, account.code, mandate.bank, mandate.holder, mandate.number_masked,
       ARRAY(
           SELECT coverage.kind FROM debits_coverage coverage
           WHERE coverage.community_id = mandate.community_id AND coverage.mandate_id = mandate.id
           ORDER BY coverage.kind),
       mandate.limit_fen, mandate.monthly_fen, mandate.since, mandate.until, mandate.revoked_on,
       mandate.revoked_because
FROM debits_mandate mandate
JOIN ledger__account account
    ON account.community_id = mandate.community_id AND account.account_id = mandate.account_id
WHERE mandate.community_id = %(community_id)s
ORDER BY account.code, mandate.since, mandate.id
"""

_BATCHES = """
SELECT batch.community_id, batch.number, batch."on", batch.state, batch.template, batch.lines,
       batch.total_fen, count(*) FILTER (WHERE outcome.paid),
       COALESCE(sum(line.amount_fen) FILTER (WHERE outcome.paid), 0)::bigint,
       count(*) FILTER (WHERE NOT outcome.paid),
       COALESCE(sum(line.amount_fen) FILTER (WHERE NOT outcome.paid), 0)::bigint
FROM debits_batch batch
JOIN debits_line line ON line.community_id = batch.community_id AND line.batch_id = batch.id
LEFT JOIN debits_outcome outcome
    ON outcome.community_id = line.community_id AND outcome.line_id = line.id
WHERE batch.community_id = ANY (%(communities)s)
GROUP BY batch.community_id, batch.id
ORDER BY batch.number DESC
"""

_LINES = """
SELECT line.reference, account.code, line.amount_fen,
       CASE WHEN outcome.paid THEN 'PAID' WHEN outcome.paid IS NULL THEN 'WAITING'
            ELSE 'FAILED' END,
       COALESCE(outcome.reason, ''), COALESCE(outcome.words, ''), COALESCE(failure.tries, 0),
       failure.next_on, COALESCE(failure.ended, '')
FROM debits_batch batch
JOIN debits_line line ON line.community_id = batch.community_id AND line.batch_id = batch.id
JOIN ledger__account account
    ON account.community_id = line.community_id AND account.account_id = line.account_id
LEFT JOIN debits_outcome outcome
    ON outcome.community_id = line.community_id AND outcome.line_id = line.id
LEFT JOIN LATERAL (
    SELECT max(tries) AS tries, min(next_on) AS next_on, min(ended) AS ended
    FROM debits_failure failure
    WHERE failure.community_id = line.community_id AND failure.line_id = line.id
) failure ON true
WHERE batch.community_id = %(community_id)s AND batch.number = %(batch)s
ORDER BY line.number
"""

_LEFT_OUT = """
SELECT account.code, left_out.because, left_out.amount_fen
FROM debits_batch batch
JOIN debits_leftout left_out
    ON left_out.community_id = batch.community_id AND left_out.batch_id = batch.id
JOIN ledger__account account
    ON account.community_id = left_out.community_id AND account.account_id = left_out.account_id
WHERE batch.community_id = %(community_id)s AND batch.number = %(batch)s
ORDER BY account.code, left_out.item_id
"""

_WANTED = """
SELECT line.number, mandate.holder, mandate.number_sealed, line.amount_fen, mandate.document,
       mandate.signed_on, mandate.bank, mandate.bank_code
FROM debits_line line
JOIN debits_mandate mandate
    ON mandate.community_id = line.community_id AND mandate.id = line.mandate_id
WHERE line.community_id = %(community_id)s AND line.batch_id = %(batch_id)s
ORDER BY line.number
"""
