"""Move the company's own money: cash it paid into its bank, cards an acquirer paid for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.refusals import Refusal
from qingshou.ledger.rules.chart import Channel
from qingshou.platform import audit
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.operations.attributing import COLUMNS
from qingshou.reconciliation.operations.moving import MOVED, move
from qingshou.reconciliation.queries.clauses import landed
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard
from qingshou.reconciliation.queries.own_money import (
    CARDS,
    Marked,
    card_terms,
    cards_waiting,
    cash_verdicts,
    marked_lines,
)
from qingshou.reconciliation.rules.own_money import CardTerms, is_cards, settlements

_CHOSEN = """
DROP TABLE IF EXISTS pg_temp.reconciliation_chosen;
CREATE TEMP TABLE reconciliation_chosen (
    line_id bigint, how text, evidence text, confidence_bp integer, fee_fen bigint, day date
) ON COMMIT DROP
"""
_COPY = """
COPY reconciliation_chosen (line_id, how, evidence, confidence_bp, fee_fen, day) FROM STDIN
"""


class CardTermsAlreadySet(Refusal):
    """The merchant's terms were set for that day before."""

    code = "reconciliation.card-terms-already-set"

    def __init__(self, *, number: str, since: date) -> None:
        super().__init__(number=number, since=since)


@transaction
def set_card_terms(
    *, community_id: int, number: str, acquirer: str, terms: CardTerms, actor: Actor
) -> None:
    """Keep what an acquirer takes of a card payment from a day on.

    Raises:
        CardTermsAlreadySet: If that merchant's terms begin on that day already.
    """
    known = models.CardTerms.objects.filter(
        community_id=community_id, number=number, since=terms.since
    )
    if known.exists():
        raise CardTermsAlreadySet(number=number, since=terms.since)
    models.CardTerms.objects.create(
        community_id=community_id,
        number=number,
        acquirer=acquirer,
        since=terms.since,
        rate_millionths=terms.rate_millionths,
        most_fen=None if terms.most is None else terms.most.fen,
        actor=actor.name,
    )
    audit.note(
        actor=actor,
        action="reconciliation.set-card-terms",
        community_id=community_id,
        subject=f"card-merchant:{number}",
        facts={"since": terms.since, "rate_millionths": terms.rate_millionths},
    )


@transaction_required
def move_own_money(
    *, account: FundAccountCard, values: Mapping[str, Any], today: date, actor: Actor
) -> tuple[int, int]:
    """Move what is surely cash or cards; hold back what only may be cash. Tell how many of each.

    Raises:
        Refusal: What the ledger refuses.
    """
    if account.channel is not Channel.TRANSFER:
        return 0, 0
    lines = marked_lines(
        community_id=account.community_id, fund_account_id=account.fund_account_id, today=today
    )
    if not lines:
        return 0, 0
    cards = _move_cards(account, lines, values, actor)
    return _move_cash(account, lines, values, actor), cards


def _move_cash(
    account: FundAccountCard, lines: Sequence[Marked], values: Mapping[str, Any], actor: Actor
) -> int:
    judged = cash_verdicts(community_id=account.community_id, lines=lines)
    _hold(line_id for line_id, _, verdict in judged if not verdict.is_automatic)
    _choose(
        (line_id, "CASH", "+".join(verdict.evidence), verdict.confidence_bp, 0, None)
        for line_id, _, verdict in judged
        if verdict.is_automatic
    )
    return move(steps=(_CASH, MOVED), account=account, values=values, actor=actor, what="cash")


def _move_cards(
    account: FundAccountCard, lines: Sequence[Marked], values: Mapping[str, Any], actor: Actor
) -> int:
    paid = [(line_id, line) for line_id, line in lines if is_cards(line)]
    if not paid:
        return 0
    community_id = account.community_id
    found = settlements(
        [line for _, line in paid],
        days=cards_waiting(community_id=community_id, first_on=min(line.on for _, line in paid)),
        terms=card_terms(community_id=community_id),
    )
    _choose(
        (line_id, "CARDS", "", 10_000, each.fee.fen, each.day)
        for (line_id, _), each in zip(paid, found, strict=True)
        if each is not None
    )
    _hold(line_id for (line_id, _), each in zip(paid, found, strict=True) if each is None)
    with connection.cursor() as cursor:
        cursor.execute(_TIES, values)
    return move(steps=(_CARDS, MOVED), account=account, values=values, actor=actor, what="cards")


def _hold(line_ids: Iterable[int]) -> None:
    """Keep lines from being received or parked: a person, or a later statement, tells."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(line_ids)])


def _choose(rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CHOSEN)
        with cursor.cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)


@transaction_required
def move_cash_of_line(*, account: FundAccountCard, line_id: int, today: date, actor: Actor) -> None:
    """Move a line's amount out of cash because a person says so; the caller judged the amount.

    Raises:
        Refusal: What the ledger refuses.
    """
    _choose([(line_id, "PERSON", "", 10_000, 0, None)])
    values = {
        "community_id": account.community_id,
        "fund_account_id": account.fund_account_id,
        "today": today,
        "actor": actor.name,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS reconciliation_open (line_id bigint) ON COMMIT DROP"
        )
    move(steps=(_CASH, MOVED), account=account, values=values, actor=actor, what="cash")


_HOLD = """
UPDATE reconciliation_open SET held = true WHERE line_id = ANY (%s::bigint[])
"""

_CASH = f"""
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT {landed('line."on"')} AS "on", '1002' AS debit_code, '1001' AS credit_code,
       line.amount_fen, 'line ' || line.id AS memo, line.id AS line_id,
       line.amount_fen AS signed_fen, 1 AS part, chosen.how, chosen.confidence_bp, chosen.evidence
FROM reconciliation_chosen chosen
JOIN reconciliation_line line
    ON line.community_id = %(community_id)s AND line.id = chosen.line_id
"""  # noqa: S608 - made of constants

_CARDS = f"""
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT {landed('line."on"')} AS "on", side.debit_code, '1012' AS credit_code, side.amount_fen,
       side.memo, line.id AS line_id, side.signed_fen, side.part, chosen.how,
       chosen.confidence_bp, chosen.evidence
FROM reconciliation_chosen chosen
JOIN reconciliation_line line
    ON line.community_id = %(community_id)s AND line.id = chosen.line_id
CROSS JOIN LATERAL (VALUES
    ('1002', line.amount_fen, 'line ' || line.id, line.amount_fen, 1),
    ('6603', chosen.fee_fen, 'line ' || line.id || ' fee', -chosen.fee_fen, 2)
) side (debit_code, amount_fen, memo, signed_fen, part)
WHERE side.amount_fen > 0
"""  # noqa: S608 - made of constants

_TIES = f"""
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, chosen.line_id,
       2 + row_number() OVER (PARTITION BY chosen.line_id ORDER BY credit.credit_id),
       %(fund_account_id)s, 'CREDIT', credit.credit_id, credit.amount_fen, credit.account_id,
       false, 10000, 'CARDS', '', '', %(today)s, %(actor)s
FROM reconciliation_chosen chosen
JOIN LATERAL (SELECT credit.credit_id, credit.amount_fen, credit.account_id {CARDS}
      AND credit.credited_on = chosen.day) credit ON true
"""  # noqa: S608 - made of constants
"""The receipts a line pays for: parts behind the money itself and the fee."""
