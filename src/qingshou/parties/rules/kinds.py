"""What a party is and how it can be reached: codes as the database keeps them."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """A natural person, or an organization with a name on a licence."""

    PERSON = "PERSON"  # 个人
    ORGANIZATION = "ORGANIZATION"  # 单位


class Channel(StrEnum):
    """A way to reach somebody."""

    PHONE = "PHONE"  # 电话
    WECHAT = "WECHAT"  # 微信
    EMAIL = "EMAIL"  # 电子邮箱
    ADDRESS = "ADDRESS"  # 通讯地址
