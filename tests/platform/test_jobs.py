"""Jobs commit with their cause and are run by a worker."""

from __future__ import annotations

from django.db import connection, transaction

from qingshou.platform.jobs import run_waiting
from qingshou.platform.jobs.queue import deliver_announcements


def _states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_a_job_waits_for_the_commit_and_is_run_once(fresh_database: str) -> None:
    with transaction.atomic():
        deliver_announcements.defer()
    assert _states() == ["todo"]
    run_waiting()
    assert _states() == ["succeeded"]


def test_a_rolled_back_cause_leaves_no_job(fresh_database: str) -> None:
    with transaction.atomic():
        deliver_announcements.defer()
        transaction.set_rollback(True)
    assert _states() == []
