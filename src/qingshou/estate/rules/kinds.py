"""What a unit is used for and what ties a party to it: codes as the database keeps them."""

from __future__ import annotations

from enum import StrEnum


class Usage(StrEnum):
    """What a unit is used for; everything that can be charged is a unit."""

    RESIDENTIAL = "RESIDENTIAL"  # 住宅
    SHOP = "SHOP"  # 商铺
    OFFICE = "OFFICE"  # 办公
    PARKING = "PARKING"  # 车位
    STORAGE = "STORAGE"  # 储藏室


class TenureRole(StrEnum):
    """What ties a party to a unit."""

    OWNER = "OWNER"  # 业主
    TENANT = "TENANT"  # 租户
    DEVELOPER = "DEVELOPER"  # 开发商


class CustomerGroup(StrEnum):
    """The groups by which rates and arrears are compared."""

    RESIDENT_OWNER = "RESIDENT_OWNER"  # 自住业主
    TENANT = "TENANT"  # 租户
    SHOP = "SHOP"  # 商铺
    OFFICE = "OFFICE"  # 办公
    PARKING = "PARKING"  # 车位
    STORAGE = "STORAGE"  # 储藏
    DEVELOPER = "DEVELOPER"  # 开发商
