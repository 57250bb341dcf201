"""The price lists of the three kinds of communities.

The property fee is charged by building area, parking by space, waste by household. One community
raises its price on 2025-07-01, one charges by the quarter and asks less where there is no lift,
one shares the common electricity and water among its homes.
"""

from __future__ import annotations

from datetime import date

from qingshou.sample.months import month_number
from qingshou.sample.tariffs import Price

PRICE_CHANGE = month_number(date(2025, 7, 1))

_FROM = month_number(date(2020, 1, 1))
_HOME, _SHOP, _SPACE = ("RESIDENTIAL",), ("SHOP",), ("PARKING",)
_FEE, _LIFT = ("PROPERTY_FEE", "物业服务费"), ("LIFT", "电梯运行维护费")
_WASTE, _PARKING = ("WASTE", "垃圾清运费"), ("PARKING", "车位服务费")
_SHARED = ("WATER_SHARE", "公摊水电费")
_OLD, _RAISED = "示例价备〔2020〕03号", "示例价备〔2025〕07号"
_BY_AREA, _BY_HOME, _BY_SPACE = "BUILDING_AREA", "HOUSEHOLD", "SPACE"

HIGH_RISE_PRICES = (
    Price(*_FEE, _BY_AREA, _HOME, 22_000, 1, _FROM, PRICE_CHANGE, document=_OLD),
    Price(*_FEE, _BY_AREA, _HOME, 25_000, 1, PRICE_CHANGE, document=_RAISED),
    Price(*_FEE, _BY_AREA, _SHOP, 48_000, 1, _FROM, document=_OLD),
    Price(*_LIFT, _BY_AREA, _HOME, 3_500, 1, _FROM, document=_OLD),
    Price(*_WASTE, _BY_HOME, _HOME, 60_000, 1, _FROM, document=_OLD),
    Price(*_WASTE, _BY_HOME, _SHOP, 300_000, 1, _FROM, document=_OLD),
    Price(*_PARKING, _BY_SPACE, _SPACE, 600_000, 6, _FROM, document=_OLD),
)
MIXED_PRICES = (
    Price(*_FEE, _BY_AREA, _HOME, 16_500, 3, _FROM, document=_OLD),
    Price(*_FEE, _BY_AREA, _HOME, 20_500, 3, _FROM, high_rise=True, document=_OLD),
    Price(*_FEE, _BY_AREA, _SHOP, 42_000, 3, _FROM, document=_OLD),
    Price(*_WASTE, _BY_HOME, _HOME, 50_000, 3, _FROM, document=_OLD),
    Price(*_WASTE, _BY_HOME, _SHOP, 250_000, 3, _FROM, document=_OLD),
    Price(*_PARKING, _BY_SPACE, _SPACE, 500_000, 6, _FROM, document=_OLD),
)
PLAZA_PRICES = (
    Price(*_FEE, _BY_AREA, _HOME, 26_800, 1, _FROM, document=_OLD),
    Price(*_FEE, _BY_AREA, _SHOP, 65_000, 1, _FROM, document=_OLD),
    Price(*_SHARED, "SHARE", _HOME, 0, 1, month_number(date(2024, 9, 1)), document=_OLD),
    Price(*_WASTE, _BY_HOME, _HOME, 80_000, 1, _FROM, document=_OLD),
    Price(*_WASTE, _BY_HOME, _SHOP, 400_000, 1, _FROM, document=_OLD),
    Price(*_PARKING, _BY_SPACE, _SPACE, 900_000, 6, _FROM, document=_OLD),
)
