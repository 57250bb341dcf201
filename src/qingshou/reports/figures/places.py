"""Names of what the books know by number: communities, buildings, charge kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection

from qingshou.reports.figures.dimensions import ENUMERATED, UNPLACED, place_in_order
from qingshou.reports.figures.scope import Scope

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Order 2 before 10 inside a name.

    >>> sorted(["10号楼", "2号楼"], key=natural)
    ['2号楼', '10号楼']
    """
    return tuple(
        (int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(text) if part
    )


@dataclass(slots=True)
class Places:
    """Keys people read for the ids the database sums by, both ways, with names and order."""

    keys: dict[str, dict[str, str]]
    names: dict[str, dict[str, str]]
    order: dict[str, dict[str, int]]

    def id_of(self, dimension: str, key: str) -> str:
        """The value a key stands for in the database.

        Raises:
            KeyError: If there is no such member.
        """
        known = self.keys.get(dimension)
        return key if known is None else known[key]

    def key_of(self, dimension: str, value: str) -> str:
        """The key of a value of the database."""
        known = self.keys.get(dimension)
        if known is None:
            return value
        return next((key for key, id_ in known.items() if id_ == value), value)

    def name_of(self, dimension: str, key: str) -> str:
        """What people call a member."""
        if dimension in ENUMERATED:
            return ENUMERATED[dimension].get(key, key)
        if dimension == "month":
            return f"{key[:4]} 年 {int(key[5:])} 月"
        if dimension == "change":
            community, kind, day = key.split("/")
            return f"{self.name_of('community', community)} {self.name_of('kind', kind)} {day} 调价"
        return self.names.get(dimension, {}).get(key, key)

    def sort_key(self, dimension: str, key: str) -> tuple[int, str]:
        """Where a member stands among its family."""
        if dimension in self.order:
            return (self.order[dimension].get(key, len(self.order[dimension])), key)
        return place_in_order(dimension, key)


def places_of(scope: Scope) -> Places:
    """Read the names of what is in scope."""
    codes = {community.id: community.code for community in scope.communities}
    buildings = sorted(_buildings(scope), key=lambda row: (codes[row[1]], natural(row[2]), row[0]))
    several = len(scope.communities) > 1
    short = {community.id: community.name for community in scope.communities}
    building_keys = {f"{codes[of]}-{code}": str(id_) for id_, of, code, _ in buildings}
    building_names = {
        f"{codes[of]}-{code}": f"{short[of]} {name}" if several else name
        for _, of, code, name in buildings
    }
    kinds = _kinds()
    return Places(
        keys={
            "community": {community.code: str(community.id) for community in scope.communities},
            "building": building_keys | {UNPLACED: UNPLACED},
        },
        names={
            "community": {community.code: community.name for community in scope.communities},
            "building": building_names | {UNPLACED: "未归楼栋"},
            "kind": kinds,
        },
        order={
            "community": _numbered(community.code for community in scope.communities),
            "building": _numbered(building_keys),
            "kind": _numbered(kinds),
        },
    )


def _numbered(keys) -> dict[str, int]:  # type: ignore[no-untyped-def]
    return {key: place for place, key in enumerate(keys)}


def _buildings(scope: Scope) -> list[tuple[int, int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unit.building_id, unit.community_id, building.code, building.name"
            " FROM estate_unit unit JOIN estate_building building"
            " ON building.community_id = unit.community_id AND building.id = unit.building_id"
            " WHERE unit.community_id = ANY (%s::bigint[])",
            [scope.ids],
        )
        return cursor.fetchall()


def _kinds() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name FROM tariffs_chargekind ORDER BY id")
        return dict(cursor.fetchall())
