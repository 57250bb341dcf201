"""Declare jobs, also such as come back by the clock, and run them.

The queue is at-least-once: a job killed half-way is run again, so every job is a shell
around an operation that is keyed and may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as django_app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.periodic import PeriodicRegistry

from qingshou.platform import outbox

ATTEMPTS = 8
"""A job that failed so often is parked: it stays, failed, for a person to look at."""
STALLED_AFTER_SECONDS = 600
POLL_SECONDS = 1.0

_periodic: list[Any] = []


@dataclass(frozen=True, slots=True)
class Standing:
    """How much waits, and how much was parked after too many failures."""

    jobs_waiting: int
    jobs_parked: int
    announcements_waiting: int
    announcements_parked: int


def job(*, queue: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a function of plain keyword values as a job of a queue; it must accept ``**_``.

    ``declared.defer(**values)`` inside a transaction enqueues it when that commits.
    """

    def declare(function: Callable[..., None]) -> Any:
        retry = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
        return django_app.task(name=name, queue=queue, retry=retry)(function)

    return declare


def periodic(*, cron: str, queue: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a job that comes back by the clock; a sixth field of ``cron`` counts seconds.

    Only one of its name waits and only one runs at a time, however many workers there are.
    """

    def declare(function: Callable[..., None]) -> Any:
        retry = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
        declared = django_app.task(
            name=name, queue=queue, retry=retry, lock=name, queueing_lock=name
        )(function)
        django_app.periodic(cron=cron)(declared)
        _periodic.append(declared)
        return declared

    return declare


@periodic(cron="*/5 * * * * *", queue="outbox", name="outbox.deliver")
def deliver_announcements(**_: object) -> None:
    """Tell waiting announcements to the processes that listen."""
    outbox.deliver_pending()


def run_waiting() -> None:
    """Run every job that waits now, after rescuing those whose worker died; then return."""
    rescue_stalled()
    worker = _worker()
    worker.periodic_registry = PeriodicRegistry()  # what waits now, not what the clock brings
    worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def run_once() -> None:
    """Run every periodic job once and everything that waits now; then return."""
    for declared in _periodic:
        with suppress(AlreadyEnqueued):
            declared.defer()
    run_waiting()


def run_for_ever() -> None:
    """Run what waits and what the clock brings, until somebody interrupts."""
    rescue_stalled()
    _worker().run_worker(wait=True, listen_notify=False, fetch_job_polling_interval=POLL_SECONDS)


def standing() -> Standing:
    """Tell how much waits and how much is parked."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [outbox.ATTEMPTS, outbox.ATTEMPTS])
        return Standing(*cursor.fetchone())


def _worker() -> App:
    connector: Any = django_app.connector
    return django_app.with_connector(connector.get_worker_connector())


@periodic(cron="* * * * *", queue="jobs", name="jobs.rescue-stalled")
def sweep(**_: object) -> None:
    """Rescue, every minute, the jobs whose worker died."""
    rescue_stalled()


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


_STANDING = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
       (SELECT count(*) FROM outbox_announcement WHERE delivered_at IS NULL AND attempts < %s),
       (SELECT count(*) FROM outbox_announcement WHERE delivered_at IS NULL AND attempts >= %s)
"""
