"""Masking: how much of a name, a phone number or an address others may see.

Enough stays visible for somebody who knows the party to recognize it, too little for
anybody else to reach it. Organizations are no natural persons; their names stay whole.
(个人信息保护法 §6: no more than the purpose needs; §51: de-identification.)
"""

from __future__ import annotations

import re

from qingshou.parties.rules.kinds import Channel, PartyKind
from qingshou.parties.rules.surnames import surname_of

_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"(?P<area>0(?:10|2\d|[3-9]\d{2}))[- ]?(?P<number>\d{7,8})")


def mask_phone(phone: str) -> str:
    """Hide the middle of a phone number.

    >>> mask_phone("13800130000"), mask_phone("0571-80001234"), mask_phone("95001")
    ('138****0000', '0571-****1234', '***01')
    """
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    landline = _LANDLINE.fullmatch(phone)
    if landline:
        return f"{landline['area']}-****{landline['number'][-4:]}"
    shown = phone[2:][-2:]
    return "*" * (len(phone) - len(shown)) + shown


def mask_name(name: str, kind: PartyKind = PartyKind.PERSON) -> str:
    """Keep the surname of a person and the whole name of an organization.

    >>> mask_name("示三丰"), mask_name("欧阳示例")
    ('示**', '欧阳**')
    >>> mask_name("示例公司", PartyKind.ORGANIZATION)
    '示例公司'
    """
    if kind is PartyKind.ORGANIZATION:
        return name
    surname = surname_of(name)
    return surname + "*" * max(len(name) - len(surname), 1)


def mask_contact(channel: Channel, value: str) -> str:
    """Hide what would let a stranger use a contact point.

    >>> mask_contact(Channel.EMAIL, "someone@example.com"), mask_contact(Channel.WECHAT, "abcd")
    ('s***@example.com', 'a***')
    """
    if channel is Channel.PHONE:
        return mask_phone(value)
    if channel is Channel.EMAIL and "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if channel is Channel.ADDRESS:
        return f"{value[:6]}***"
    return f"{value[:1]}***"
