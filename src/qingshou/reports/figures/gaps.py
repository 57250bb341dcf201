"""What the books do not tell, so that the report can say so and name the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qingshou.reports.document import FigureValue


class Topic(StrEnum):
    """Something a report would speak of, had it been recorded."""

    PREVIOUS_PERIOD = "PREVIOUS_PERIOD"
    YEAR_BEFORE = "YEAR_BEFORE"
    CASES = "CASES"
    CONTACTS = "CONTACTS"
    VISITS = "VISITS"
    LETTERS = "LETTERS"
    REASONS = "REASONS"
    PROMISES = "PROMISES"
    JUDGED_PROMISES = "JUDGED_PROMISES"
    PHONES = "PHONES"
    PRICE_CHANGES = "PRICE_CHANGES"
    SURVEYS = "SURVEYS"
    COMPLAINTS = "COMPLAINTS"
    BUDGETS = "BUDGETS"
    CONTROL_GROUPS = "CONTROL_GROUPS"


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic nothing, or too little, is recorded of, and the figures that show it."""

    topic: Topic
    figure_ids: tuple[str, ...] = ()


# A topic is missing where its figure is zero.
_SILENT_WHEN_ZERO = (
    (Topic.PREVIOUS_PERIOD, "billed.amount@previous"),
    (Topic.YEAR_BEFORE, "billed.amount@year_before"),
    (Topic.CASES, "cases.handled"),
    (Topic.CONTACTS, "contact.count"),
    (Topic.VISITS, "contact.count[channel=VISIT]"),
    (Topic.LETTERS, "contact.count[channel=LETTER]"),
    (Topic.PROMISES, "promise.made.count"),
    (Topic.JUDGED_PROMISES, "promise.judged.count"),
    (Topic.PRICE_CHANGES, "price_change.after.items"),
)
# A topic is incomplete where owing households lack it.
_INCOMPLETE_WHEN_ANY = (
    (Topic.REASONS, "overdue.households[reason=UNRECORDED]"),
    (Topic.PHONES, "no_phone.households"),
)
# Nothing of the kind is kept yet.
_NEVER_KEPT = (Topic.SURVEYS, Topic.COMPLAINTS, Topic.BUDGETS, Topic.CONTROL_GROUPS)


def gaps(figures: Mapping[str, FigureValue]) -> list[Gap]:
    """List what is not recorded for a report, in a fixed order."""
    silent = [Gap(topic, (id_,)) for topic, id_ in _SILENT_WHEN_ZERO if not figures[id_].value]
    incomplete = [Gap(topic, (id_,)) for topic, id_ in _INCOMPLETE_WHEN_ANY if figures[id_].value]
    return [*silent, *incomplete, *(Gap(topic) for topic in _NEVER_KEPT)]
