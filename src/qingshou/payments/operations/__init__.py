"""What is done with receipts."""

from qingshou.payments.operations.histories import (
    History,
    ReceiptsInUse,
    receive_history_from,
    withdraw_history,
)
from qingshou.payments.operations.receipts import (
    NobodyLiable,
    ReceiptAlreadyReversed,
    ReceiptUnknown,
    ReceivedOnFutureDay,
    receive,
    reverse_receipt,
)

__all__ = [
    "History",
    "NobodyLiable",
    "ReceiptAlreadyReversed",
    "ReceiptUnknown",
    "ReceiptsInUse",
    "ReceivedOnFutureDay",
    "receive",
    "receive_history_from",
    "reverse_receipt",
    "withdraw_history",
]
