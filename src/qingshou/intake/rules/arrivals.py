"""An arrival is what became of an import in the contexts it was carried to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qingshou.intake.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Arrival:
    """Control totals after the carrying, and what stood against it.

    With a problem nothing was let in, and the totals tell what would have been.
    """

    totals: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
