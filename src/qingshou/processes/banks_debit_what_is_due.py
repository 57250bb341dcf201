"""Banks debit what is due: bills without a hold become a batch and its file; answers come home.

What dunning holds, a bill in dispute or a whole account, is left out. The batch is committed
before its file is written; a file that is lost is written again, byte by byte the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from qingshou.debits import operations as debits
from qingshou.debits import queries
from qingshou.debits.operations.building import Order
from qingshou.debits.ports import FILES, BankFiles
from qingshou.debits.rules.sheets import Returned
from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.platform.plugs import plugged


class TemplateUnknown(Refusal):
    """No template has that code, and no file is called so."""

    code = "debits.template-unknown"

    def __init__(self, *, template: str, known: str) -> None:
        super().__init__(template=template, known=known)


class NoBatchNamed(Refusal):
    """A file names no line of any batch."""

    code = "debits.no-batch-named"

    def __init__(self, *, file: str) -> None:
        super().__init__(file=file)


class SeveralBatchesNamed(Refusal):
    """A file answers lines of more than one batch."""

    code = "debits.several-batches-named"

    def __init__(self, *, file: str, first: int, second: int, batches: int) -> None:
        super().__init__(file=file, first=first, second=second, batches=batches)


class OtherBatch(Refusal):
    """A file answers another batch than the one it was brought in for."""

    code = "debits.other-batch"

    def __init__(self, *, file: str, asked: int, found: int) -> None:
        super().__init__(file=file, asked=asked, found=found)


@dataclass(frozen=True, slots=True)
class Plan:
    """A day and the template of the file."""

    on: date
    template: str
    layout: Mapping[str, Any]


class _Told(Exception):  # noqa: N818 - carries the answer out of the rolled-back transaction
    def __init__(self, answered: debits.Answered) -> None:
        super().__init__()
        self.answered = answered


def plan(*, on: date, template: str) -> Plan:
    """Find a template: one that comes with the product, by code, or a file somebody wrote.

    Raises:
        TemplateUnknown: If there is neither.
        TemplateUnusable: If the file is no template.
    """
    known = _files().templates()
    if template in known:
        return Plan(on, template, known[template])
    path = Path(template)
    if not path.is_file():
        raise TemplateUnknown(template=template, known="、".join(known))
    return Plan(on, path.stem, _files().template(path))


@transaction
def preview(*, community_id: int, plan: Plan) -> debits.Built:
    """Tell what a batch would debit and leave out.

    Raises:
        TemplateUnusable: If the template is not one.
    """
    return debits.preview(community_id=community_id, order=_order(community_id, plan))


@transaction
def build(*, community_id: int, plan: Plan, actor: Actor) -> debits.Built:
    """Build a batch of what is due and not held.

    Raises:
        TemplateUnusable: If the template is not one.
        NothingToDebit: If no bill can be debited.
    """
    return debits.build(community_id=community_id, order=_order(community_id, plan), actor=actor)


def write(*, batch: int, folder: Path) -> Path:
    """Write the file of a batch; again, it is the same file.

    Raises:
        BatchUnknown: If there is none of that number.
        Refusal: If a value does not fit into the bank's file.
    """
    return _files().write(queries.template_of(batch=batch), queries.outgoing(batch=batch), folder)


def rehearse(*, path: Path, seed: int, folder: Path) -> Path:
    """Answer a file of ours as a bank would, for rehearsals.

    Raises:
        NoBatchNamed: If it is no file of ours.
    """
    batch = batch_named(path=path)
    return _files().rehearse(queries.template_of(batch=batch), path, seed=seed, folder=folder)


def bring_in(
    *, path: Path, on: date, today: date, actor: Actor, only: int | None = None,
    preview: bool = False,
) -> debits.Answered:  # fmt: skip
    """Let a return file in, found to be of a batch by the lines it names; a preview keeps nothing.

    Raises:
        NoBatchNamed: If it names none.
        SeveralBatchesNamed: If it names more than one.
        OtherBatch: If it names another than ``only``.
        BatchUnknown: If there is none of that number.
        Refusal: What ``debits.operations.answer`` refuses.
    """
    batch = batch_named(path=path, only=only)
    returned = _files().read(queries.template_of(batch=batch), path)
    try:
        return _answer(batch, returned, (on, today), actor, preview)
    except _Told as told:
        return told.answered


@transaction
def _answer(
    batch: int, returned: Returned, days: tuple[date, date], actor: Actor, preview: bool
) -> debits.Answered:
    answered = debits.answer(
        community_id=queries.community_of(batch=batch),
        batch=batch,
        returned=returned,
        on=days[0],
        today=days[1],
        actor=actor,
    )
    if preview:
        raise _Told(answered)
    return answered


def batch_named(*, path: Path, only: int | None = None) -> int:
    """Tell the one batch whose lines a file names.

    Raises:
        NoBatchNamed: If it names none.
        SeveralBatchesNamed: If it names more than one.
        OtherBatch: If it names another than ``only``.
    """
    found = sorted(_files().batches(path))
    if not found:
        raise NoBatchNamed(file=path.name)
    if len(found) > 1:
        raise SeveralBatchesNamed(
            file=path.name, first=found[0], second=found[1], batches=len(found)
        )
    if only is not None and found[0] != only:
        raise OtherBatch(file=path.name, asked=only, found=found[0])
    return found[0]


def _files() -> BankFiles:
    return plugged(BankFiles, FILES)


def _order(community_id: int, plan: Plan) -> Order:
    """Hand over what dunning holds on the day."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.debits_holds")
        cursor.execute(
            "CREATE TEMP TABLE debits_holds ON COMMIT DROP AS"
            " SELECT account_id, item_id FROM dunning__hold"
            " WHERE community_id = %(community_id)s AND start <= %(on)s AND until > %(on)s",
            {"community_id": community_id, "on": plan.on},
        )
    return Order(plan.on, plan.template, plan.layout, "debits_holds")
