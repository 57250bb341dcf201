"""A small sample company that went once through all doors; its database stays for the session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from tests.conftest import as_owner_of_the_cluster

from qingshou.interfaces.commands.demo.journey import Journey
from qingshou.sample import Written, write_company

HOMES = 90


@dataclass(frozen=True)
class Sample:
    """The workbooks, the way they went, and the database they went into."""

    written: Written
    journey: Journey
    database: str


@pytest.fixture(scope="session")
def sample_books(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    """Let the sample company in through the doors a customer uses."""
    out = tmp_path_factory.mktemp("sample")
    settings = connections["default"].settings_dict
    template, name = settings["NAME"], f"sample_{uuid4().hex[:12]}"
    sample = Sample(
        write_company(out / "workbooks", households=HOMES), Journey(out, lambda *_: None), name
    )
    with django_db_blocker.unblock():
        connection.close()
        as_owner_of_the_cluster(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        settings["NAME"] = name
        try:
            sample.journey.walk(sample.written)
        finally:
            connection.close()
            settings["NAME"] = template
    yield sample
    with django_db_blocker.unblock():
        as_owner_of_the_cluster(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sample(sample_books: Sample, django_db_blocker: Any) -> Iterator[Sample]:
    """Work in the sample company's books."""
    settings = connections["default"].settings_dict
    template = settings["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        settings["NAME"] = sample_books.database
        try:
            yield sample_books
        finally:
            connection.close()
            settings["NAME"] = template


@pytest.fixture
def copy(sample_books: Sample, django_db_blocker: Any) -> Iterator[Sample]:
    """Work in a copy of the sample company's books, which others read."""
    settings, name = connections["default"].settings_dict, f"sample_{uuid4().hex[:12]}"
    kept = settings["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        as_owner_of_the_cluster(f'CREATE DATABASE "{name}" TEMPLATE "{sample_books.database}"')
        settings["NAME"] = name
        try:
            yield sample_books
        finally:
            connection.close()
            settings["NAME"] = kept
            as_owner_of_the_cluster(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test writes."""
    return tmp_path
