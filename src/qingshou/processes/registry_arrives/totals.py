"""Control totals: what a person adds up on paper to see that everything came through."""

from __future__ import annotations

from typing import Any

from qingshou.processes.registry_arrives.steps import Arriving


def of(arriving: Arriving, *, kept: dict[str, int]) -> dict[str, Any]:
    """Add up the file: communities, buildings, units by usage, areas, people.

    ``unchanged`` counts what equals the live registry and is left as it is.
    """
    [(units, area, usable, undelivered, units_kept)] = arriving.rows(_UNITS)
    [(buildings, parties, holders)] = arriving.rows(_OTHERS)
    return {
        "communities": len(arriving.communities),
        "community_ids": list(arriving.communities),
        "buildings_in_file": buildings,
        "units_in_file": units,
        "units_by_usage": dict(arriving.rows(_BY_USAGE)),
        "building_area_m2": str(area),
        "usable_area_m2": str(usable),
        "undelivered": undelivered,
        "parties_in_file": parties,
        "holders_in_file": holders,
        "unchanged": {"units": units_kept, **kept},
    }


_UNITS = """
SELECT count(*), COALESCE(sum(building_area_m2), 0), COALESCE(sum(usable_area_m2), 0),
    count(*) FILTER (WHERE delivered_on IS NULL AND usage IN ('RESIDENTIAL', 'SHOP', 'OFFICE')),
    count(*) FILTER (WHERE NOT fresh)
FROM arriving_unit
"""

_BY_USAGE = "SELECT usage, count(*) FROM arriving_unit GROUP BY usage ORDER BY usage"

_OTHERS = """
SELECT (SELECT count(*) FROM arriving_building), (SELECT count(*) FROM arriving_party),
    (SELECT count(*) FROM arriving_holder)
"""
