"""Shifts over real connections: two cashiers at one till of receipts, and a count that races them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from tests.contexts.ledger.book import rows
from tests.contexts.payments.test_payments_receipts import Desk
from tests.contexts.payments.test_payments_shifts import CASHIER, FLOAT, close, opened, receive

from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations, queries
from qingshou.payments.operations import Closing
from qingshou.payments.queries.shifts import ShiftSheet, shift_sheet
from qingshou.payments.rules.receipts import Tender
from qingshou.platform.identity import Actor

OTHER = Actor("示例收费员乙")
YUAN = Tender(Money(100), Channel.CASH)


@dataclass
class Race:
    """Threads that start together, each with a connection of its own; faults fail the test."""

    faults: list[BaseException] = field(default_factory=list)

    def run(self, *deeds: Callable[[], object]) -> None:
        line = threading.Barrier(len(deeds))
        workers = [threading.Thread(target=self._one, args=(line, deed)) for deed in deeds]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert self.faults == []

    def _one(self, line: threading.Barrier, deed: Callable[[], object]) -> None:
        try:
            line.wait()
            deed()
        except BaseException as fault:  # told to the test, which runs in another thread
            self.faults.append(fault)
        finally:
            connection.close()


def receipts_of(shift: ShiftSheet | None) -> int:
    where = "shift_id IS NULL" if shift is None else f"shift_id = {shift.shift_id}"
    [(count,)] = rows(f"SELECT count(*) FROM payments_receipt WHERE {where}")
    return int(count)


def test_receipts_of_two_cashiers_at_once_go_to_their_own_shifts(fresh_database: str) -> None:
    with transaction.atomic():
        desk = Desk()
    mine, theirs = opened(desk), opened(desk, OTHER)

    def desk_of(name: str, actor: Actor, times: int) -> Callable[[], None]:
        return lambda: (
            [receive(desk, f"{name}{n}", YUAN, actor=actor) for n in range(times)] and None
        )

    Race().run(desk_of("a", CASHIER, 5), desk_of("b", OTHER, 4), desk_of("c", CASHIER, 3))
    for shift, count in ((mine, 8), (theirs, 4)):
        told = shift_sheet(community_id=desk.community_id, shift_id=shift.shift_id)
        assert receipts_of(shift) == count
        assert told.lines[0].expected == FLOAT + Money(100 * count)
    assert queries.check(community_ids=[desk.community_id]) == []


def test_a_cashier_opens_one_shift_however_often_it_is_pressed(fresh_database: str) -> None:
    with transaction.atomic():
        desk = Desk()
    outcomes: list[str] = []

    def press() -> None:
        try:
            opened(desk)
            outcomes.append("opened")
        except operations.ShiftAlreadyOpen:
            outcomes.append("refused")

    Race().run(*[press] * 4)
    assert sorted(outcomes) == ["opened"] + ["refused"] * 3


def test_a_receipt_that_races_the_count_is_counted_or_in_no_closed_shift(
    fresh_database: str,
) -> None:
    with transaction.atomic():
        desk = Desk()
    shift = opened(desk)
    counted: list[ShiftSheet] = []

    def count() -> None:
        """Count what the drawer holds until no receipt came between looking and closing."""
        while not counted:
            told = shift_sheet(community_id=desk.community_id, shift_id=shift.shift_id)
            closing = Closing({Channel.CASH: told.lines[0].expected})
            try:
                counted.append(close(desk, shift, closing))
            except operations.DifferenceUnexplained:
                continue

    def pay(names: Sequence[str]) -> Callable[[], None]:
        return lambda: [receive(desk, name, YUAN) for name in names] and None

    Race().run(pay(["a", "b", "c"]), count, pay(["d", "e", "f"]))
    [closed] = counted
    joined, loose = receipts_of(shift), receipts_of(None)
    assert joined + loose == 6
    assert closed.lines[0].counted == FLOAT + Money(100 * joined)
    assert closed.lines[0].receipts == joined
