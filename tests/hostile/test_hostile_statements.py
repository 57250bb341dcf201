"""Whatever statement is offered, it ends soon, says what is wrong and what to do, and adds nothing."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.contexts.reconciliation.town import CLERK, a_fund_account, a_town, digest
from tests.hostile.statements import CASES, Statement

from qingshou.interfaces import wording
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.rules.chart import Channel
from qingshou.reconciliation import operations

pytestmark = pytest.mark.django_db
LONGEST_SECONDS = 10
TODAY = date(2026, 4, 1)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_statement_is_refused_with_a_remedy(case: Statement, tmp_path: Path) -> None:
    community_id, _ = a_town(2, random=Random(1), periods=1)
    for channel in (Channel.TRANSFER, Channel.WECHAT, Channel.ALIPAY):
        a_fund_account(community_id, channel=channel, number="190")
    before = digest(community_id)
    path = tmp_path / f"账单{case.suffix}"
    path.write_bytes(case.make())

    began = time.monotonic()
    with pytest.raises(Refusal) as refused:
        operations.import_statement(
            community_id=community_id,
            offer=operations.Offer(case.source, path),
            today=TODAY,
            actor=CLERK,
        )
    assert time.monotonic() - began < LONGEST_SECONDS
    sentence = wording.of(refused.value)
    assert "请" in sentence
    missing = [piece for piece in case.said if piece not in sentence]
    assert not missing, f"{missing} not in: {sentence}"
    assert digest(community_id) == before
