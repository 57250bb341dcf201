"""Penalty clauses, as contracts and sheets write them."""

from __future__ import annotations

import pytest

from qingshou.intake.rules.penalty_rates import read_penalty_rate
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell


def read(cell: Cell) -> str:
    try:
        return read_penalty_rate(cell)
    except Unreadable as verdict:
        return f"no: {verdict.code}"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        # By the day.
        ("日万分之五", "DAILY:0.0005"),
        ("每日0.5‰", "DAILY:0.0005"),
        ("按日 0.05%", "DAILY:0.0005"),
        ("０．０５％／天", "DAILY:0.0005"),
        ("万分之五/日", "DAILY:0.0005"),
        ("每日加收千分之三", "DAILY:0.003"),
        ("每逾期一日按万分之零点五", "DAILY:0.00005"),
        ("每天5‱", "DAILY:0.0005"),
        ("日万分之十五", "DAILY:0.0015"),
        # Ten times as much is read as what it says; whether it may be is decided elsewhere.
        ("每日0.5%", "DAILY:0.005"),
        # By the month.
        ("每月2%", "MONTHLY:0.02"),
        ("月百分之二", "MONTHLY:0.02"),
        ("1.5%/月", "MONTHLY:0.015"),
        # The loan prime rate.
        ("LPR 四倍", "LPR:1Y:4"),
        ("lpr的1.5倍", "LPR:1Y:1.5"),
        ("4倍LPR", "LPR:1Y:4"),
        ("一年期LPR", "LPR:1Y:1"),
        ("按同期五年期以上LPR的一点三倍计算", "LPR:5Y:1.3"),
        ("一年期贷款市场报价利率的四倍", "LPR:1Y:4"),
        # Bare: the way is in another column.
        ("0.05%", ":0.0005"),
        (0.0005, ":0.0005"),
        (5e-05, ":0.00005"),
        ("万分之五", ":0.0005"),
        (1, ":1"),
        # Nothing, and what nobody should guess.
        ("", ""),
        ("无", ""),
        ("年利率6%", "no: penalty-rate-unreadable"),
        ("6%/年", "no: penalty-rate-unreadable"),
        ("LPR上浮50%", "no: penalty-rate-unreadable"),
        ("LPR+2%", "no: penalty-rate-unreadable"),
        ("月息二分", "no: penalty-rate-unreadable"),
        ("每日0.05%且每月2%", "no: penalty-rate-unreadable"),
        ("按合同", "no: penalty-rate-unreadable"),
        ("-0.05%", "no: penalty-rate-unreadable"),
        ("日万分之五五", "no: penalty-rate-unreadable"),
        ("每日", "no: penalty-rate-unreadable"),
        ("%", "no: penalty-rate-unreadable"),
        ("0.000000001%", "no: number-too-exact"),
    ],
)
def test_a_clause_is_read_or_refused(cell: Cell, told: str) -> None:
    assert read(cell) == told
