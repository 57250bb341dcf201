"""Write down what was heard: one row for each time anything was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qingshou.checkout import models
from qingshou.platform.db import transaction_required


@dataclass(frozen=True, slots=True)
class Step:
    """What was heard from whom, and what stood before and after."""

    source: str
    heard: str
    before: str
    after: str
    remark: str = ""


@transaction_required
def record(
    *, intent: models.Intent, at: datetime, step: Step, refund_id: int | None = None
) -> None:
    """Record a step of an intent, or of one of its refunds."""
    models.IntentStep.objects.create(
        community_id=intent.community_id,
        intent_id=intent.id,
        refund_id=refund_id,
        at=at,
        source=step.source,
        heard=step.heard,
        state_before=step.before,
        state_after=step.after,
        remark=step.remark[:500],
    )
