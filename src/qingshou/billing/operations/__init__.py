"""Public writes of billing."""

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
    "NoRunToReverse",
    "NothingToBill",
    "PeriodIsNoMonth",
    "PreviewOutdated",
    "ReasonMissing",
    "ReversalBeforeRun",
    "Reversed",
    "bill",
    "preview",
    "reverse_month",
    "reverse_run",
]
