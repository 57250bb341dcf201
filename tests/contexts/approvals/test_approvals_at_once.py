"""Eight people carry the same approval out at the same moment; one does."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

from django.db import connection, transaction

from qingshou.approvals import models, operations
from qingshou.platform.identity import Actor

TOWN = 7
TODAY = date(2026, 3, 1)


def test_many_at_once_use_an_approval_once(fresh_database: str) -> None:
    asked: dict[str, Any] = {
        "action": "payments.refund",
        "subject": "account:12",
        "facts": {"amount": "1.00"},
        "today": TODAY,
    }
    request_id = operations.open_request(
        community_id=TOWN, **asked, reason="moved out", actor=Actor("lina")
    )
    operations.approve(community_id=TOWN, request_id=request_id, today=TODAY, actor=Actor("weng"))
    outcomes: list[str] = []

    def try_it() -> None:
        try:
            with transaction.atomic():
                operations.consume(
                    community_id=TOWN, request_id=request_id, **asked, actor=Actor("lina")
                )
            outcomes.append("used")
        except operations.AlreadyUsed:
            outcomes.append("refused")
        finally:
            connection.close()

    workers = [threading.Thread(target=try_it) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["used"]
    assert models.Use.objects.count() == 1
