"""Work after commit: a queue in the same database, so that a job commits with its cause."""

from qingshou.platform.jobs.queue import job, run_waiting

__all__ = ["job", "run_waiting"]
