"""What a report speaks of: one community, a named set of communities, or the whole company."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from qingshou.kernel.refusals import Refusal

COMPANY = "company"


class ScopeUnknown(Refusal):
    """A scope names a community that is not known, or there is no community at all."""

    code = "reports.scope-unknown"

    def __init__(self, *, text: str, known: str) -> None:
        super().__init__(text=text, known=known)


@dataclass(frozen=True, slots=True)
class Community:
    """A community in scope, as people name it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The communities a report covers, ordered by code, and what they are called together."""

    name: str
    company: str
    communities: tuple[Community, ...]

    @property
    def ids(self) -> list[int]:
        """The ids of the communities, in the order of their codes."""
        return [community.id for community in self.communities]

    @classmethod
    def named(cls, text: str, *, name: str = "") -> Scope:
        """Read ``company``, one community code, or a region as ``NAME=CODE,CODE`` or ``CODE,CODE``.

        Raises:
            ScopeUnknown: If a code is not known.
        """
        label, _, codes = text.rpartition("=")
        known = _communities()
        wanted = [code.strip() for code in codes.split(",") if code.strip()]
        if wanted in ([COMPANY], []):
            chosen = known
        else:
            chosen = [row for row in known if row[0].code in wanted]
        if not chosen or (chosen is not known and len(chosen) != len(set(wanted))):
            raise ScopeUnknown(text=text, known="、".join(row[0].code for row in known))
        company = chosen[0][1]
        communities = tuple(row[0] for row in chosen)
        return cls(
            name or label or _called(communities, company, whole=chosen is known),
            company,
            communities,
        )


def _called(communities: tuple[Community, ...], company: str, *, whole: bool) -> str:
    if len(communities) == 1:
        return communities[0].name
    if whole:
        return f"{company}（全部 {len(communities)} 个小区）"
    return "、".join(community.name for community in communities)


def _communities() -> list[tuple[Community, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT community.id, community.code, community.name, company.name"
            " FROM estate_community community"
            " JOIN tenancy_company company ON company.id = community.company_id"
            ' ORDER BY community.code COLLATE "C"'
        )
        return [(Community(*row[:3]), row[3]) for row in cursor.fetchall()]
