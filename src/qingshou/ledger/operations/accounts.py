"""Open accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django_integrity import conversion

from qingshou.kernel.ids import AccountId
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import models
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community


class AccountCodeTaken(Refusal):
    """The community has an account of that code already."""

    code = "ledger.account-code-taken"

    def __init__(self, *, community_id: int) -> None:
        super().__init__(community_id=community_id)


_CODE = conversion.Named("ledger_account_code_is_unique")


@transaction_required
def open_account(*, community_id: int, code: str, opened_on: date) -> AccountId:
    """Open one account.

    Raises:
        AccountCodeTaken: If the code is in use.
    """
    with conversion.refine_integrity_error([(_CODE, AccountCodeTaken(community_id=community_id))]):
        account = models.Account.objects.create(
            community_id=community_id, code=code, opened_on=opened_on
        )
    return AccountId(account.id)


@transaction_required
def open_accounts_from(*, community_id: int, relation_sql: str, params: Sequence[Any] = ()) -> int:
    """Open an account for every row of a SELECT with the columns ``code`` and ``opened_on``.

    Tells how many were opened; their ids are read from ``ledger__account`` by code.

    Raises:
        AccountCodeTaken: If a code is in use, or comes twice.
    """
    taken = AccountCodeTaken(community_id=community_id)
    with connection.cursor() as cursor, conversion.refine_integrity_error([(_CODE, taken)]):
        cursor.execute(
            "INSERT INTO ledger_account (community_id, code, opened_on)"  # noqa: S608 - our SQL
            f" SELECT %s, opening.code, opening.opened_on FROM ({relation_sql}) opening",
            [community_id, *params],
        )
        opened: int = cursor.rowcount
    return opened


@transaction_required
def rename_account(*, community_id: int, account_id: int, code: str) -> None:
    """Give an account another code, because its unit was renamed.

    Raises:
        AccountCodeTaken: If the code is in use.
    """
    with conversion.refine_integrity_error([(_CODE, AccountCodeTaken(community_id=community_id))]):
        models.Account.objects.filter(community_id=community_id, id=account_id).update(code=code)


@transaction_required
def hold_still(*, community_id: int) -> int:
    """Keep a book from being settled until commit; draw an id that all later rows will exceed.

    Whoever settles keeps the row of the account first, so nothing is half-way when this returns:
    rows with smaller ids are committed, or were never written.
    """
    hold_community(subject=Subject.BOOK, community_id=community_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM ledger_account WHERE community_id = %s"
            " ORDER BY id FOR NO KEY UPDATE) kept",
            [community_id],
        )
        cursor.execute("SELECT nextval('qingshou_id')")
        return int(cursor.fetchone()[0])
