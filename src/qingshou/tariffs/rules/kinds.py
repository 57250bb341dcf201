"""Codes of charge kinds and bases as the database keeps them."""

from __future__ import annotations

from enum import StrEnum


class Nature(StrEnum):
    """What a charge kind is to a home: the base fee, something special, or an add-on."""

    BASE = "BASE"  # 基础
    SPECIAL = "SPECIAL"  # 专项
    ADD_ON = "ADD_ON"  # 附加


class Basis(StrEnum):
    """What a price is multiplied by."""

    BUILDING_AREA = "BUILDING_AREA"  # 建筑面积
    USABLE_AREA = "USABLE_AREA"  # 套内面积
    HOUSEHOLD = "HOUSEHOLD"  # 按户
    SPACE = "SPACE"  # 按车位
    METER = "METER"  # 按表
    SHARE = "SHARE"  # 公摊
    FORMULA = "FORMULA"  # 自定公式

    @property
    def by_area(self) -> bool:
        """Whether the quantity is an area."""
        return self in (Basis.BUILDING_AREA, Basis.USABLE_AREA)
