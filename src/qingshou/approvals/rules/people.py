"""When two names are one person."""

from __future__ import annotations

from typing import Protocol

NOBODY = 0
"""The user of somebody without a login: whoever sits at a shell, or an import."""

SYSTEM = "system"


class Person(Protocol):
    """Somebody by name, and by the number of their login where they have one."""

    @property
    def name(self) -> str:
        """The name they act under."""

    @property
    def user_id(self) -> int | None:
        """The number of their login."""


def is_person(one: Person) -> bool:
    """Tell whether somebody acts, rather than the system itself."""
    return one.name.strip().lower() not in ("", SYSTEM)


def same(one: Person, other: Person) -> bool:
    """Tell whether two are one and the same: by login where both have one, and by name.

    Names are compared without their outer spaces and their case, so that nobody becomes a
    second person by the shift key. The database compares in the same way.
    """
    known = one.user_id and other.user_id and one.user_id == other.user_id
    return bool(known) or one.name.strip().lower() == other.name.strip().lower()
