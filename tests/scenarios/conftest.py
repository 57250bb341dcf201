"""Stories run in a database of their own and speak the verbs of the vocabularies beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from qingshou.platform import clock


@pytest.fixture(autouse=True)
def _clock_is_moved_for_one_story_only() -> Iterator[None]:
    """Put the business day, and the hour, back after a story that moved them."""
    kept, hour = os.environ.get("QINGSHOU_TODAY"), (clock.now, clock.today)
    yield
    clock.now, clock.today = hour
    os.environ.pop("QINGSHOU_TODAY", None)
    if kept is not None:
        os.environ["QINGSHOU_TODAY"] = kept


@pytest.fixture(autouse=True)
def _speak(request: pytest.FixtureRequest, db: None, doctest_namespace: dict[str, Any]) -> None:
    """Give a story the verbs of the vocabulary it is named after: dunning_*.md speaks dunning."""
    subject = Path(str(request.node.path)).stem.split("_")[0]
    if (Path(__file__).parent / f"{subject}_vocabulary.py").exists():
        words = import_module(f"tests.scenarios.{subject}_vocabulary")
        doctest_namespace.update({name: getattr(words, name) for name in words.__all__})
