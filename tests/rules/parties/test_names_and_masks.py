"""Names are spelled by their initials and shown masked."""

from __future__ import annotations

import pytest

from qingshou.parties.rules.initials import initials_by_name, initials_of
from qingshou.parties.rules.kinds import Channel, PartyKind
from qingshou.parties.rules.masking import mask_contact, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        # Surnames read otherwise than the character usually is.
        *[("单示", "SS"), ("仇示", "QS"), ("解示", "XS"), ("查示", "ZS"), ("曾示", "ZS")],
        *[("区示", "OS"), ("盖示", "GS"), ("朴示", "PS"), ("翟示", "ZS"), ("覃示", "QS")],
        *[("乐示", "YS"), ("召示", "SS"), ("种示", "CS"), ("繁示", "PS"), ("隗示", "WS")],
        # The same characters, not as surnames.
        *[("示单", "SD"), ("示解", "SJ"), ("示乐", "SL")],
        # Two-character surnames; a two-character name has a one-character surname.
        *[("尉迟示", "YCS"), ("万俟示", "MQS"), ("单于示", "CYS"), ("单于", "SY")],
        # Organizations, foreign names, signs.
        *[("示例置业", "SLZY"), ("Example Ltd.", "EXAMPLELTD"), ("示·例", "SL")],
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials
    assert initials_by_name([name]) == {name: initials}


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800130000", "138****0000"),
        ("0571-80001234", "0571-****1234"),
        ("01080001234", "010-****1234"),
        ("95001", "***01"),
        ("12", "**"),
    ],
)
def test_a_phone_number_shows_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("示例", "示*"), ("示三丰", "示**"), ("欧阳示", "欧阳*"), ("示", "示*")],
)
def test_a_person_shows_the_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_an_organization_is_no_person() -> None:
    assert mask_name("示例公司", PartyKind.ORGANIZATION) == "示例公司"


@pytest.mark.parametrize(
    ("channel", "value", "masked"),
    [
        (Channel.PHONE, "13800130000", "138****0000"),
        (Channel.EMAIL, "someone@example.com", "s***@example.com"),
        (Channel.WECHAT, "someone", "s***"),
        (Channel.ADDRESS, "示例省示例市示例路1号", "示例省示例市***"),
    ],
)
def test_a_contact_point_is_of_no_use_to_strangers(
    channel: Channel, value: str, masked: str
) -> None:
    assert mask_contact(channel, value) == masked
