"""What is done with bank debits: mandates signed and revoked, batches built, sent and answered."""

from qingshou.debits.operations.answering import (
    AmountDiffers,
    AnswerContradicts,
    Answered,
    BatchNotSent,
    LineDoubled,
    LineUnknown,
    PartlyDebited,
    SettledAhead,
    TotalsDiffer,
    answer,
)
from qingshou.debits.operations.building import Built, NothingToDebit, build, preview
from qingshou.debits.operations.mandates import (
    LimitsImplausible,
    MandateAlreadyRevoked,
    MandateDaysImplausible,
    MandateOverlaps,
    MandatePaperUsed,
    MandateUnknown,
    Paper,
    RevokedWithoutReason,
    revoke,
    sign,
)
from qingshou.debits.operations.sending import (
    BatchAlreadySent,
    BatchWithdrawn,
    send,
    withdraw,
)

__all__ = [
    "AmountDiffers",
    "AnswerContradicts",
    "Answered",
    "BatchAlreadySent",
    "BatchNotSent",
    "BatchWithdrawn",
    "Built",
    "LimitsImplausible",
    "LineDoubled",
    "LineUnknown",
    "MandateAlreadyRevoked",
    "MandateDaysImplausible",
    "MandateOverlaps",
    "MandatePaperUsed",
    "MandateUnknown",
    "NothingToDebit",
    "Paper",
    "PartlyDebited",
    "RevokedWithoutReason",
    "SettledAhead",
    "TotalsDiffer",
    "answer",
    "build",
    "preview",
    "revoke",
    "send",
    "sign",
    "withdraw",
]
