"""Time things, compare them, and name the ratio."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Measured:
    """One published ratio: ours over the leanest SQL, what it must stay under, on how many rows."""

    name: str
    ratio: float
    limit: float
    size: int
    measured: str


def seconds(work: Callable[[], Any], *, times: int = 1) -> float:
    """Run so often and tell the shortest run."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def in_turns(
    ours: Callable[[], Any], bare: Callable[[], Any], *, times: int = 5
) -> tuple[float, float]:
    """Run both in turns, so that a busy machine slows both; tell the shortest run of each."""
    rounds = [(seconds(ours), seconds(bare)) for _ in range(times)]
    return min(one for one, _ in rounds), min(other for _, other in rounds)


def compare(name: str, ours: float, bare: float, *, limit: float, size: int) -> Measured:
    """Name the ratio of two times taken in the same run."""
    return Measured(name, round(ours / bare, 3), limit, size, f"{ours:.2f} s ÷ {bare:.2f} s")


def sql(statement: str, parameters: object = None) -> list[Any]:
    """Run a statement and fetch what it returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def growth(name: str, small: tuple[int, float], large: tuple[int, float]) -> Measured:
    """Name the exponent with which time grows between two sizes: 1 is in step with the rows."""
    (few, short), (many, long) = small, large
    exponent = math.log(long / short) / math.log(many / few)
    told = f"{few:,}: {short:.2f} s, {many:,}: {long:.2f} s"
    return Measured(f"{name}: growth of time, exponent", round(exponent, 3), 1.1, many, told)
