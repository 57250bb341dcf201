"""Databases for tests: one migrated template; rolled-back tests in it, committed tests in copies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from qingshou.platform.db.rights import grant_application_rights
from qingshou.platform.embedded import APPLICATION_ROLE, DATABASE

# The files that take longest begin first, so that no worker is left alone with one at the end;
# the make targets keep that order (--no-loadscope-reorder).
LONGEST = (
    "test_book_equals_paper.py",
    "test_many_payers.py",
    "test_bank_month_finds_its_homes.py",
    "test_callbacks_at_scale.py",
    "test_imports_meet_and_stop.py",
    "test_lost_replies.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; everything else stays in its order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Migrate the test database as owner; tests then act as the application's role."""
    from django.test.utils import setup_databases, teardown_databases

    settings = connections["default"].settings_dict
    settings["APPLICATION_ROLE"] = None
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    settings["TEST"]["NAME"] = f"test_{DATABASE}{worker}"
    with django_db_blocker.unblock():
        created = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        grant_application_rights()
        settings["APPLICATION_ROLE"] = APPLICATION_ROLE
        connection.close()
    yield
    with django_db_blocker.unblock():
        settings["APPLICATION_ROLE"] = None
        connection.close()
        teardown_databases(created, verbosity=0)


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Give a committed test its own copy of the migrated database; tell its name."""
    settings = connections["default"].settings_dict
    template, name = settings["NAME"], f"copy_{uuid4().hex[:12]}"
    with django_db_blocker.unblock():
        connection.close()
        as_owner_of_the_cluster(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        settings["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            settings["NAME"] = template
            as_owner_of_the_cluster(f'DROP DATABASE "{name}" WITH (FORCE)')


def as_owner_of_the_cluster(statement: str) -> None:
    """Create or drop a database."""
    import psycopg

    settings = connections["default"].settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings.get("PORT") or None,
        user=settings["USER"],
        password=settings.get("PASSWORD") or None,
        dbname="postgres",
        autocommit=True,
    ) as owner:
        owner.execute(statement)
