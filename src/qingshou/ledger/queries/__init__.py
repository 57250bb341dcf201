"""What the book tells: open items, balances, statements, aging, its proof and its export."""

from qingshou.ledger.queries.accounts import AccountCodeUnknown, account_code, account_named
from qingshou.ledger.queries.ages import AgeLine, Aging, aging
from qingshou.ledger.queries.balances import (
    Balance,
    Movement,
    OpenLine,
    balance,
    open_items,
    statement,
)
from qingshou.ledger.queries.closed import ClosingLine, closings, open_from
from qingshou.ledger.queries.export import beancount
from qingshou.ledger.queries.held import HeldLine, deposits, unclaimed
from qingshou.ledger.queries.lines import PostingLine, posted_totals, postings
from qingshou.ledger.queries.months import (
    Disagreement,
    HeldMove,
    IncomeLine,
    RollLine,
    Statements,
    TrialLine,
    Turnover,
    disagreements,
    statements,
)
from qingshou.ledger.queries.proof import Break, check
from qingshou.ledger.queries.proofs import ProofLine, latest_proof

__all__ = [
    "AccountCodeUnknown",
    "AgeLine",
    "Aging",
    "Balance",
    "Break",
    "ClosingLine",
    "Disagreement",
    "HeldLine",
    "HeldMove",
    "IncomeLine",
    "Movement",
    "OpenLine",
    "PostingLine",
    "ProofLine",
    "RollLine",
    "Statements",
    "TrialLine",
    "Turnover",
    "account_code",
    "account_named",
    "aging",
    "balance",
    "beancount",
    "check",
    "closings",
    "deposits",
    "disagreements",
    "latest_proof",
    "open_from",
    "open_items",
    "posted_totals",
    "postings",
    "statement",
    "statements",
    "unclaimed",
]
