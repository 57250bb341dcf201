"""Batches: their states, their numbers, and the references their lines carry to the bank."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """How far a batch has come."""

    BUILT = "BUILT"
    SENT = "SENT"
    PARTLY = "PARTLY"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"


RUNNING = (State.BUILT, State.SENT, State.PARTLY)
"""The states in which bills of the batch wait for the bank's answer."""

_REFERENCE = re.compile(r"(?<!\d)(\d{5,9})-(\d{6})(?!\d)")


def reference(batch: int, line: int) -> str:
    """Write the reference of a line: twelve bytes, which the narrowest bank column takes.

    >>> reference(12, 345)
    '00012-000345'
    """
    return f"{batch:05d}-{line:06d}"


def batch_of(written: str) -> int | None:
    """Read the number of the batch from a line's reference, if it is one."""
    found = _REFERENCE.fullmatch(written.strip())
    return int(found[1]) if found else None


def batches_named(texts: Iterable[str]) -> set[int]:
    """Find the batches whose lines are named anywhere in a file.

    >>> batches_named(["备注 00012-000345", "2025-03-10"])
    {12}
    """
    return {int(found[1]) for text in texts for found in _REFERENCE.finditer(text)}
