"""What is done with statements: let in, settled, decided, taken back; days explained and closed."""

from qingshou.reconciliation.operations.claiming import (
    RETURN,
    Accepted,
    CashBeyondBook,
    LineAlreadyMatched,
    LineIsNoIncome,
    LineNotInSuspense,
    LineUnknown,
    accept_cash,
    accept_line,
    ask_to_return,
    return_money,
)
from qingshou.reconciliation.operations.days import (
    BalanceToldDiffers,
    DayAlreadyClosed,
    DayNotOver,
    DayStaysOpen,
    DifferenceUnknown,
    ReasonMissing,
    close_day,
    explain_difference,
)
from qingshou.reconciliation.operations.fund_accounts import FundAccountOpen, open_fund_account
from qingshou.reconciliation.operations.importing import (
    DayIsClosed,
    LetIn,
    Offer,
    StatementAheadOfToday,
    StatementAlreadyIn,
    StatementOfAnotherAccount,
    import_statement,
)
from qingshou.reconciliation.operations.own_money import CardTermsAlreadySet, set_card_terms
from qingshou.reconciliation.operations.settling import Settled, settle_statement
from qingshou.reconciliation.operations.withdrawing import (
    DecidedMeanwhile,
    StatementUnknown,
    Withdrawn,
    withdraw_statement,
)

__all__ = [
    "RETURN",
    "Accepted",
    "BalanceToldDiffers",
    "CardTermsAlreadySet",
    "CashBeyondBook",
    "DayAlreadyClosed",
    "DayIsClosed",
    "DayNotOver",
    "DayStaysOpen",
    "DecidedMeanwhile",
    "DifferenceUnknown",
    "FundAccountOpen",
    "LetIn",
    "LineAlreadyMatched",
    "LineIsNoIncome",
    "LineNotInSuspense",
    "LineUnknown",
    "Offer",
    "ReasonMissing",
    "Settled",
    "StatementAheadOfToday",
    "StatementAlreadyIn",
    "StatementOfAnotherAccount",
    "StatementUnknown",
    "Withdrawn",
    "accept_cash",
    "accept_line",
    "ask_to_return",
    "close_day",
    "explain_difference",
    "import_statement",
    "open_fund_account",
    "return_money",
    "set_card_terms",
    "settle_statement",
    "withdraw_statement",
]
