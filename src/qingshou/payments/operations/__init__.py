"""What is done with receipts."""

from qingshou.payments.operations.batches import (
    Batch,
    receive_batch_from,
    receive_history_from,
)
from qingshou.payments.operations.histories import ReceiptsInUse, withdraw_history
from qingshou.payments.operations.receiving import (
    NobodyLiable,
    ReceivedOnFutureDay,
    receive,
    receive_within,
)
from qingshou.payments.operations.reversing import (
    ReceiptAlreadyReversed,
    ReceiptUnknown,
    reverse_receipt,
)
from qingshou.payments.operations.tenders import ChannelMoneyAlreadyReceived

__all__ = [
    "Batch",
    "ChannelMoneyAlreadyReceived",
    "NobodyLiable",
    "ReceiptAlreadyReversed",
    "ReceiptUnknown",
    "ReceiptsInUse",
    "ReceivedOnFutureDay",
    "receive",
    "receive_batch_from",
    "receive_history_from",
    "receive_within",
    "reverse_receipt",
    "withdraw_history",
]
