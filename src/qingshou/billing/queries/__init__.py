"""Public reads of billing: values, never rows."""

from qingshou.billing.queries.penalties import (
    account_penalty,
    accrued_until,
    bearing_items,
    imported_terms,
    latest_posting_rule,
    penalty_comes_with_receipt,
    penalty_terms,
    unknown_items,
)
from qingshou.billing.queries.runs import BillLine, RunCard, bill_lines, runs
from qingshou.billing.queries.splits import beyond_items

__all__ = [
    "BillLine",
    "RunCard",
    "account_penalty",
    "accrued_until",
    "bearing_items",
    "beyond_items",
    "bill_lines",
    "imported_terms",
    "latest_posting_rule",
    "penalty_comes_with_receipt",
    "penalty_terms",
    "runs",
    "unknown_items",
]
