"""When a book was proved last, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qingshou.ledger import models


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A proof of a book; without findings it was sound."""

    proved_at: datetime
    findings: tuple[dict[str, Any], ...]


def latest_proof(*, community_id: int) -> ProofLine | None:
    """Tell the latest proof that was kept; None if there was none."""
    proofs = models.Proof.objects.filter(community_id=community_id)
    found = proofs.order_by("-proved_at", "-id").first()
    return ProofLine(found.proved_at, tuple(found.findings)) if found else None
