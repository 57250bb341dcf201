"""Send a batch to the bank, or take it back before."""

from __future__ import annotations

from datetime import date

from qingshou.debits import models
from qingshou.debits.queries import BatchUnknown
from qingshou.debits.rules.batches import State
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class BatchAlreadySent(Refusal):
    """The batch's file went to the bank before."""

    code = "debits.batch-already-sent"

    def __init__(self, *, batch: int, on: date) -> None:
        super().__init__(batch=batch, on=on)


class BatchWithdrawn(Refusal):
    """The batch was taken back before its file went to the bank."""

    code = "debits.batch-withdrawn"

    def __init__(self, *, batch: int, on: date) -> None:
        super().__init__(batch=batch, on=on)


@transaction
def send(*, community_id: int, batch: int, on: date, actor: Actor) -> None:
    """Note that the file of a batch went to the bank on a day.

    Raises:
        BatchUnknown: If the community has no such batch.
        BatchAlreadySent: If it went before.
        BatchWithdrawn: If it was taken back.
    """
    held = hold_built(community_id=community_id, batch=batch)
    held.send(on=on)
    _note("debits.send", community_id, batch, on, actor)


@transaction
def withdraw(*, community_id: int, batch: int, on: date, actor: Actor) -> None:
    """Take back a batch whose file never went to the bank; its bills are free again.

    Raises:
        BatchUnknown: If the community has no such batch.
        BatchAlreadySent: If its file went to the bank.
        BatchWithdrawn: If it was taken back before.
    """
    held = hold_built(community_id=community_id, batch=batch)
    held.take_back(on=on)
    lines = models.Line.objects.filter(community_id=community_id, batch_id=held.id)
    models.Portion.objects.filter(
        community_id=community_id, line_id__in=lines.values("id"), running=True
    ).update(running=False)
    _note("debits.withdraw", community_id, batch, on, actor)


@transaction_required
def hold_built(*, community_id: int, batch: int) -> models.Batch:
    """Hold a batch that did not go to the bank yet.

    Raises:
        BatchUnknown: If the community has no such batch.
        BatchAlreadySent: If its file went to the bank.
        BatchWithdrawn: If it was taken back.
    """
    hold_community(subject=Subject.DEBITS, community_id=community_id)
    found = models.Batch.objects.numbered(batch).filter(community_id=community_id).first()
    if found is None:
        raise BatchUnknown(batch=batch)
    if found.state == State.WITHDRAWN:
        assert found.closed_on is not None
        raise BatchWithdrawn(batch=batch, on=found.closed_on)
    if found.sent_on is not None:
        raise BatchAlreadySent(batch=batch, on=found.sent_on)
    return found


def _note(action: str, community_id: int, batch: int, on: date, actor: Actor) -> None:
    audit.note(
        actor=actor,
        action=action,
        community_id=community_id,
        subject=f"batch:{batch}",
        facts={"on": on},
    )
