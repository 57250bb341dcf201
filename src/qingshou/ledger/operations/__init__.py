"""What is done to the book: accounts, items, receipts, settlements, reversals."""

from qingshou.ledger.operations.accounts import (
    AccountCodeTaken,
    hold_still,
    open_account,
    open_accounts_from,
    rename_account,
)
from qingshou.ledger.operations.adjusting import (
    AmountExceedsOpen,
    AmountExceedsPrepayment,
    Relief,
    move_prepayment,
    refund,
    relieve,
)
from qingshou.ledger.operations.closing import (
    AlreadyClosed,
    NotClosed,
    PeriodClosed,
    close_books,
    hold_period,
    refuse_closed,
    reopen_books,
)
from qingshou.ledger.operations.deposits import (
    AmountExceedsDeposit,
    DepositUnknown,
    apply_deposit,
    hold_deposit,
    return_deposit,
)
from qingshou.ledger.operations.drafts import Booked
from qingshou.ledger.operations.opening import post_opening_from
from qingshou.ledger.operations.posting import (
    AmountImplausible,
    DocumentAlreadyEntered,
    ItemAlreadyPosted,
    Posted,
    post_from,
)
from qingshou.ledger.operations.proving import keep_proof
from qingshou.ledger.operations.receiving import (
    AccountUnknown,
    AmountBeyondReason,
    NothingReceived,
    Payment,
    Received,
    Tender,
    receive,
    receive_from,
)
from qingshou.ledger.operations.relieving import relieve_from
from qingshou.ledger.operations.reversing import (
    CreditsAlreadyReversed,
    EntryNotReversible,
    ItemsAlreadyReversed,
    reverse_credits_from,
    reverse_entry,
    reverse_items_from,
)
from qingshou.ledger.operations.settling import settle_from
from qingshou.ledger.operations.suspense import (
    AmountExceedsSuspense,
    SuspenseUnknown,
    claim_suspense,
    park_suspense,
    park_suspense_from,
    return_suspense,
)
from qingshou.ledger.operations.transferring import (
    TransferImplausible,
    TransferNotBetweenMoney,
    transfer,
    transfer_from,
)

__all__ = [
    "AccountCodeTaken",
    "AccountUnknown",
    "AlreadyClosed",
    "AmountBeyondReason",
    "AmountExceedsDeposit",
    "AmountExceedsOpen",
    "AmountExceedsPrepayment",
    "AmountExceedsSuspense",
    "AmountImplausible",
    "Booked",
    "CreditsAlreadyReversed",
    "DepositUnknown",
    "DocumentAlreadyEntered",
    "EntryNotReversible",
    "ItemAlreadyPosted",
    "ItemsAlreadyReversed",
    "NotClosed",
    "NothingReceived",
    "Payment",
    "PeriodClosed",
    "Posted",
    "Received",
    "Relief",
    "SuspenseUnknown",
    "Tender",
    "TransferImplausible",
    "TransferNotBetweenMoney",
    "apply_deposit",
    "claim_suspense",
    "close_books",
    "hold_deposit",
    "hold_period",
    "hold_still",
    "keep_proof",
    "move_prepayment",
    "open_account",
    "open_accounts_from",
    "park_suspense",
    "park_suspense_from",
    "post_from",
    "post_opening_from",
    "receive",
    "receive_from",
    "refund",
    "refuse_closed",
    "relieve",
    "relieve_from",
    "rename_account",
    "reopen_books",
    "return_deposit",
    "return_suspense",
    "reverse_credits_from",
    "reverse_entry",
    "reverse_items_from",
    "settle_from",
    "transfer",
    "transfer_from",
]
