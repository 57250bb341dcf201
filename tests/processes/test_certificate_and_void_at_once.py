"""A receipt is voided while its account is certified: never a certificate that stands over a debt."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection
from django.db import transaction as django_transaction
from tests.builders.sold_home import TODAY, SoldHome
from tests.builders.two_people import MAKER

from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.payments.rules.certificates import Standing
from qingshou.payments.rules.givings import Cause, Deed, Void
from qingshou.processes.owner_change_needs_clearance import ClearanceWithheld

ROUNDS = 6


def test_either_the_debt_withholds_or_the_void_overtakes(fresh_database: str) -> None:
    with django_transaction.atomic():
        home = SoldHome()
    home.bill("2026-03")
    home.sell()
    issued = 0
    for turn in range(ROUNDS):
        number = home.pay(12_097).number
        deed = prepared(home, number)
        outcomes = together(
            lambda turn=turn: certified(home, f"issue-{turn}"),
            lambda deed=deed: (
                payments.void_receipt(
                    community_id=home.community_id, void=deed[0], deed=deed[1], actor=MAKER
                ).reversal
            ),
        )
        issued += "certified" in outcomes
        cards = queries.certificates(community_id=home.community_id, account_id=home.account())
        assert len(cards) == issued
        assert all(card.standing is not Standing.STANDS for card in cards)
        assert home.balance(1) == ("120.97", "0.00")
        if "certified" in outcomes:
            assert cards[0].overtaken_by, "the void found the certificate"
    assert queries.check(community_ids=[home.community_id]) == [], "no gap in the series"


def certified(home: SoldHome, request_id: str) -> str:
    try:
        home.issue(request_id=request_id)
    except ClearanceWithheld:
        return "withheld"
    return "certified"


def prepared(home: SoldHome, number: str) -> tuple[Void, Deed]:
    """Let two people agree to void the receipt."""
    receipt = queries.receipt_named(community_id=home.community_id, number=number)
    void = Void(receipt.receipt_id, receipt.number, receipt.amount, Cause.BOUNCED)
    asked = payments.ask_to_void(
        community_id=home.community_id, void=void, reason="示例退票", today=TODAY, actor=MAKER
    )
    deed = home.deed(asked)
    assert deed.on == TODAY
    return void, deed


def together(*acts: Callable[[], str]) -> list[str]:
    """Do all at once, each on its own connection; what one raises is raised here."""
    outcomes: list[str] = []
    faults: list[BaseException] = []

    def run(act: Callable[[], str]) -> None:
        try:
            outcomes.append(act())
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not faults, faults
    return outcomes
