"""The ledger equals a book of integers after any sequence of deeds, now and on any past day."""

from __future__ import annotations

import ast
import os
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.machines.book import BookMachine
from tests.models import book_of_integers

SEQUENCES = 10_000 if os.environ.get("QINGSHOU_NIGHTLY") else 300
STEPS = 60


def test_the_book_equals_the_paper_book(fresh_database: str) -> None:
    """Each sequence is a transaction of its own, so that the database may forget it."""
    run_state_machine_as_test(
        BookMachine,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_paper_book_knows_nothing_of_the_application() -> None:
    for path in sorted(Path(book_of_integers.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] not in {"qingshou", "django"}, f"{path.name}: {name}"
