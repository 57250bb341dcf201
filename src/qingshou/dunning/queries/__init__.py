"""What dunning tells: cases, stages, today's list; values out, never rows."""

from qingshou.dunning.queries.cases import (
    CaseLine,
    StepLine,
    case_of,
    cases_due_for_a_look,
    open_cases,
    steps_of,
)
from qingshou.dunning.queries.facts import facts_of
from qingshou.dunning.queries.flow import ContactCount, StageFlow, contact_counts, stage_flow

__all__ = [
    "CaseLine",
    "ContactCount",
    "StageFlow",
    "StepLine",
    "case_of",
    "cases_due_for_a_look",
    "contact_counts",
    "facts_of",
    "open_cases",
    "stage_flow",
    "steps_of",
]
