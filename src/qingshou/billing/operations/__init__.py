"""Public writes of billing."""

from qingshou.billing.operations.forgiving import (
    CauseUnfit,
    CorrectedOnFutureDay,
    EvidenceMissing,
    ask_to_forgive,
    forgive,
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

__all__ = [
    "CauseUnfit",
    "CorrectedOnFutureDay",
    "EvidenceMissing",
    "NoRunToReverse",
    "NothingToBill",
    "PeriodIsNoMonth",
    "PreviewOutdated",
    "ReasonMissing",
    "ReversalBeforeRun",
    "Reversed",
    "ask_to_forgive",
    "bill",
    "forgive",
    "preview",
    "reverse_month",
    "reverse_run",
]
