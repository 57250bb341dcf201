"""What is known of statements: fund accounts, day sheets, open days, suggestions."""

from qingshou.reconciliation.queries.day_sheets import day_sheet, is_closed, open_days
from qingshou.reconciliation.queries.fund_accounts import (
    CHANNEL_OF,
    FundAccountCard,
    FundAccountUnknown,
    fund_account,
    fund_account_for,
    fund_accounts,
)
from qingshou.reconciliation.queries.orders import OrderTold, orders_unmatched, refunds_told
from qingshou.reconciliation.queries.own_money import card_terms
from qingshou.reconciliation.queries.suggestions import Waiting, waiting

__all__ = [
    "CHANNEL_OF",
    "FundAccountCard",
    "FundAccountUnknown",
    "OrderTold",
    "Waiting",
    "card_terms",
    "day_sheet",
    "fund_account",
    "fund_account_for",
    "fund_accounts",
    "is_closed",
    "open_days",
    "orders_unmatched",
    "refunds_told",
    "waiting",
]
