"""Keep what the proofs of a book found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qingshou.ledger import models
from qingshou.platform import audit
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@transaction_required
def keep_proof(
    *, community_id: int, at: datetime, findings: Sequence[dict[str, Any]], actor: Actor
) -> None:
    """Keep that a book was proved, and every place where it contradicts itself."""
    models.Proof.objects.create(community_id=community_id, proved_at=at, findings=list(findings))
    if findings:
        audit.note(
            actor=actor,
            action="ledger.broken",
            community_id=community_id,
            subject="books",
            facts={"findings": len(findings), "first": findings[0]},
        )
