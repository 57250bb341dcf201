"""Public writes of the tariffs."""

from qingshou.tariffs.operations.measures import (
    NoSuchTariff,
    add_pools_from,
    record_readings_from,
)
from qingshou.tariffs.operations.price_lists import (
    Defined,
    PriceListInUse,
    PricesOverlap,
    assign_unit,
    define_from,
    withdraw_import,
)

__all__ = [
    "Defined",
    "NoSuchTariff",
    "PriceListInUse",
    "PricesOverlap",
    "add_pools_from",
    "assign_unit",
    "define_from",
    "record_readings_from",
    "withdraw_import",
]
