"""What exactly is asked for, in a form that can be kept, compared and shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qingshou.kernel.money import Money


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write facts as JSON would keep them; money in yuan, days in ISO form.

    Raises:
        TypeError: If a fact is anything but text, a whole number, a day, money or a list of them.

    >>> plain({"amount": Money(25440), "on": date(2026, 3, 1)})
    {'amount': '254.40', 'on': '2026-03-01'}
    """
    text = json.dumps(dict(facts), default=_plain, sort_keys=True)
    kept: dict[str, Any] = json.loads(text, parse_float=_refuse)
    return kept


def digest(*, action: str, subject: str, facts: Mapping[str, Any]) -> str:
    """Tell two requests apart: equal digests ask for exactly the same."""
    text = json.dumps([action, subject, plain(facts)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def difference(
    approved: Mapping[str, Any], asked: Mapping[str, Any]
) -> tuple[str, Any, Any] | None:
    """Name the first fact, by name, that is not what was approved, with both values.

    >>> difference({"amount": "10.00"}, {"amount": Money(1001)})
    ('amount', '10.00', '10.01')
    """
    wanted = plain(asked)
    for name in sorted({*approved, *wanted}):
        if approved.get(name) != wanted.get(name):
            return name, approved.get(name), wanted.get(name)
    return None


def _plain(value: Any) -> str:
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no plain fact")


def _refuse(text: str) -> Any:
    raise TypeError(f"{text} is no exact number")
