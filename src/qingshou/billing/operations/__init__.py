"""Public writes of billing."""

from qingshou.billing.operations.accruing import accrue_penalties, accrue_within
from qingshou.billing.operations.forgiving import (
    CauseUnfit,
    CorrectedOnFutureDay,
    EvidenceMissing,
    ask_to_forgive,
    forgive,
)
from qingshou.billing.operations.freezing import (
    Days,
    Matter,
    freeze_penalties_from,
    freeze_penalty,
)
from qingshou.billing.operations.penalty_posting import post_penalties, post_penalties_within
from qingshou.billing.operations.penalty_terms import (
    TermsOfUnknownKind,
    TermsReachBack,
    enter_penalty_terms,
)
from qingshou.billing.operations.reversing import (
    NoRunToReverse,
    ReasonMissing,
    ReversalBeforeRun,
    Reversed,
    reverse_month,
    reverse_run,
)
from qingshou.billing.operations.running import (
    NothingToBill,
    PeriodIsNoMonth,
    PreviewOutdated,
    bill,
    preview,
)
from qingshou.billing.operations.waiving import (
    WaiverExceedsPenalty,
    Wish,
    ask_to_waive,
    waive_penalty,
)

__all__ = [
    "CauseUnfit",
    "CorrectedOnFutureDay",
    "Days",
    "EvidenceMissing",
    "Matter",
    "NoRunToReverse",
    "NothingToBill",
    "PeriodIsNoMonth",
    "PreviewOutdated",
    "ReasonMissing",
    "ReversalBeforeRun",
    "Reversed",
    "TermsOfUnknownKind",
    "TermsReachBack",
    "WaiverExceedsPenalty",
    "Wish",
    "accrue_penalties",
    "accrue_within",
    "ask_to_forgive",
    "ask_to_waive",
    "bill",
    "enter_penalty_terms",
    "forgive",
    "freeze_penalties_from",
    "freeze_penalty",
    "post_penalties",
    "post_penalties_within",
    "preview",
    "reverse_month",
    "reverse_run",
    "waive_penalty",
]
