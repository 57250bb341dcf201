"""The equations a report must satisfy before anybody reads it: parts, wholes, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from qingshou.kernel.refusals import Refusal
from qingshou.reports.figures.catalogue import BY_ID
from qingshou.reports.figures.definition import Atom, By
from qingshou.reports.figures.values import Figures
from qingshou.reports.figures.windows import VARIANTS


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An equation that does not hold, with both sides."""

    equation: str
    left: int
    right: int


class FiguresDoNotTie(Refusal):
    """Parts of a report do not add up to its wholes; it is not written."""

    code = "reports.figures-do-not-tie"

    def __init__(self, *, equation: str, left: int, right: int, count: int) -> None:
        super().__init__(equation=equation, left=left, right=right, count=count)


# What is on the left equals the sum of what is on the right; a minus takes away.
EQUATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("due.amount", ("billed.amount", "-reversed.amount")),
    ("due.amount", ("collected.amount", "waived.amount", "uncollected.amount")),
    ("due.households", ("settled.households", "unsettled.households")),
    ("due.households", ("on_time.households", "not_on_time.households")),
    ("not_on_time.households",
     ("late_paid.households", "pending.households", "unsettled.households")),
    ("old.amount",
     ("recovered.amount", "old_waived.amount", "old_reversed.amount", "old_open.amount")),
    ("waterfall.opening", ("old.amount",)),
    ("waterfall.billed", ("billed.amount",)),
    ("waterfall.closing",
     ("waterfall.opening", "waterfall.added", "waterfall.billed",
      "-waterfall.collected", "-waterfall.waived", "-waterfall.reversed")),
    ("waterfall.closing", ("overdue.amount", "due_today.amount", "-later.amount")),
    ("open.amount", ("overdue.amount", "due_today.amount", "not_due.amount")),
    ("involved.households", ("involved_cleared.households", "involved_remaining.households")),
    ("overdue.households", ("new_overdue.households", "lasting_overdue.households")),
    ("overdue.households", ("contacted.households", "uncontacted.households")),
    ("overdue.amount", ("contacted.amount", "uncontacted.amount")),
    ("cases.in_stage", ("cases.paid", "cases.small_rest", "cases.moved", "cases.remaining")),
    ("contact.count", ("contact.reached.count", "contact.failed.count")),
)  # fmt: skip

# The parts of a family along one dimension sum to the whole.
PARTITIONS: tuple[tuple[str, tuple[By, ...]], ...] = (
    ("due.amount", (("community",), ("building",), ("group",), ("usage",), ("kind",), ("floor",))),
    ("collected.amount", (("community",), ("building",), ("group",), ("kind",), ("tenure",))),
    ("due.households", (("community",), ("building",), ("group",), ("late",))),
    ("on_time.households", (("community",), ("group",), ("floor",))),
    ("overdue.households",
     (("community",), ("building",), ("group",), ("reason",), ("stage",), ("duration",),
      ("band",))),
    ("overdue.amount",
     (("community",), ("building",), ("group",), ("reason",), ("stage",), ("duration",),
      ("band",), ("kind",))),
    ("aging.amount", (("bucket",), ("community", "bucket"))),
    ("aging.items", (("bucket",),)),
    ("receipts.amount", (("community",), ("channel",), ("community", "channel"))),
    ("contact.count", (("channel",), ("outcome",), ("stage",), ("channel", "outcome"))),
    ("cases.in_stage", (("stage",), ("community",))),
    ("promise.made.count", (("community",), ("channel",))),
)  # fmt: skip

# The left is never more than the right.
BOUNDS: tuple[tuple[str, str], ...] = (
    ("overdue.households", "open.households"),
    ("unsettled.households", "overdue.households"),
    ("cleared_after_contact.households", "involved_cleared.households"),
    ("collected.amount", "due.amount"),
    ("recovered.amount", "old.amount"),
    ("unreachable.households", "contacted.households"),
    ("concentration.top_tenth.amount", "overdue.amount"),
    ("concentration.top_building.amount", "overdue.amount"),
    ("limitation.soon.amount", "overdue.amount"),
    ("contact.followed.count", "contact.observed.count"),
    ("receipts.online.amount", "receipts.amount"),
)


def tie_out(figures: Figures) -> list[Mismatch]:
    """List every equation that does not hold, for the period and both it is compared with."""
    return [
        *(found for variant in VARIANTS for found in _of_variant(figures, variant)),
        *_against_ledger(figures),
    ]


def require_tied(figures: Figures) -> None:
    """Refuse figures that do not add up.

    Raises:
        FiguresDoNotTie: If an equation does not hold; it names the first one.
    """
    mismatches = tie_out(figures)
    if mismatches:
        first = mismatches[0]
        raise FiguresDoNotTie(
            equation=first.equation, left=first.left, right=first.right, count=len(mismatches)
        )


def _of_variant(figures: Figures, variant: str) -> Iterator[Mismatch]:
    suffix = f"@{variant}" if variant else ""
    for whole, parts in EQUATIONS:
        right = sum(_signed(figures, part, suffix) for part in parts)
        yield from _differ(
            f"{whole}{suffix} = {' + '.join(parts)}", _whole(figures, whole + suffix), right
        )
    for whole, families in PARTITIONS:
        for by in families:
            right = sum(
                int(member.figure.value or 0)
                for member in figures.family(whole, by=by, variant=variant)
            )
            equation = f"{whole}{suffix} = sum by {', '.join(by)}"
            yield from _differ(equation, _whole(figures, whole + suffix), right)
    for least, most in BOUNDS:
        left, right = _whole(figures, least + suffix), _whole(figures, most + suffix)
        if left > right:
            yield Mismatch(f"{least}{suffix} <= {most}", left, right)


def _against_ledger(figures: Figures) -> Iterator[Mismatch]:
    """What is open by the figures is what is open by the ledger's own reckoning."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(open_fen), 0), COALESCE(sum(open_fen) FILTER"
            " (WHERE due_on < %(as_of)s), 0) FROM ledger_open_as_of(%(ids)s::bigint[], %(as_of)s)"
            " WHERE nature <> 'REFUND'",
            {"ids": figures.scope.ids, "as_of": figures.as_of},
        )
        open_fen, overdue_fen = cursor.fetchone()
    yield from _differ("open.amount = ledger", _whole(figures, "open.amount"), int(open_fen))
    yield from _differ(
        "overdue.amount = ledger", _whole(figures, "overdue.amount"), int(overdue_fen)
    )


def _signed(figures: Figures, part: str, suffix: str) -> int:
    if part.startswith("-"):
        return -_whole(figures, part[1:] + suffix)
    return _whole(figures, part + suffix)


def _whole(figures: Figures, figure_id: str) -> int:
    return int(figures.value(figure_id) or 0)


def _differ(equation: str, left: int, right: int) -> Iterator[Mismatch]:
    if left != right:
        yield Mismatch(equation, left, right)


assert all(
    isinstance(BY_ID[part.lstrip("-")], Atom)
    for whole, parts in EQUATIONS
    for part in (whole, *parts)
), "equations are between counted figures"
