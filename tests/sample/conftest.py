"""One sample company in memory, one small one on disk, for all tests of this room."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.sample.replay import Replay

from qingshou.kernel.period import Period
from qingshou.sample import SEED, Written, write_company
from qingshou.sample.books import Books, live
from qingshou.sample.months import numbered
from qingshou.sample.plans import communities

MONTHS = numbered(Period(date(2024, 9, 1), date(2026, 11, 1)))


@pytest.fixture(scope="session")
def company() -> list[Books]:
    """The ordinary company of 1,200 homes, lived but not written."""
    return [live(community, seed=SEED, months=MONTHS) for community in communities(1200)]


@pytest.fixture(scope="session")
def replays(company: list[Books]) -> dict[str, Replay]:
    """The same company settled again, by community code."""
    return {books.community.code: Replay(books, MONTHS) for books in company}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A small company on disk."""
    out: Path = tmp_path_factory.mktemp("sample")
    return write_company(out, households=90)
