"""An approval as those see it who need one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Approval:
    """A request that somebody made and somebody else approved, used by now."""

    request_id: int
    made_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: an action on a subject, with its facts."""

    action: str
    subject: str
    facts: dict[str, Any]
