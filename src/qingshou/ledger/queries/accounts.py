"""Find accounts by their codes."""

from __future__ import annotations

from qingshou.kernel.ids import AccountId
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.models import Account


class AccountCodeUnknown(Refusal):
    """The community has no account of that code."""

    code = "ledger.account-code-unknown"

    def __init__(self, *, account: str) -> None:
        super().__init__(account=account)


def account_named(*, community_id: int, code: str) -> AccountId:
    """Find an account by its code, such as ``3-2-501#1``.

    Raises:
        AccountCodeUnknown: If there is none.
    """
    found = Account.objects.filter(community_id=community_id, code=code.strip().upper()).first()
    if found is None:
        raise AccountCodeUnknown(account=code)
    return AccountId(found.id)


def account_code(*, community_id: int, account_id: int) -> str:
    """Tell an account's code."""
    return Account.objects.get(community_id=community_id, id=account_id).code
