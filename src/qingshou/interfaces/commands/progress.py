"""Progress on standard error: a spinner with the step's name, and how long each took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)


@contextmanager
def steps(stream: Any) -> Iterator[Callable[[str], None]]:
    """Show one line per step of unknown length; calling the given function begins the next."""
    with _bars(
        stream, SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    ) as bars:
        current: list[Any] = []

        def begin(name: str) -> None:
            for task in current:
                bars.update(task, total=1, completed=1)
            current[:] = [bars.add_task(name, total=None)]

        yield begin
        for task in current:
            bars.update(task, total=1, completed=1)


@contextmanager
def counted(stream: Any) -> Iterator[Callable[[str, int, int], None]]:
    """Show bars for work of known length; call with name, done and total."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with _bars(stream, *columns) as bars:
        tasks: dict[str, Any] = {}

        def tell(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield tell


def _bars(stream: Any, *columns: Any) -> Progress:
    target = getattr(stream, "_out", stream)
    return Progress(*columns, console=Console(file=target), transient=False)
