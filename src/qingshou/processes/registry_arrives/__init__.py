"""A registry arrives: the customer's own workbook becomes communities, homes, holders and prices.

All or nothing: the staged rows of an import are laid beside what is live, everything that
stands against them is found first, and only a file without findings is let in, in one
transaction and a few set-based statements. What equals the live registry is counted and left.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from qingshou.intake.rules.arrivals import Arrival
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity.actor import Actor
from qingshou.processes.registry_arrives import (
    departure,
    findings,
    holdings,
    people,
    places,
    prices,
    steps,
    totals,
)


def arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    """Let the staged rows of a registry in; a preview, or any finding, lets nothing in.

    The totals tell what was let in, or would have been.
    """
    try:
        return _arrive(import_id=import_id, actor=actor, today=today, preview=preview)
    except _NothingKept as nothing:
        return nothing.arrival


@transaction
def withdraw(*, import_id: int, actor: Actor, today: date) -> Arrival:
    """Take an import back: its rows are marked withdrawn.

    Raises:
        RegistryInUse: If bills, receipts, contacts or later imports hang on it.
    """
    counts = departure.withdraw(import_id=import_id, on=today)
    audit.note(actor=actor, action="registry.withdraw", subject=f"import:{import_id}", facts=counts)
    return Arrival(totals=counts)


class _NothingKept(Exception):  # noqa: N818 - it says what becomes of the transaction
    """Carries an arrival out of a transaction that must leave nothing behind."""

    def __init__(self, arrival: Arrival) -> None:
        super().__init__(arrival)
        self.arrival = arrival


@transaction
def _arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    steps.make_room()
    findings.begin()
    nowhere = steps.Arriving(import_id=import_id, today=today)
    communities, known = places.open_communities(nowhere)
    arriving = replace(nowhere, communities=communities, known_communities=known)
    places.draft(arriving)
    people.draft(arriving)
    kept = {"tenures": holdings.draft(arriving), "prices": prices.draft(arriving)}

    told = totals.of(arriving, kept=kept)
    problems = findings.found()
    if problems:
        raise _NothingKept(Arrival(totals=told, problems=problems))

    told |= _hand_over(arriving, told)
    if preview:
        raise _NothingKept(Arrival(totals=told))
    for community_id in arriving.communities:
        audit.note(
            actor=actor,
            action="registry.arrive",
            community_id=community_id,
            subject=f"import:{import_id}",
            facts=told,
        )
    return Arrival(totals=told)


def _hand_over(arriving: steps.Arriving, told: dict[str, Any]) -> dict[str, int]:
    """Give every context its part, lower floors first; a price list may still be refused."""
    counts = places.hand_over(arriving) | people.hand_over(arriving) | holdings.hand_over(arriving)
    try:
        return counts | prices.hand_over(arriving)
    except prices.REFUSALS as refusal:
        problem = prices.problem_of(arriving, refusal)
        raise _NothingKept(Arrival(totals=told, problems=(problem,))) from refusal
