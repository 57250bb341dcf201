"""Operations that join a transaction refuse to work without one."""

import pytest

from qingshou.platform import audit
from qingshou.platform.db.transactions import NotInTransaction
from qingshou.platform.identity import SYSTEM


def test_a_joining_operation_needs_a_transaction(fresh_database: str) -> None:
    with pytest.raises(NotInTransaction):
        audit.note(actor=SYSTEM, action="try", subject="x", facts={})
