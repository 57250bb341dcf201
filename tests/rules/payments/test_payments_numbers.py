"""How receipts are numbered."""

from __future__ import annotations

import pytest

from qingshou.payments.rules.numbers import Series, receipt_number


@pytest.mark.parametrize(
    ("series", "number", "printed"),
    [
        (Series.DESK, 1, "SJ00000001"),
        (Series.HISTORY, 49_937, "LS00049937"),
        (Series.REVERSAL, 99_999_999, "HC99999999"),
        # A full series goes on; nothing is cut off.
        (Series.DESK, 100_000_000, "SJ100000000"),
    ],
)
def test_a_receipt_number_is_printed_in_full(series: Series, number: int, printed: str) -> None:
    assert receipt_number(series, number) == printed
