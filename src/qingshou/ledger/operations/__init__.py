"""What is done to the book: accounts, items, receipts, settlements, reversals."""

from qingshou.ledger.operations.accounts import (
    AccountCodeTaken,
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
from qingshou.ledger.operations.drafts import Booked
from qingshou.ledger.operations.opening import post_opening_from
from qingshou.ledger.operations.posting import (
    AmountImplausible,
    DocumentAlreadyEntered,
    ItemAlreadyPosted,
    Posted,
    post_from,
)
from qingshou.ledger.operations.receiving import (
    AccountUnknown,
    AmountBeyondReason,
    NothingReceived,
    Payment,
    Received,
    receive,
    receive_from,
)
from qingshou.ledger.operations.reversing import (
    CreditsAlreadyReversed,
    EntryNotReversible,
    ItemsAlreadyReversed,
    reverse_credits_from,
    reverse_entry,
    reverse_items_from,
)
from qingshou.ledger.operations.settling import settle_from

__all__ = [
    "AccountCodeTaken",
    "AccountUnknown",
    "AmountBeyondReason",
    "AmountExceedsOpen",
    "AmountExceedsPrepayment",
    "AmountImplausible",
    "Booked",
    "CreditsAlreadyReversed",
    "DocumentAlreadyEntered",
    "EntryNotReversible",
    "ItemAlreadyPosted",
    "ItemsAlreadyReversed",
    "NothingReceived",
    "Payment",
    "Posted",
    "Received",
    "Relief",
    "move_prepayment",
    "open_account",
    "open_accounts_from",
    "post_from",
    "post_opening_from",
    "receive",
    "receive_from",
    "refund",
    "relieve",
    "rename_account",
    "reverse_credits_from",
    "reverse_entry",
    "reverse_items_from",
    "settle_from",
]
