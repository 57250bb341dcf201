"""Columns for money."""

from __future__ import annotations

from typing import Any

from django.db import models

from qingshou.kernel.money import Money


class MoneyField(models.BigIntegerField):
    """Whole fen in a bigint; refuses anything but ``Money``, a whole number or an expression."""

    def get_prep_value(self, value: Any) -> Any:
        """Turn ``Money`` into its fen; refuse fractions.

        Raises:
            TypeError: If the value is a float, a Decimal or text.
        """
        if isinstance(value, Money):
            return value.fen
        if value is None or type(value) is int or hasattr(value, "resolve_expression"):
            return value
        raise TypeError(f"a money column takes whole fen, not {value!r}")
