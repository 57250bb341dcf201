"""Two kinds of writes: those that are a transaction and those that join one."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from django.db import transaction as django_transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 5
_RETRYABLE = ("40001", "40P01")


class NotInTransaction(RuntimeError):  # noqa: N818 - a statement about the caller
    """An operation that joins a transaction was called outside of one: a bug of the caller."""


def transaction(operation: Callable[P, R]) -> Callable[P, R]:
    """Make an operation a whole, durable transaction; repeat it on deadlock or lost race.

    Inside another transaction it is refused, except in tests that roll everything back.
    """

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with django_transaction.atomic(durable=True):
                    return operation(*args, **kwargs)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state not in _RETRYABLE or attempt == ATTEMPTS or connection.in_atomic_block:
                    raise
                time.sleep(0.02 * attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    run.is_operation = "transaction"  # type: ignore[attr-defined]
    return run


def transaction_required(operation: Callable[P, R]) -> Callable[P, R]:
    """Make an operation join its caller's transaction.

    Raises:
        NotInTransaction: If there is none.
    """

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise NotInTransaction(f"{operation.__qualname__} joins a transaction, there is none")
        return operation(*args, **kwargs)

    run.is_operation = "transaction_required"  # type: ignore[attr-defined]
    return run
