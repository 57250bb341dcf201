"""What is known of imports and of senders' mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingshou.intake.models import Import
from qingshou.intake.models import Mapping as RememberedMapping
from qingshou.intake.rules.problems import column_index
from qingshou.kernel.ids import ImportId
from qingshou.kernel.refusals import Refusal


class ImportNotFound(Refusal):
    """There is no import of that number."""

    code = "intake.import-not-found"

    def __init__(self, *, import_id: int) -> None:
        super().__init__(import_id=import_id)


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import as people know it."""

    import_id: ImportId
    kind: str
    file_name: str
    sender: str
    state: str
    done_on: date | None
    undone_on: date | None
    totals: Mapping[str, Any]


def import_of(import_id: int) -> ImportCard:
    """Tell about an import.

    Raises:
        ImportNotFound: If there is none of that number.
    """
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        raise ImportNotFound(import_id=import_id)
    return _card(found)


def live_import(*, kind: str, sha256: str) -> ImportCard | None:
    """Find the live import of a file's content, done or interrupted."""
    live = [Import.State.ARRIVING, Import.State.DONE]
    found = Import.objects.filter(kind=kind, sha256=sha256, state__in=live).first()
    return _card(found) if found else None


def remembered_mappings(*, sender: str, kind: str) -> dict[str, tuple[str, dict[str, int]]]:
    """Tell a sender's mappings: fingerprint → (record, key → position counted from 0)."""
    rows = RememberedMapping.objects.filter(sender=sender, kind=kind)
    return {
        row.fingerprint: (row.record, {key: column_index(at) for key, at in row.columns.items()})
        for row in rows
    }


def _card(found: Import) -> ImportCard:
    return ImportCard(
        import_id=ImportId(found.pk),
        kind=found.kind,
        file_name=found.file_name,
        sender=found.sender,
        state=found.state,
        done_on=found.done_on,
        undone_on=found.undone_on,
        totals=found.totals,
    )
