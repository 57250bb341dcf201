"""Who owes is decided in SQL for a file and in Python for one home; both say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from tests.builders.staging import Cells, a_party_row, a_staged_file, a_unit_row

from qingshou.estate import queries
from qingshou.estate.rules.tenures import Held, owner_owes_from
from qingshou.platform.identity import SYSTEM
from qingshou.processes import registry_arrives

pytestmark = pytest.mark.django_db

HOMES = 150


@dataclass(frozen=True)
class Home:
    """A home as a file tells it: delivered, bought by one after the other, let at most once."""

    code: str
    delivered_on: date | None
    bought_on: list[date | None]
    lease: Held | None

    def rows(self) -> list[tuple[str, Cells]]:
        """Write it as rows of a file."""
        delivered = {"delivered_on": str(self.delivered_on)} if self.delivered_on else {}
        owners = [
            a_party_row(self.code, f"示例{number}", **({"from": str(day)} if day else {}))
            for number, day in enumerate(self.bought_on)
        ]
        tenants = []
        if self.lease:
            days = {"from": str(self.lease.since), "until": str(self.lease.until)}
            tenants = [a_party_row(self.code, "租户", role="TENANT", liable="yes", **days)]
        return [a_unit_row(self.code, **delivered), *owners, *tenants]

    def owed(self) -> list[str]:
        """Tell by the rules who owes on which days."""
        begins = owner_owes_from(self.delivered_on) if self.delivered_on else date.min
        lease = [self.lease] if self.lease else []
        told = [f"TENANT {held}" for held in lease]
        for since, until in pairwise([*self.bought_on, None]):
            starts = max(since or date.min, begins)
            if until is None or starts < until:
                held = Held(starts if starts > date.min else None, until)
                told += [f"OWNER {piece}" for piece in held.without_all(lease)]
        return sorted(told)


def _home(rng: Random, number: int) -> Home:
    def day() -> date:
        return date(2025, 1, 1) + timedelta(days=rng.randrange(400))

    later = sorted({day() for _ in range(rng.randrange(3))})
    first = [None] if rng.random() < 0.7 or not later else []
    since = day()
    return Home(
        code=f"{number % 7 + 1}-1-{number}",
        delivered_on=day() if rng.random() < 0.6 else None,
        bought_on=[*first, *later],
        lease=Held(since, since + timedelta(days=rng.randint(1, 200)))
        if rng.random() < 0.4
        else None,
    )


def _owed(community_id: int, code: str) -> list[str]:
    unit = queries.unit(community_id=community_id, text=code)
    held = queries.holders(community_id=community_id, unit_id=unit.unit_id)
    return sorted(f"{holder.role} {holder.held}" for holder in held if holder.liable)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_file_and_the_rules_agree(seed: int) -> None:
    rng = Random(seed)
    homes = [_home(rng, number) for number in range(101, 101 + HOMES)]
    rows = [row for home in homes for row in home.rows()]
    facts = {"actor": SYSTEM, "today": date(2026, 9, 30), "preview": False}
    arrival = registry_arrives.arrive(import_id=a_staged_file(*rows), **facts)
    assert arrival.problems == ()
    [community_id] = arrival.totals["community_ids"]
    assert {home.code: _owed(community_id, home.code) for home in homes} == {
        home.code: home.owed() for home in homes
    }
    again = registry_arrives.arrive(import_id=a_staged_file(*rows), **facts)
    assert again.problems == () and again.totals["tenures"] == 0
