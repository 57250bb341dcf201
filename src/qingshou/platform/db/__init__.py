"""The database as this house uses it: scoped tables, transactions, locks, guards and relations.

Names are loaded on first use, because Django imports this package before models may exist.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qingshou.platform.db.approved_rows import OfTwoPeople, has_its_approval, two_people
    from qingshou.platform.db.fields import MoneyField
    from qingshou.platform.db.scoped import Scope, Scoped, agrees_with, belongs_to
    from qingshou.platform.db.transactions import transaction, transaction_required

__all__ = [
    "MoneyField",
    "OfTwoPeople",
    "Scope",
    "Scoped",
    "agrees_with",
    "belongs_to",
    "has_its_approval",
    "transaction",
    "transaction_required",
    "two_people",
]

_HOMES = {
    "MoneyField": "fields",
    "OfTwoPeople": "approved_rows",
    "Scope": "scoped",
    "Scoped": "scoped",
    "agrees_with": "scoped",
    "belongs_to": "scoped",
    "has_its_approval": "approved_rows",
    "transaction": "transactions",
    "transaction_required": "transactions",
    "two_people": "approved_rows",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
