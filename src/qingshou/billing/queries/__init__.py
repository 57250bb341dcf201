"""Public reads of billing: values, never rows."""

from qingshou.billing.queries.penalties import (
    account_penalty,
    accrued_until,
    bearing_items,
    penalty_terms,
    unknown_items,
)
from qingshou.billing.queries.runs import BillLine, RunCard, bill_lines, runs

__all__ = [
    "BillLine",
    "RunCard",
    "account_penalty",
    "accrued_until",
    "bearing_items",
    "bill_lines",
    "penalty_terms",
    "runs",
    "unknown_items",
]
