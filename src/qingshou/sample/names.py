"""Names and phones that nobody can mistake for a real person's.

People are called 示例业主0001, firms 示例商贸0007, staff 收费员01. Phones have eleven digits and
begin with 100, which no Chinese mobile number does.
"""

from __future__ import annotations

from random import Random

from qingshou.sample.chance import happens
from qingshou.sample.estate import Unit
from qingshou.sample.holders import Party
from qingshou.sample.plans import DEVELOPER, Community

_NUMBERS_PER_COMMUNITY = 5_000
_SERIES = {"OWNER": 0, "BUYER": 30_000, "TENANT": 60_000, "DEVELOPER": 99_000}


class Register:
    """Hands out the parties of one community."""

    def __init__(self, community: Community) -> None:
        self._number = community.number
        self._first = (community.number - 1) * _NUMBERS_PER_COMMUNITY
        self._developer = Party(DEVELOPER, self._phone("DEVELOPER", 1), "ORGANIZATION")

    def party(self, rng: Random, number: int, who: str, unit: Unit) -> Party:
        """Name the holder of a household's number in one of its roles."""
        consents = happens(rng, 780)
        if who == "DEVELOPER":
            return self._developer
        kind = "ORGANIZATION" if unit.usage == "SHOP" and who != "TENANT" else "PERSON"
        name = f"{_noun(kind, who)}{self._first + number + 1:04d}"
        return Party(name, self._phone(who, number + 1), kind, consents)

    def _phone(self, who: str, number: int) -> str:
        """One hundred, three digits of the community, five of the party: 10000100012."""
        return f"100{self._number:03d}{_SERIES[who] + number:05d}"


def _noun(kind: str, who: str) -> str:
    if kind == "ORGANIZATION":
        return "示例新商贸" if who == "BUYER" else "示例商贸"
    return {"OWNER": "示例业主", "BUYER": "示例新业主", "TENANT": "示例租户"}[who]


def collector(community: Community, number: int) -> str:
    """Name a member of staff; every community has three.

    >>> from qingshou.sample.plans import communities
    >>> collector(next(communities(1200)), 2)
    '收费员03'
    """
    return f"收费员{(community.number - 1) * 3 + number + 1:02d}"
