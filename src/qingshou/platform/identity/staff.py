"""The staff of the companies: enrolled with a login and a role, found again by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity.actor import Actor, Role


class MemberUnknown(Refusal):
    """Nobody active with a grant has this login."""

    code = "platform.member-unknown"

    def __init__(self, *, login: str, on: date) -> None:
        super().__init__(login=login, on=on)


class LoginNotUsable(Refusal):
    """A login is 2 to 40 letters, digits, dots and hyphens, and not the system's own name."""

    code = "platform.login-not-usable"

    def __init__(self, *, login: str) -> None:
        super().__init__(login=login)


@dataclass(frozen=True, slots=True)
class Reach:
    """The company somebody serves, and the one community of it, where it is only one."""

    company_id: int
    community_id: int | None = None


def member(*, login: str, today: date) -> Actor:
    """Find an active member of the staff who has a grant on that day.

    Raises:
        MemberUnknown: If there is none.
    """
    from qingshou.platform.identity.models import Grant, User

    user = User.objects.filter(login=login.strip(), is_active=True).first()
    in_force = Q(granted_on__lte=today) & (Q(revoked_on__isnull=True) | Q(revoked_on__gt=today))
    if user is None or not Grant.objects.filter(in_force, user=user).exists():
        raise MemberUnknown(login=login, on=today)
    return user.actor


@transaction
def enroll(*, login: str, name: str, role: Role, reach: Reach, today: date, actor: Actor) -> Actor:
    """Enroll somebody with a role, or give another role to somebody enrolled; no password yet.

    Raises:
        LoginNotUsable: If the login is empty, too long, or has other signs.
    """
    from qingshou.platform.identity.models import Grant, User

    if not _usable(login):
        raise LoginNotUsable(login=login)
    user, _ = User.objects.get_or_create(login=login, defaults={"name": name, "password": "!"})
    Grant.objects.get_or_create(
        user=user,
        role=role.value,
        company_id=reach.company_id,
        community_id=reach.community_id,
        revoked_on=None,
        defaults={"granted_on": today},
    )
    facts = {"role": role.value, "company": reach.company_id, "community": reach.community_id}
    audit.note(actor=actor, action="identity.enroll", subject=f"user:{user.pk}", facts=facts)
    return user.actor


def _usable(login: str) -> bool:
    signs = login.replace(".", "").replace("-", "")
    plain = signs.isascii() and signs.isalnum()
    return plain and 2 <= len(login) <= 40 and login.lower() != "system"
