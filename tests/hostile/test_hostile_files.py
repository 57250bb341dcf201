"""Whatever is offered, it ends soon, says what to mend and where, and leaves nothing behind."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.hostile import workbooks as w
from tests.hostile.cases import CASES, Case

from qingshou.intake import operations
from qingshou.intake.models import Import, StagedRow
from qingshou.intake.rules.staging import Staged
from qingshou.interfaces import wording
from qingshou.interfaces.commands.import_report import sentence_of
from qingshou.kernel.refusals import Refusal
from qingshou.platform.files import cage
from qingshou.platform.identity import Actor

pytestmark = pytest.mark.django_db
LONGEST_SECONDS = 10
TESTER = Actor("tester")


def offer(case: Case, folder: Path) -> Staged | Refusal:
    """Offer a file to its command's first step."""
    path = folder / f"台账{case.suffix}"
    path.write_bytes(case.make())
    began = time.monotonic()
    try:
        staged = operations.stage(
            kind=case.kind, path=path, sender="", column_map=None, actor=TESTER
        )
    except Refusal as refusal:
        assert time.monotonic() - began < LONGEST_SECONDS
        return refusal
    assert time.monotonic() - began < LONGEST_SECONDS
    return staged


def said(outcome: Staged | Refusal) -> str:
    """Tell what a person reads."""
    if isinstance(outcome, Refusal):
        return wording.of(outcome)
    return "\n".join(f"{p.sheet} {p.cell} {sentence_of(p)}" for p in outcome.problems)


def is_whole(outcome: Staged | Refusal) -> bool:
    return isinstance(outcome, Staged) and not outcome.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_read_whole_or_refused_with_a_remedy(case: Case, tmp_path: Path) -> None:
    outcome = offer(case, tmp_path)
    sentence = said(outcome)
    if case.fine or (case.either and is_whole(outcome)):
        assert is_whole(outcome), sentence
        assert isinstance(outcome, Staged)
        assert outcome.counts.get("unit", 0) == StagedRow.objects.count() > 0
        return
    assert sentence, "it was let in"
    assert "请" in sentence, sentence
    missing = [piece for piece in case.said if piece not in sentence]
    assert case.either or not missing, f"{missing} not in: {sentence}"
    assert StagedRow.objects.count() == 0
    assert not Import.objects.filter(state=Import.State.DONE).exists()


def test_there_are_enough_of_them() -> None:
    refused = [case for case in CASES if not case.fine]
    assert len(refused) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [case for case in CASES if case.fine], ids=lambda case: case.name)
def test_an_odd_file_says_the_same_as_a_plain_one(case: Case, tmp_path: Path) -> None:
    """Encodings, calendars and old formats change nothing of what is read."""
    offer(case, tmp_path)
    rows = [row.cells for row in StagedRow.objects.order_by("line")]
    assert len(rows) == w.ROWS
    assert rows[0] == {
        "community": "示例·云杉里",
        "building": "3",
        "building_name": "3栋",
        "entrance": "2",
        "room": "101",
        "code": "3-2-101",
        "usage": "RESIDENTIAL",
        "building_area_m2": "89.50",
        "delivered_on": "2020-06-01",
        "owner": "示例业主01",
        "phone": "13900000001",
    }


def test_a_child_that_thinks_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "slow.xlsx"
    path.write_bytes(w.whole())
    began = time.monotonic()
    with (
        pytest.raises(cage.TooSlowToRead),
        cage.opened(path, cage.Limits(wall_seconds=0.001)) as book,
    ):
        list(book.sheets)
    assert time.monotonic() - began < 2


def test_a_child_without_memory_dies_alone(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    path.write_bytes(w.repeated_text())
    with (
        pytest.raises(cage.TooBigForMemory),
        cage.opened(path, cage.Limits(memory_bytes=300 << 20)) as book,
    ):
        for sheet in book.sheets:
            assert all(batch.height for batch in sheet.batches)
