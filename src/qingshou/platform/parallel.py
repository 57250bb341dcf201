"""Work on many communities in a few processes, each with its own database connection."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Found = TypeVar("Found")

WORKERS = 2


def in_processes(
    work: Callable[[Thing], Found], things: Sequence[Thing], *, workers: int = WORKERS
) -> Iterator[Found]:
    """Do the work for each thing and tell the results in the things' order.

    ``work`` is a function of a module, and things and results can be pickled; a refusal is
    therefore a result, not an exception. One thing alone is worked on right here.
    """
    if len(things) <= 1:
        yield from map(work, things)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare) as pool:
        yield from pool.map(work, things, chunksize=max(1, len(things) // (workers * 8)))


def _prepare() -> None:
    import django

    django.setup()
