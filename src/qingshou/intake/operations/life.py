"""The life of an import: staged, arriving, done, undone.

``begin`` is committed before a process carries the rows onward, ``finish`` after. A program killed
between them leaves ARRIVING behind: such a file is not let in again until somebody has undone the
import, which is safe whether or not the process had committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection
from django.db.transaction import atomic

from qingshou.intake.models import Import
from qingshou.intake.models import Mapping as RememberedMapping
from qingshou.intake.queries import ImportNotFound, live_import
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity.actor import Actor


class ImportNotLive(Refusal):
    """An import cannot be taken back because it never came in, or was taken back already."""

    code = "intake.import-not-live"

    def __init__(self, *, import_id: int, state: str) -> None:
        super().__init__(import_id=import_id, state=state)


class ImportInterrupted(Refusal):
    """The same file is being let in elsewhere, or was when the program stopped."""

    code = "intake.import-interrupted"

    def __init__(self, *, import_id: int, file: str) -> None:
        super().__init__(import_id=import_id, file=file)


@transaction
def begin(*, import_id: int) -> None:
    """Say that a process is about to carry an import onward.

    Raises:
        ImportNotLive: If it is not waiting.
        ImportInterrupted: If the same file is being let in by somebody else.
    """
    found = _locked(import_id)
    if found.state != Import.State.PREVIEWED:
        raise ImportNotLive(import_id=import_id, state=found.state)
    found.state = Import.State.ARRIVING
    try:
        with atomic():
            found.save(update_fields=["state"])
    except IntegrityError as error:
        other = live_import(kind=found.kind, sha256=found.sha256)
        raise ImportInterrupted(
            import_id=other.import_id if other else import_id, file=found.file_name
        ) from error


@transaction
def finish(
    *,
    import_id: int,
    on: date,
    totals: Mapping[str, Any],
    actor: Actor,
    community_ids: Sequence[int] = (),
) -> None:
    """Record that an import came in whole; remember how its sheets were read."""
    found = _locked(import_id)
    found.state, found.done_on = Import.State.DONE, on
    found.totals, found.community_ids = dict(totals), list(community_ids)
    found.save(update_fields=["state", "done_on", "totals", "community_ids"])
    _remember(found)
    _forget_rows(import_id)
    audit.note(
        actor=actor,
        action="intake.finish",
        subject=f"import:{import_id}",
        facts={"file": found.file_name, "kind": found.kind, "sha256": found.sha256},
    )


@transaction
def give_up(*, import_id: int) -> None:
    """Record that a process refused an import, so that nothing came in."""
    found = _locked(import_id)
    found.state = Import.State.PREVIEWED
    found.save(update_fields=["state"])
    _forget_rows(import_id)


@transaction
def discard(*, import_id: int) -> None:
    """Forget the staged rows of an import that is not carried onward."""
    _forget_rows(import_id)


@transaction
def mark_undone(*, import_id: int, on: date, actor: Actor, totals: Mapping[str, Any]) -> None:
    """Record that an import was taken back; its file may be let in again.

    Raises:
        ImportNotLive: If it is not done or interrupted.
    """
    found = _locked(import_id)
    if found.state not in (Import.State.DONE, Import.State.ARRIVING):
        raise ImportNotLive(import_id=import_id, state=found.state)
    found.state, found.undone_on = Import.State.UNDONE, on
    found.save(update_fields=["state", "undone_on"])
    _forget_rows(import_id)
    audit.note(
        actor=actor,
        action="intake.undo",
        subject=f"import:{import_id}",
        facts={"file": found.file_name, "totals": dict(totals)},
    )


def _locked(import_id: int) -> Import:
    found = Import.objects.select_for_update().filter(pk=import_id).first()
    if found is None:
        raise ImportNotFound(import_id=import_id)
    return found


def _remember(found: Import) -> None:
    for read in found.mapping:
        RememberedMapping.objects.update_or_create(
            sender=found.sender,
            kind=found.kind,
            fingerprint=read["fingerprint"],
            defaults={"record": read["record"], "columns": read["columns"]},
        )


def _forget_rows(import_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_stagedrow WHERE import_id = %s", [import_id])
