"""Several deeds in one moment, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from qingshou.kernel.refusals import Refusal


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all deeds at once; tell what became of each."""
    told: list[str] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            deed()
            told.append("done")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)
