"""The doors the demo goes through: the commands a customer types, asked for JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Set
from typing import Any

from django.core.management import call_command

from qingshou.kernel.refusals import Refusal

# What a second run finds done already.
DONE_BEFORE = {
    "intake.already-imported",
    "billing.period-already-billed",
    "dunning.watch-goes-backwards",
    "reconciliation.fund-account-open",
    "reconciliation.card-terms-already-set",
    "reconciliation.statement-already-in",
    "reconciliation.day-already-closed",
    "billing.offer-name-taken",
}


class DoorClosed(Refusal):
    """A door refused what the demo brought; its own sentence says why."""

    code = "demo.door-closed"

    def __init__(self, *, command: str, sentence: str) -> None:
        super().__init__(command=command, sentence=sentence)


def through(command: str, *arguments: str, but: Set[str] = DONE_BEFORE) -> dict[str, Any]:
    """Go through one door and tell its answer; what was done before counts as done.

    ``but`` are the refusals that are no fault here; their answer is told like any other.

    Raises:
        DoorClosed: If the door refuses for another reason.
    """
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as stopped:
        answer: dict[str, Any] = json.loads(out.getvalue() or "{}")
        if stopped.code and answer.get("refused") not in but:
            sentence = answer.get("sentence") or err.getvalue().strip() or out.getvalue()[:2000]
            raise DoorClosed(command=" ".join([command, *arguments]), sentence=sentence) from None
        return answer
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def communities() -> list[dict[str, Any]]:
    """The communities the registry brought."""
    from qingshou.estate import queries

    return [{"code": card.code, "name": card.name} for card in queries.communities()]
