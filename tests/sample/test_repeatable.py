"""The same seed gives the same bytes; more households change nobody who was there before."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

from tests.sample.conftest import MONTHS

from qingshou.sample import Written, write_company
from qingshou.sample.books import Books, live
from qingshou.sample.plans import communities


def files(written: Written) -> list[Path]:
    return [
        *written.registry, *written.arrears, *written.payments, *written.contacts,
        *written.channels, written.truth,
    ]  # fmt: skip


def test_equal_seeds_write_equal_bytes(written: Written, tmp_path: Path) -> None:
    again = write_company(tmp_path, households=90)

    assert [f.name for f in files(again)] == [f.name for f in files(written)]
    assert all(
        one.read_bytes() == other.read_bytes()
        for one, other in zip(files(written), files(again), strict=True)
    )


def test_another_seed_is_another_company(written: Written, tmp_path: Path) -> None:
    other = write_company(tmp_path, households=90, seed=7)

    assert other.payments[0].read_bytes() != written.payments[0].read_bytes()


def test_more_households_leave_the_others_as_they_are(company: list[Books]) -> None:
    few = live(next(communities(600)), seed=20241101, months=MONTHS)
    many = company[0]

    homes = {h.unit.code for h in few.households if h.unit.usage == "RESIDENTIAL"}
    assert len(homes) == 260

    def rows(books: Books) -> list[tuple[object, ...]]:
        return [astuple(p) for p in books.payments if p.unit.code in homes]

    assert rows(few) == rows(many)


def test_a_million_homes_need_only_more_communities() -> None:
    large = list(communities(1_000_000))

    assert sum(community.homes for community in large) == 1_000_000
    assert max(community.homes for community in large) == 2_000
    assert large[3].name == "示例小区0004"
    assert len({community.code for community in large}) == len(large)


def test_files_are_listed_in_import_order(written: Written) -> None:
    assert [path.stem for path in written.payments] == [
        f"收费明细_{name}_{half}"
        for half in ("2024下", "2025上", "2025下", "2026上", "2026下")
        for name in ("云杉里", "澄湖苑", "锦程广场")
    ]
    assert len(written.registry) == len(written.arrears) == 3
    assert written.households == 90


def test_progress_is_told_in_homes(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_company(tmp_path, households=30, progress=lambda *step: told.append(step))

    assert [done for _, done, _ in told] == [0, 14, 24, 30]


def test_the_truth_is_one_json_object_with_a_line_for_each_household(written: Written) -> None:
    text = written.truth.read_text(encoding="utf-8")
    truth = json.loads(text)

    assert len(truth["households"]) == sum(c["households"] for c in truth["communities"])
    assert truth["months"] == ["2024-09", "2026-10"]
    assert max(len(line) for line in text.splitlines()[1:-1]) < 2_500
