"""What every section is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qingshou.reports.definitions.background import Background
from qingshou.reports.definitions.findings import Finding
from qingshou.reports.definitions.lines import Piece, say
from qingshou.reports.definitions.telling import Telling
from qingshou.reports.document import Block, Callout


@dataclass(frozen=True, slots=True)
class Material:
    """Figures that can be spoken, the facts around them, and what was found."""

    t: Telling
    b: Background
    findings: tuple[Finding, ...]

    def found(self, *codes: str) -> list[Finding]:
        """The findings whose code begins with one of these."""
        return [f for f in self.findings if f.code.startswith(codes)]


Section = Callable[[Material], Iterable[Block | None]]


def callout(title: str, *pieces: Piece) -> Callout:
    """Say that data are missing, and what cures it."""
    return Callout(title, say(*pieces))


def blocks(section: Section, material: Material) -> tuple[Block, ...]:
    """Write a section, leaving out what the data do not support."""
    return tuple(block for block in section(material) if block is not None)
