"""What is done with requests: made, decided by somebody else, used once, taken back."""

from qingshou.approvals.operations.deciding import (
    AlreadyDecided,
    CheckerIsMaker,
    CheckerIsNoPerson,
    approve,
    reject,
)
from qingshou.approvals.operations.requesting import (
    NotTheMaker,
    ReasonMissing,
    open_request,
    open_request_within,
    withdraw,
)
from qingshou.approvals.operations.standing import RequestLapsed, RequestWithdrawn
from qingshou.approvals.operations.using import (
    AlreadyUsed,
    NotApproved,
    OtherThanApproved,
    consume,
)

__all__ = [
    "AlreadyDecided",
    "AlreadyUsed",
    "CheckerIsMaker",
    "CheckerIsNoPerson",
    "NotApproved",
    "NotTheMaker",
    "OtherThanApproved",
    "ReasonMissing",
    "RequestLapsed",
    "RequestWithdrawn",
    "approve",
    "consume",
    "open_request",
    "open_request_within",
    "reject",
    "withdraw",
]
