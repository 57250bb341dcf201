"""The debit loop at the command line, in the sample company's books: three months, no line twice."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.contexts.ledger.book import rows

from qingshou.debits import operations
from qingshou.debits.operations.mandates import Paper
from qingshou.estate import queries as estate
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.payments import queries as receipts
from qingshou.platform.identity import SYSTEM

MONTHS = [
    (date(2026, 11, 10), "icbc-same-bank", 11),
    (date(2026, 12, 10), "icbc-cross-bank", 12),
    (date(2027, 1, 11), "pain008", 13),
]


def debit(*arguments: Any) -> tuple[int, Any, str]:
    """Run the command; tell exit code, facts, complaint."""
    out, err = StringIO(), StringIO()
    try:
        call_command("debit", *map(str, arguments), "--json", stdout=out, stderr=err)
    except SystemExit as left:
        return int(left.code or 0), json.loads(out.getvalue()), err.getvalue()
    return 0, json.loads(out.getvalue()), err.getvalue()


def _sign_everywhere(community_id: int, since: date) -> int:
    kinds = tuple(kind for (kind,) in rows("SELECT DISTINCT kind FROM ledger__item ORDER BY 1"))
    holders = [
        (unit, estate.liable(community_id=community_id, unit_id=unit.unit_id, on=since))
        for unit in estate.units(community_id=community_id)
    ]
    signed = 0
    for number, (unit, holder) in enumerate(holders):
        if holder is not None and holder.account_id is not None:
            signed += 1
            paper = Paper(
                document=f"DK-{number:05d}",
                bank="示例银行",
                bank_code="000000000000",
                holder=f"示例户名{unit.code}",
                number=f"6222{number:012d}",
                limit=Money(10_000_00),
                monthly=Money(20_000_00),
                kinds=kinds,
                signed_on=since,
                since=since,
            )
            operations.sign(
                community_id=community_id, account_id=holder.account_id, paper=paper, actor=SYSTEM
            )
    return signed


def _state() -> list[Any]:
    tables = ["debits_outcome", "debits_failure", "debits_notice", "payments_receipt",
              "payments_tender", "ledger_settlement", "ledger_posting"]  # fmt: skip
    return [rows(f"SELECT count(*), COALESCE(sum(id), 0) FROM {table}") for table in tables]


def test_three_months_of_the_sample_company(
    copy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = estate.communities()[0]
    assert _sign_everywhere(int(card.community_id), date(2026, 11, 1)) > 20
    before = rows("SELECT COALESCE(sum(amount_fen), 0)::bigint FROM payments_tender"
                  " WHERE channel = 'DEBIT'")[0][0]  # fmt: skip
    paid, reasons = 0, set()
    for on, template, seed in MONTHS:
        monkeypatch.setenv("QINGSHOU_TODAY", on.isoformat())
        call_command("bill", "--community", card.code, "--period", f"{on:%Y-%m}",
                     "--accept-jumps", "--json", stdout=StringIO())  # fmt: skip
        out = ("--out", tmp_path / f"{on:%Y-%m}")
        asked = ("build", "--community", card.code, "--on", on, "--template", template)
        code, previewed, _ = debit(*asked, "--preview")
        code, built, _ = debit(*asked, *out)
        assert code == 0 and previewed["total"] == built["total"]
        assert debit("send", built["batch"])[0] == 0
        code, back, _ = debit("rehearse", built["file"], "--seed", seed, *out)
        code, answered, complaint = debit("return", back["file"])
        assert (code, answered["state"]) == (0, "RETURNED"), complaint
        total = Money.from_yuan(answered["paid"]) + Money.from_yuan(answered["failed"])
        assert total == Money.from_yuan(built["total"])
        paid += Money.from_yuan(answered["paid"]).fen
        reasons |= {one["reason"] for one in answered["reasons"]}

        state = _state()
        code, again, _ = debit("return", back["file"])
        assert (code, again["again"], again["paid"]) == (0, True, answered["paid"])
        assert _state() == state

    assert len(reasons) >= 5
    found = rows("SELECT sum(amount_fen)::bigint FROM payments_tender WHERE channel = 'DEBIT'")
    assert found == [(before + paid,)]
    ids = [int(card.community_id)]
    assert books.check(community_ids=ids) == [] and receipts.check(community_ids=ids) == []
    listed = debit("list", "--community", card.code)[1]["batches"]
    assert [one["state"] for one in listed] == ["RETURNED"] * 3
    shown = debit("show", listed[0]["batch"])[1]
    assert len(shown["lines"]) == listed[0]["lines"]
