"""Every night the books are proved, and what contradicts itself is kept with its place.

The ledger, the receipts and the statements of closed months are proved together; a context that
keeps money of its own adds its proof to ``PROOFS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qingshou.estate import queries as estate
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.queries import Break
from qingshou.payments import queries as payments
from qingshou.payments.queries import Gap
from qingshou.platform import clock
from qingshou.platform.db import transaction
from qingshou.platform.identity import SYSTEM, Actor
from qingshou.platform.jobs import periodic
from qingshou.processes.month_closes.kept import Deviation, deviations

AT_NIGHT = "30 18 * * *"
"""02:30 in Beijing."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What the proofs of one community found; nothing when its books are sound."""

    community_id: int
    breaks: tuple[Break, ...]
    gaps: tuple[Gap, ...]
    changed: tuple[Deviation, ...]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """All findings as they are kept: which proof, which place, both numbers."""
        return [facts for proof in PROOFS for facts in proof(self)]


def prove(*, community_id: int) -> Proved:
    """Prove the books of a community by everything that is known."""
    return Proved(
        community_id=community_id,
        breaks=tuple(books.check(community_ids=[community_id])),
        gaps=tuple(payments.check(community_ids=[community_id])),
        changed=tuple(deviations(community_id=community_id)),
    )


@transaction
def prove_and_keep(*, community_id: int, at: datetime, actor: Actor) -> Proved:
    """Prove the books of a community and keep what was found."""
    proved = prove(community_id=community_id)
    ledger.keep_proof(community_id=community_id, at=at, findings=proved.findings, actor=actor)
    return proved


@periodic(cron=AT_NIGHT, queue="proof", name="books.prove")
def prove_all(**_: object) -> None:
    """Prove the books of every community."""
    for card in estate.communities():
        prove_and_keep(community_id=card.community_id, at=clock.now(), actor=SYSTEM)


def _of_breaks(proved: Proved) -> list[dict[str, Any]]:
    return [
        {
            "proof": "LEDGER",
            "invariant": found.invariant,
            "account": found.account,
            "kind": found.kind,
            "month": f"{found.month:%Y-%m}" if found.month else None,
            "document": found.document,
            "told": found.told.yuan,
            "found": found.found.yuan,
        }
        for found in proved.breaks
    ]


def _of_gaps(proved: Proved) -> list[dict[str, Any]]:
    return [
        {
            "proof": "RECEIPTS",
            "invariant": found.invariant,
            "place": found.place,
            "told": found.told,
            "found": found.found,
        }
        for found in proved.gaps
    ]


def _of_months(proved: Proved) -> list[dict[str, Any]]:
    return [
        {
            "proof": "CLOSED_MONTH",
            "invariant": found.statement,
            "month": found.period,
            "kept": found.kept,
            "found": found.found,
        }
        for found in proved.changed
    ]


PROOFS: tuple[Callable[[Proved], list[dict[str, Any]]], ...] = (_of_breaks, _of_gaps, _of_months)
