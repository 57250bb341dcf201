"""The side file with the hidden truth: what an analysis of the ledgers should find again.

One JSON object: the numbers of the model, a line for every household, totals per community.
It is written as it goes along, so that a million homes need no more memory than one community.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

from qingshou.sample import behavior
from qingshou.sample.books import Books, Outcome
from qingshou.sample.channels import Told
from qingshou.sample.holders import Household, Payer
from qingshou.sample.months import name_of
from qingshou.sample.plans import COMPANY, LETTERING_FROM, LIFT_REPAIRED_ON, LIFT_STOPPED


def model() -> dict[str, Any]:
    """State the numbers by which payments were drawn, in permille or percent."""
    return {
        "season_percent": behavior.SEASON,
        "standing_percent": behavior.STANDING,
        "effects_permille": behavior.EFFECTS,
        "legal_letter_permille": behavior.LEGAL_LETTER,
        "keeps_promise_permille": behavior.KEEPS_PROMISE,
        "grieved_percent": behavior.GRIEVED_PERCENT,
        "forgiving_percent": behavior.FORGIVING_PERCENT,
        "unforgiving_percent": behavior.UNFORGIVING_PERCENT,
        "broken_promise_percent": behavior.BROKEN_PROMISE_PERCENT,
        "price_shock_percent": behavior.PRICE_SHOCK_PERCENT,
        "personal_wording_bonus_permille": behavior.PERSONAL_WORDING_BONUS,
        "debit_success_permille": behavior.DEBIT_SUCCESS,
        "wording_tried_from": name_of(LETTERING_FROM),
        "lift_stopped_from": name_of(LIFT_STOPPED),
        "lift_repaired_on": str(LIFT_REPAIRED_ON),
    }


class TruthFile:
    """Writes the truth, community by community; use it in a ``with`` block."""

    def __init__(self, path: Path, *, seed: int, months: range) -> None:
        self.path = path
        self._months = months
        self._head = {
            "company": COMPANY,
            "seed": seed,
            "months": [name_of(months[0]), name_of(months[-1])],
            "model": model(),
        }
        self._communities: list[dict[str, Any]] = []

    def __enter__(self) -> TruthFile:
        self._stream = self.path.open("w", encoding="utf-8", newline="\n")
        self._stream.write(_text(self._head)[:-1] + ',\n"households":[')
        self._between = "\n"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stream as stream:
            stream.write(f'\n],\n"communities":{_text(self._communities)}}}\n')

    def add(self, books: Books, channels: Told | None) -> None:
        """Write the households of a community and remember its totals."""
        told: dict[tuple[str, str], Counter[str]] = {}
        for contact in books.contacts:
            if contact.reason:
                key = (contact.party.name, contact.unit.code)
                told.setdefault(key, Counter())[contact.reason] += 1
        for household in books.households:
            self._stream.write(self._between + _text(_household(books, household, told)))
            self._between = ",\n"
        seen = {} if channels is None else {"channels": channels.as_facts()}
        self._communities.append(_totals(books, self._months) | seen)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _household(
    books: Books, household: Household, told: dict[tuple[str, str], Counter[str]]
) -> dict[str, Any]:
    units = (household.unit, *household.spaces)
    return {
        "community": books.community.code,
        "unit": household.unit.code,
        "spaces": [space.code for space in household.spaces],
        "payers": [
            {
                **_payer(payer),
                "reasons_told": dict(_told(payer, told, [unit.code for unit in units])),
                **_outcome(books.outcomes[household.unit.code, payer.who]),
            }
            for payer in household.payers
        ],
    }


def _told(
    payer: Payer, told: dict[tuple[str, str], Counter[str]], codes: list[str]
) -> Counter[str]:
    return sum((told.get((payer.party.name, code), Counter()) for code in codes), Counter())


def _payer(payer: Payer) -> dict[str, Any]:
    traits = payer.traits
    grieved = traits.grieved
    return {
        "name": payer.party.name,
        "who": payer.who,
        "means": traits.means,
        "memory": traits.memory,
        "cause": traits.cause or None,
        "grieved": [name_of(grieved.start), name_of(grieved.stop)] if grieved else None,
        "forgiving": traits.forgiving,
        "phone_works": traits.phone_works,
        "pays_ahead": traits.pays_ahead,
        "usual_channel": traits.channel,
        "debit_from": None if traits.debit_from is None else name_of(traits.debit_from),
        "personal_wording": traits.personal_wording,
        "building_tilt_permille": traits.tilt,
        "responds_to": behavior.responds_to(traits),
    }


def _outcome(outcome: Outcome) -> dict[str, int]:
    return {
        "opening_fen": outcome.opening,
        "billed_fen": outcome.billed,
        "paid_fen": outcome.paid,
        "open_fen": outcome.open,
        "credit_fen": outcome.credit,
    }


def _totals(books: Books, months: range) -> dict[str, Any]:
    """The control totals of a community; what was billed is given by month and kind."""
    billed: dict[str, dict[str, int]] = {name_of(month): {} for month in months}
    for (month, kind), fen in sorted(books.billed.items()):
        billed[name_of(month)][kind] = fen
    outcomes = books.outcomes.values()
    return {
        "code": books.community.code,
        "name": books.community.name,
        "households": len(books.households),
        "units": sum(1 + len(household.spaces) for household in books.households),
        "payments": len(books.payments),
        "contacts": len(books.contacts),
        "promises": sum(contact.promised_on is not None for contact in books.contacts),
        "opening_fen": sum(outcome.opening for outcome in outcomes),
        "billed_fen": sum(outcome.billed for outcome in outcomes),
        "paid_fen": sum(outcome.paid for outcome in outcomes),
        "open_fen": sum(outcome.open for outcome in outcomes),
        "credit_fen": sum(outcome.credit for outcome in outcomes),
        "billed_fen_by_month": billed,
    }
