"""Declare jobs and run them.

The queue is at-least-once: a job killed half-way is run again, so every job is a shell
around an operation that is keyed and may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as django_app

from qingshou.platform import outbox

ATTEMPTS = 8
STALLED_AFTER_SECONDS = 600


def job(*, queue: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a function of plain keyword values as a job of a queue; it must accept ``**_``.

    ``declared.defer(**values)`` inside a transaction enqueues it when that commits.
    """

    def declare(function: Callable[..., None]) -> Any:
        retry = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
        return django_app.task(name=name, queue=queue, retry=retry)(function)

    return declare


@job(queue="outbox", name="outbox.deliver")
def deliver_announcements(**_: object) -> None:
    """Tell waiting announcements to the processes that listen."""
    outbox.deliver_pending()


def run_waiting() -> None:
    """Run every job that waits now, after rescuing those whose worker died; then return."""
    rescue_stalled()
    connector: Any = django_app.connector
    app: App = django_app.with_connector(connector.get_worker_connector())
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def rescue_stalled() -> int:
    """Put jobs back whose worker has been silent for ``STALLED_AFTER_SECONDS``; tell how many."""
    import asyncio

    async def rescue() -> int:
        manager = django_app.job_manager
        stalled = list(
            await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
        )
        for stuck in stalled:
            await manager.retry_job(stuck)
        return len(stalled)

    return asyncio.run(rescue())
