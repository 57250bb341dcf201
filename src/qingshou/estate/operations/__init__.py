"""What is done to the estate: whole registries at once, or one change of one unit."""

from qingshou.estate.operations.changes import (
    add_tenant,
    change_owner,
    change_owner_within,
    deliver,
)
from qingshou.estate.operations.registry import (
    add_buildings_from,
    add_communities_from,
    add_tenures_from,
    add_units_from,
    end_tenures_from,
    withdraw_import,
)

__all__ = [
    "add_buildings_from",
    "add_communities_from",
    "add_tenant",
    "add_tenures_from",
    "add_units_from",
    "change_owner",
    "change_owner_within",
    "deliver",
    "end_tenures_from",
    "withdraw_import",
]
