"""A hold freezes the penalty: days on which dunning leaves a matter in peace bear nothing.

Disputes, instalments and hardship freeze; a lawsuit does not, the penalty runs until payment.
A hold that was released is released here too; the next accrual corrects what was accrued.
"""

from __future__ import annotations

from qingshou.billing import operations as billing
from qingshou.dunning.events import HoldChanged
from qingshou.dunning.rules.holds import HoldReason
from qingshou.platform.db import transaction
from qingshou.platform.identity import SYSTEM, Actor
from qingshou.platform.outbox import on

SOURCE = "HOLD"
FREEZING = (HoldReason.DISPUTE, HoldReason.HARDSHIP, HoldReason.INSTALLMENT)


@on(HoldChanged)
def follow(event: HoldChanged) -> None:
    """Freeze or release as a hold was placed or released."""
    mirror_holds(community_id=event.community_id, actor=SYSTEM)


@transaction
def mirror_holds(*, community_id: int, actor: Actor) -> int:
    """Let the freezes of a community say what its holds say; count those that say something new."""
    return billing.freeze_penalties_from(
        community_id=community_id, relation_sql=_HOLDS, source=SOURCE, actor=actor
    )


_HOLDS = f"""
SELECT 'hold:' || hold_id AS source_ref, account_id, item_id, start AS frozen_from,
       until AS frozen_until, reason
FROM dunning__hold
WHERE community_id = %(community_id)s
  AND reason IN ({", ".join(f"'{reason}'" for reason in FREEZING)})
"""  # noqa: S608 - our own codes
