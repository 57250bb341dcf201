"""What is done with receipts, deposits and money that goes back."""

from qingshou.payments.operations.batches import (
    Batch,
    receive_batch_from,
    receive_history_from,
)
from qingshou.payments.operations.certificates import AccountNotSettled, certify
from qingshou.payments.operations.claims import receive_claim, take_back_from
from qingshou.payments.operations.deposits import (
    DepositKindUnknown,
    WishMissing,
    apply_deposit,
    ask_to_return,
    return_deposit,
    take_deposit,
)
from qingshou.payments.operations.histories import ReceiptsInUse, withdraw_history
from qingshou.payments.operations.moves import (
    ConsentMissing,
    MovesNowhere,
    ask_to_move,
    move_prepayment,
    settle_accounts,
)
from qingshou.payments.operations.printing import Printed, print_certificate, print_receipt
from qingshou.payments.operations.receiving import (
    AccountOfAnotherUnit,
    NobodyLiable,
    ReceivedOnFutureDay,
    ShiftNeeded,
    receive,
    receive_within,
)
from qingshou.payments.operations.refunds import (
    ask_to_refund,
    ask_to_refund_within,
    refund,
    refund_within,
)
from qingshou.payments.operations.reversing import (
    ReceiptAlreadyReversed,
    ReceiptUnknown,
    reverse_receipt,
)
from qingshou.payments.operations.shifts import (
    CashNotCounted,
    Closing,
    DifferenceUnexplained,
    FloatNegative,
    ShiftAlreadyClosed,
    ShiftAlreadyOpen,
    ShiftOfAnother,
    ask_to_close,
    close_shift,
    decide_desk_rule,
    open_shift,
)
from qingshou.payments.operations.slips import GivenOnFutureDay, PayeeMissing
from qingshou.payments.operations.tenders import ChannelMoneyAlreadyReceived
from qingshou.payments.operations.voids import (
    ReceiptIsDeposit,
    ReceiptRefunded,
    VoidBeforeReceipt,
    ask_to_void,
    void_receipt,
)

__all__ = [
    "AccountNotSettled",
    "AccountOfAnotherUnit",
    "Batch",
    "CashNotCounted",
    "ChannelMoneyAlreadyReceived",
    "Closing",
    "ConsentMissing",
    "DepositKindUnknown",
    "DifferenceUnexplained",
    "FloatNegative",
    "GivenOnFutureDay",
    "MovesNowhere",
    "NobodyLiable",
    "PayeeMissing",
    "Printed",
    "ReceiptAlreadyReversed",
    "ReceiptIsDeposit",
    "ReceiptRefunded",
    "ReceiptUnknown",
    "ReceiptsInUse",
    "ReceivedOnFutureDay",
    "ShiftAlreadyClosed",
    "ShiftAlreadyOpen",
    "ShiftNeeded",
    "ShiftOfAnother",
    "VoidBeforeReceipt",
    "WishMissing",
    "apply_deposit",
    "ask_to_close",
    "ask_to_move",
    "ask_to_refund",
    "ask_to_refund_within",
    "ask_to_return",
    "ask_to_void",
    "certify",
    "close_shift",
    "decide_desk_rule",
    "move_prepayment",
    "open_shift",
    "print_certificate",
    "print_receipt",
    "receive",
    "receive_batch_from",
    "receive_claim",
    "receive_history_from",
    "receive_within",
    "refund",
    "refund_within",
    "return_deposit",
    "reverse_receipt",
    "settle_accounts",
    "take_back_from",
    "take_deposit",
    "void_receipt",
    "withdraw_history",
]
