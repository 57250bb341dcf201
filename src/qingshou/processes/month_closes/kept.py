"""What is kept of a month's statements, and whether they still tell the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from qingshou.kernel.money import Money, total
from qingshou.kernel.period import Period
from qingshou.ledger import queries as books
from qingshou.ledger.queries import HeldMove, Statements
from qingshou.ledger.rules.closings import Deed


@dataclass(frozen=True, slots=True)
class Deviation:
    """A statement of a closed month that tells otherwise than when the month was closed."""

    community_id: int
    period: str
    statement: str
    kept: str
    found: str


def facts_of(told: Statements) -> dict[str, Any]:
    """Write statements as they are kept: small ones whole, ledgers by their sums and a digest."""
    return {
        "period": told.period.name,
        "trial": [
            [line.code, *_yuan(line.opening, line.debit, line.credit, line.closing)]
            for line in told.trial
        ],
        "roll": [
            [
                line.kind,
                *_yuan(line.opening, line.brought, line.billed, line.credited, line.received),
                *_yuan(line.written_off, line.closing),
            ]
            for line in told.roll
        ],
        "income": [[line.kind, *_yuan(line.net, line.vat, line.gross)] for line in told.income],
        "prepayments": _ledger(told.prepayments),
        "deposits": _ledger(told.deposits),
        "unclaimed": _ledger(told.unclaimed),
    }


def deviations(*, community_id: int) -> list[Deviation]:
    """Draw up the statements of every closed month again and compare; empty is the proof."""
    found = []
    for kept in _in_force(community_id):
        period = Period.named(kept["period"])
        now = facts_of(books.statements(community_id=community_id, period=period))
        found += [
            Deviation(community_id, period.name, name, _text(kept[name]), _text(now[name]))
            for name in now
            if kept[name] != now[name]
        ]
    return found


def _in_force(community_id: int) -> list[dict[str, Any]]:
    """List what was kept of the months that have not been opened again since."""
    standing: list[books.ClosingLine] = []
    for line in books.closings(community_id=community_id):
        if line.deed == Deed.REOPEN:
            standing = [other for other in standing if other.open_from <= line.open_from]
        else:
            standing.append(line)
    return [line.facts for line in standing if "period" in line.facts]


def _ledger(moves: tuple[HeldMove, ...]) -> dict[str, Any]:
    rows = [
        [
            move.account,
            move.kind,
            move.source_ref,
            *_yuan(move.opening, move.came, move.moved, move.applied, move.returned),
        ]
        for move in moves
    ]
    sums = _yuan(
        total(move.opening for move in moves),
        total(move.came for move in moves),
        total(move.moved for move in moves),
        total(move.applied for move in moves),
        total(move.returned for move in moves),
        total(move.closing for move in moves),
    )
    return {"lines": len(rows), "sums": sums, "sha256": _digest(rows)}


def _yuan(*amounts: Money) -> list[str]:
    return [amount.yuan for amount in amounts]


def _digest(rows: list[list[str]]) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _text(kept: Any) -> str:
    return json.dumps(kept, ensure_ascii=False)
