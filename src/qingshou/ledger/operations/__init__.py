"""What is done to the book: accounts, items, receipts, settlements, reversals."""

from qingshou.ledger.operations.accounts import (
    AccountCodeTaken,
    open_account,
    open_accounts_from,
    rename_account,
)
from qingshou.ledger.operations.posting import (
    AmountImplausible,
    DocumentAlreadyEntered,
    ItemAlreadyPosted,
    Posted,
    post_from,
)

__all__ = [
    "AccountCodeTaken",
    "AmountImplausible",
    "DocumentAlreadyEntered",
    "ItemAlreadyPosted",
    "Posted",
    "open_account",
    "open_accounts_from",
    "post_from",
    "rename_account",
]
