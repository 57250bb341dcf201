"""How figures are named: ``rate.collection[community=YSL]@previous``, read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qingshou.reports.figures.definition import By

_NAME = re.compile(r"(?P<base>[a-z0-9_.]+)(?:\[(?P<members>[^\]]+)\])?(?:@(?P<variant>[a-z_]+))?")


@dataclass(frozen=True, slots=True)
class FigureName:
    """A figure's definition, the part of it that is meant, and the period it is compared to."""

    base: str
    members: tuple[tuple[str, str], ...] = ()
    variant: str = ""

    @classmethod
    def read(cls, text: str) -> FigureName:
        """Read a figure's id.

        Raises:
            KeyError: If it is not written like one.

        >>> FigureName.read("aging.amount[community=YSL,bucket=OVER_1095]@previous").by
        ('community', 'bucket')
        """
        found = _NAME.fullmatch(text)
        if found is None:
            raise KeyError(text)
        members = tuple(
            (dimension, key)
            for dimension, _, key in (
                member.partition("=") for member in (found["members"] or "").split(",") if member
            )
        )
        return cls(found["base"], members, found["variant"] or "")

    @property
    def by(self) -> By:
        """The dimensions of the family it belongs to."""
        return tuple(dimension for dimension, _ in self.members)

    def of(self, base: str, *, whole: bool = False) -> str:
        """The id of another figure for the same part and variant; or for the whole."""
        return str(FigureName(base, () if whole else self.members, self.variant))

    def __str__(self) -> str:
        members = ",".join(f"{dimension}={key}" for dimension, key in self.members)
        part = f"[{members}]" if members else ""
        return f"{self.base}{part}{f'@{self.variant}' if self.variant else ''}"
