"""Work after commit: a queue in the same database, so that a job commits with its cause."""

from qingshou.platform.jobs.queue import (
    Standing,
    job,
    periodic,
    run_for_ever,
    run_once,
    run_waiting,
    standing,
)

__all__ = [
    "Standing",
    "job",
    "periodic",
    "run_for_ever",
    "run_once",
    "run_waiting",
    "standing",
]
