"""What a book tells of a period: trial balance, roll-forward, income, money held, turnover.

Everything is counted by the days of the rows, so a closed period tells the same for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import connection

from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.period import Period
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.chart import INCOME_ACCOUNTS, Chart
from qingshou.ledger.rules.natures import HELD, CreditNature


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One account of the journal: before the period, what moved, and at its end; debit positive."""

    code: str
    opening: Money
    debit: Money
    credit: Money

    @property
    def closing(self) -> Money:
        """What stood at the end of the period."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class RollLine:
    """Receivables of one kind: where they stood, what came, what went.

    ``brought`` are debts from before the book; ``credited`` are reversals, waivers and discounts.
    """

    kind: str
    opening: Money
    brought: Money
    billed: Money
    credited: Money
    received: Money
    written_off: Money

    @property
    def closing(self) -> Money:
        """What was open at the end of the period."""
        came = self.opening + self.brought + self.billed
        return came - self.credited - self.received - self.written_off


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """Income of one kind in the period, less what was reversed, with its output VAT."""

    kind: str
    net: Money
    vat: Money

    @property
    def gross(self) -> Money:
        """What was billed for it."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class HeldMove:
    """Money on its way through a book: prepaid by an account, or one deposit or payment held.

    ``came`` is new money, ``applied`` what settled debts or became a receipt, ``returned`` what
    went back, ``moved`` what came from other accounts less what went to them.
    """

    account: str
    kind: str
    source_ref: str
    opening: Money
    came: Money
    moved: Money
    applied: Money
    returned: Money

    @property
    def closing(self) -> Money:
        """What was left at the end of the period."""
        return self.opening + self.came + self.moved - self.applied - self.returned


@dataclass(frozen=True, slots=True)
class Turnover:
    """How often the average receivable was billed in a period, and how many days that makes."""

    billed: Money
    opening: Money
    closing: Money
    days: int

    @property
    def average(self) -> Fraction:
        """The mean of opening and closing receivables, in fen."""
        return Fraction(self.opening.fen + self.closing.fen, 2)

    @property
    def rate(self) -> Fraction | None:
        """Billed ÷ average receivable (应收账款周转率); none where nothing was receivable."""
        return Fraction(self.billed.fen) / self.average if self.average else None

    @property
    def turnover_days(self) -> Fraction | None:
        """Days of the period ÷ rate (应收账款周转天数); none where nothing was billed."""
        return self.days * self.average / self.billed.fen if self.billed.fen > 0 else None


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of one book for one period."""

    community_id: int
    period: Period
    trial: tuple[TrialLine, ...]
    roll: tuple[RollLine, ...]
    income: tuple[IncomeLine, ...]
    prepayments: tuple[HeldMove, ...]
    deposits: tuple[HeldMove, ...]
    unclaimed: tuple[HeldMove, ...]

    @property
    def turnover(self) -> Turnover:
        """The turnover of receivables in the period."""
        return Turnover(
            billed=total(line.billed for line in self.roll),
            opening=total(line.opening for line in self.roll),
            closing=total(line.closing for line in self.roll),
            days=(self.period.until - self.period.start).days,
        )

    def of_account(self, code: str) -> Money:
        """What an account of the journal held at the end of the period, debit positive."""
        return total(line.closing for line in self.trial if line.code == code)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements of one period that should tell the same and do not."""

    what: str
    told: Money
    found: Money


def statements(*, community_id: int, period: Period) -> Statements:
    """Draw up the statements of a book for a period."""
    values = {"community_id": community_id, "start": period.start, "until": period.until}
    held = {nature: _held(values, nature.value) for nature in map(CreditNature, HELD)}
    return Statements(
        community_id=community_id,
        period=period,
        trial=tuple(TrialLine(code, *map(Money, sums)) for code, *sums in _rows(_TRIAL, values)),
        roll=tuple(RollLine(kind, *map(Money, sums)) for kind, *sums in _rows(_ROLL, values)),
        income=tuple(IncomeLine(kind, Money(n), Money(v)) for kind, n, v in _rows(_INCOME, values)),
        prepayments=_moves(_PREPAYMENTS, values),
        deposits=held[CreditNature.DEPOSIT],
        unclaimed=held[CreditNature.SUSPENSE],
    )


def disagreements(told: Statements) -> list[Disagreement]:
    """Compare the statements with each other; an empty list is the proof that they agree."""
    pairs = [
        ("TRIAL_BALANCE", total(line.closing for line in told.trial), ZERO),
        (
            "RECEIVABLES",
            told.of_account(Chart.RECEIVABLE),
            total(line.closing for line in told.roll),
        ),
        (
            "PREPAYMENTS",
            -told.of_account(Chart.PREPAYMENT),
            total(line.closing for line in told.prepayments),
        ),
        (
            "DEPOSITS",
            -told.of_account(Chart.DEPOSIT),
            total(line.closing for line in told.deposits),
        ),
        (
            "UNCLAIMED",
            -told.of_account(Chart.SUSPENSE),
            total(line.closing for line in told.unclaimed),
        ),
    ]
    return [Disagreement(what, left, right) for what, left, right in pairs if left != right]


def _held(values: dict[str, Any], nature: str) -> tuple[HeldMove, ...]:
    return _moves(_HELD, values | {"nature": nature})


def _moves(statement: str, values: dict[str, Any]) -> tuple[HeldMove, ...]:
    return tuple(
        HeldMove(account, kind, ref, *map(Money, sums))
        for account, kind, ref, *sums in _rows(statement, values)
    )


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


_TRIAL = """
SELECT posting.account_code,
       COALESCE(sum(amount_fen) FILTER (WHERE entry."on" < %(start)s), 0)::bigint,
       COALESCE(sum(amount_fen) FILTER (WHERE entry."on" >= %(start)s AND amount_fen > 0),
                0)::bigint,
       -COALESCE(sum(amount_fen) FILTER (WHERE entry."on" >= %(start)s AND amount_fen < 0),
                 0)::bigint
FROM ledger_posting posting
JOIN ledger_entry entry
    ON entry.community_id = posting.community_id AND entry.id = posting.entry_id
WHERE posting.community_id = %(community_id)s AND entry."on" < %(until)s
GROUP BY posting.account_code
ORDER BY posting.account_code
"""

_ROLL = """
WITH came AS (
    SELECT kind,
           sum(amount_fen) FILTER (WHERE posted_on < %(start)s) AS opening,
           sum(amount_fen) FILTER (WHERE posted_on >= %(start)s AND nature = 'OPENING') AS brought,
           sum(amount_fen) FILTER (WHERE posted_on >= %(start)s AND nature <> 'OPENING') AS billed
    FROM ledger_openitem
    WHERE community_id = %(community_id)s AND nature <> 'REFUND' AND posted_on < %(until)s
    GROUP BY kind
), went AS (
    SELECT item.kind,
           sum(made.amount_fen) FILTER (WHERE made."on" < %(start)s) AS opening,
           sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s
                 AND made.nature IN ('REVERSAL', 'WAIVER', 'DISCOUNT')) AS credited,
           sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND made.nature IN ('RECEIPT', 'OPENING')) AS received,
           sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND made.nature = 'WRITE_OFF') AS written_off
    FROM ledger_settlement made
    JOIN ledger_openitem item
        ON item.community_id = made.community_id AND item.id = made.item_id
    WHERE made.community_id = %(community_id)s AND made."on" < %(until)s
      AND item.nature <> 'REFUND'
    GROUP BY item.kind
)
SELECT kind, (COALESCE(came.opening, 0) - COALESCE(went.opening, 0))::bigint,
       COALESCE(brought, 0)::bigint, COALESCE(billed, 0)::bigint, COALESCE(credited, 0)::bigint,
       COALESCE(received, 0)::bigint, COALESCE(written_off, 0)::bigint
FROM came FULL JOIN went USING (kind)
ORDER BY kind
"""

_INCOME_CODES = ", ".join(f"'{code}'" for code in (Chart.INCOME, *INCOME_ACCOUNTS.values()))

_INCOME = f"""
SELECT posting.kind,
       -COALESCE(sum(amount_fen) FILTER (WHERE account_code IN ({_INCOME_CODES})), 0)::bigint,
       -COALESCE(sum(amount_fen) FILTER (WHERE account_code = '{Chart.OUTPUT_VAT}'), 0)::bigint
FROM ledger_posting posting
JOIN ledger_entry entry
    ON entry.community_id = posting.community_id AND entry.id = posting.entry_id
WHERE posting.community_id = %(community_id)s
  AND entry."on" >= %(start)s AND entry."on" < %(until)s
  AND account_code IN ({_INCOME_CODES}, '{Chart.OUTPUT_VAT}')
GROUP BY posting.kind
ORDER BY posting.kind
"""  # noqa: S608 - our own names

_HELD = """
SELECT account.code, credit.kind, credit.source_ref,
       CASE WHEN credit."on" < %(start)s THEN credit.amount_fen - used.before ELSE 0 END,
       CASE WHEN credit."on" >= %(start)s AND credit.channel <> credit.nature
            THEN credit.amount_fen ELSE 0 END,
       CASE WHEN credit."on" >= %(start)s AND credit.channel = credit.nature
            THEN credit.amount_fen ELSE 0 END,
       used.applied, used.returned
FROM ledger_credit credit
JOIN ledger_account account
    ON account.community_id = credit.community_id AND account.id = credit.account_id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(made.amount_fen) FILTER (WHERE made."on" < %(start)s), 0)::bigint
               AS before,
           COALESCE(sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND item.channel = credit.nature), 0)::bigint
               AS applied,
           COALESCE(sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND item.channel <> credit.nature), 0)::bigint
               AS returned
    FROM ledger_settlement made
    JOIN ledger_openitem item
        ON item.community_id = made.community_id AND item.id = made.item_id
    WHERE made.community_id = credit.community_id AND made.credit_id = credit.id
      AND made."on" < %(until)s
) used
WHERE credit.community_id = %(community_id)s AND credit.nature = %(nature)s
  AND credit."on" < %(until)s
  AND (credit."on" >= %(start)s OR used.before < credit.amount_fen)
ORDER BY credit."on", credit.id
"""

_PREPAYMENTS = f"""
WITH came AS (
    SELECT account_id,
           sum(amount_fen) FILTER (WHERE "on" < %(start)s) AS opening,
           sum(amount_fen) FILTER (WHERE "on" >= %(start)s AND channel <> 'BALANCE') AS came,
           sum(amount_fen) FILTER (WHERE "on" >= %(start)s AND channel = 'BALANCE') AS moved
    FROM ledger_credit
    WHERE community_id = %(community_id)s AND "on" < %(until)s
      AND {journal.control_account("nature")} = '{Chart.PREPAYMENT}'
      AND nature IN ('RECEIPT', 'OPENING')
    GROUP BY account_id
), went AS (
    SELECT made.account_id,
           sum(made.amount_fen) FILTER (WHERE made."on" < %(start)s) AS opening,
           sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND item.nature <> 'REFUND') AS applied,
           sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND item.nature = 'REFUND'
                 AND item.channel <> 'BALANCE') AS returned,
           sum(made.amount_fen) FILTER (
               WHERE made."on" >= %(start)s AND item.nature = 'REFUND'
                 AND item.channel = 'BALANCE') AS moved
    FROM ledger_settlement made
    JOIN ledger_openitem item
        ON item.community_id = made.community_id AND item.id = made.item_id
    WHERE made.community_id = %(community_id)s AND made."on" < %(until)s
      AND made.nature IN ('RECEIPT', 'OPENING')
    GROUP BY made.account_id
), summed AS (
    SELECT account.code,
           COALESCE(came.opening, 0) - COALESCE(went.opening, 0) AS opening,
           COALESCE(came.came, 0) AS came,
           COALESCE(came.moved, 0) - COALESCE(went.moved, 0) AS moved,
           COALESCE(went.applied, 0) AS applied, COALESCE(went.returned, 0) AS returned
    FROM came FULL JOIN went USING (account_id)
    JOIN ledger_account account
        ON account.community_id = %(community_id)s AND account.id = account_id
)
SELECT CASE WHEN quiet THEN '' ELSE code END, '', '', sum(opening)::bigint, sum(came)::bigint,
       sum(moved)::bigint, sum(applied)::bigint, sum(returned)::bigint
FROM (
    SELECT *, opening = 0 AND opening + came + moved = applied + returned AS quiet FROM summed
) told
GROUP BY CASE WHEN quiet THEN '' ELSE code END, quiet
ORDER BY quiet, 1
"""  # noqa: S608 - our own names
