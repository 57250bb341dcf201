"""Thirty-two payers at the same bills, each through the door its money really comes by.

Eight pay at the desk, six are told of by signed notices of a gateway and two by its answers to
queries, seven are lines of a bank's statement that a clerk accepts and one is a statement that
finds its home by itself, and eight are lines of a batch of debits that the bank answers one by
one. What each of them does is measured, waiting included.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.debits.company import CLERK, mandate
from tests.contexts.ledger.book import a_charge, bill, rows
from tests.contexts.reconciliation.bank_month import Told as BankTold
from tests.contexts.reconciliation.bank_month import ccb
from tests.contexts.reconciliation.town import a_fund_account

from qingshou.adapters.gateways.wechatpay import identity as wechatpay
from qingshou.adapters.gateways.wechatpay.tidings import envelope, signed
from qingshou.adapters.wechatpay.words import written
from qingshou.checkout import operations as checkout
from qingshou.checkout.operations import Word
from qingshou.checkout.ports import Told, TradeState
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import IntentLine, Purpose
from qingshou.checkout.rules.states import Heard
from qingshou.debits import operations as debits
from qingshou.debits.rules.batches import reference
from qingshou.debits.rules.sheets import AnsweredLine, Returned
from qingshou.estate.models import Unit
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments import queries as receipts
from qingshou.payments.rules.receipts import Request
from qingshou.platform.db.transactions import transaction as whole
from qingshou.platform.identity import SYSTEM
from qingshou.processes import banks_debit_what_is_due
from qingshou.reconciliation import operations as reconciliation
from qingshou.reconciliation.rules.lines import Source

NIGHTLY = bool(os.environ.get("QINGSHOU_NIGHTLY"))
ROUNDS = 1_000 if NIGHTLY else 100
ROUNDS_OF_A_HOME = 10  # so that a home's prepaid money stays a home's
BILL = 10_000
KINDS = ("PROPERTY_FEE", "LIFT", "PARKING", "WASTE", "WATER", "ELEVATOR_POWER", "PENALTY", "OTHER")
DESKS, NOTICES, QUERIES, ACCEPTED, STATEMENTS = 8, 6, 2, 7, 1
PAYERS = DESKS + NOTICES + QUERIES + ACCEPTED + STATEMENTS + len(KINDS)
SLOWEST_SECONDS = 2.0 if NIGHTLY else 20.0
"""Of a hundred deeds ninety-nine are quicker; beside other tests only a convoy is as slow."""

Payer = Callable[[int], None]


class Street:
    """Homes that are billed in turn, and the eight ways to pay for them at once."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop, self.folder = shop, folder
        self.batches: list[int] = []
        self.accounts = [
            account for (account,) in rows(
                "SELECT account_id FROM estate_tenure JOIN estate_unit unit ON unit.id = unit_id"
                " ORDER BY unit.id")
        ]  # fmt: skip
        self.codes = [unit.code for unit in shop.units]
        a_fund_account(shop.community_id)
        for account in self.accounts:
            self._sign(account)
        self.lines = self._held_lines()

    def home(self, turn: int) -> Unit:
        """Tell whose bills they are this time."""
        return self.shop.units[turn % len(self.shop.units)]

    def account(self, turn: int) -> int:
        """Tell whose account it is."""
        return int(self.accounts[turn % len(self.accounts)])

    def _sign(self, account: int) -> None:
        """Let each kind be debited by a mandate of its own, so that the bank has a line for it."""
        for kind in KINDS:
            debits.sign(
                community_id=self.shop.community_id,
                account_id=account,
                paper=mandate(
                    document=f"DK-{account}-{kind}", kinds=(kind,), limit=Money(10**9),
                    monthly=Money(10**9),
                ),
                actor=CLERK,
            )  # fmt: skip

    def _held_lines(self) -> list[int]:
        """Let the lines in that clerks will accept: compared only, so that none is booked yet."""
        told = [self._line(f"H{n:07}") for n in range(ACCEPTED * ROUNDS)]
        self._let_in("示例流水", told, hold=True)
        return [line for (line,) in rows("SELECT id FROM reconciliation_line ORDER BY row_no")]

    def _line(self, serial: str, *, payer: str = "示例陌生人", remark: str = "") -> BankTold:
        return BankTold(self.shop.today, serial, BILL, payer, "6222000000000009", remark)

    def _let_in(self, name: str, told: list[BankTold], *, hold: bool = False) -> Any:
        path = self.folder / f"{name}.csv"
        path.write_bytes(ccb(told))
        offer = reconciliation.Offer(Source.BANK, path, hold=hold)
        return reconciliation.import_statement(
            community_id=self.shop.community_id, offer=offer, today=self.shop.today, actor=CLERK
        )

    def bill(self, turn: int) -> None:
        """Bill a home for every kind, and send the bills to the bank."""
        month = self.shop.today - timedelta(days=turn)
        charges = [
            a_charge(self.account(turn), BILL, month, kind=kind, due_on=month) for kind in KINDS
        ]
        with transaction.atomic():
            bill(charges, on=self.shop.today, ref=f"round:{turn}",
                 community_id=self.shop.community_id)  # fmt: skip
        plan = banks_debit_what_is_due.plan(on=self.shop.today, template="text-gbk")
        built = banks_debit_what_is_due.build(
            community_id=self.shop.community_id, plan=plan, actor=CLERK
        )
        assert built.number is not None
        assert built.lines == len(KINDS)
        debits.send(
            community_id=self.shop.community_id, batch=built.number, on=self.shop.today,
            actor=CLERK,
        )  # fmt: skip
        self.batches.append(built.number)

    def desk(self, worker: int) -> Payer:
        """Pay at the desk, in cash or by card."""
        channel = Channel.POS if worker % 2 else Channel.CASH

        def pay(turn: int) -> None:
            number = f"card-{worker}-{turn}" if worker % 2 else ""
            payments.receive(
                community_id=self.shop.community_id,
                request=Request(
                    self.home(turn).id, Money(BILL), channel, self.shop.today,
                    outside_number=number,
                ),
                request_id=f"{worker}-{turn}",
                today=self.shop.today,
                actor=SYSTEM,
            )  # fmt: skip

        return pay

    def notice(self, worker: int) -> Payer:
        """Be told of at the door, by the gateway itself, and every fifth time twice."""
        lines = self._wishes(GatewayCode.WECHATPAY)
        who = self.shop.sites[GatewayCode.WECHATPAY].identity  # type: ignore[attr-defined]

        def pay(turn: int) -> None:
            body = envelope(
                lines[turn].out_trade_no, ("TRANSACTION.SUCCESS", "transaction", "支付成功"),
                self._paid(lines[turn], f"wx-{worker}-{turn}"), who.apiv3, self.shop.now,
            )  # fmt: skip
            for _ in range(1 + (turn % 5 == worker % 5)):
                message = signed(body, who, self.shop.now), body
                assert self.shop.deliver("/webhooks/wechatpay/example/", message)[0] == 200

        return pay

    def _paid(self, line: IntentLine, number: str) -> dict[str, Any]:
        fen = line.amount.fen
        return {
            "appid": wechatpay.APPID,
            "mchid": wechatpay.MCHID,
            "out_trade_no": line.out_trade_no,
            "transaction_id": number,
            "trade_type": "NATIVE",
            "trade_state": "SUCCESS",
            "success_time": written(self.shop.now),
            "amount": {"total": fen, "currency": "CNY", "payer_total": fen},
        }

    def query(self, worker: int) -> Payer:
        """Be found paid when the other gateway is asked."""
        lines = self._wishes(GatewayCode.ALIPAY)

        def pay(turn: int) -> None:
            line = lines[turn]
            told = Told(
                TradeState.PAID, line.out_trade_no, f"ali-{worker}-{turn}", line.amount,
                paid_at=self.shop.now,
            )  # fmt: skip
            for source in ("QUERY", "NOTICE"):
                outcome = checkout.hear(
                    community_id=self.shop.community_id, intent_id=line.intent_id,
                    word=Word(source, Heard.PAID, told), now=self.shop.now, today=self.shop.today,
                )  # fmt: skip
                assert outcome.trouble == ""

        return pay

    def _wishes(self, gateway: GatewayCode) -> list[IntentLine]:
        return [
            self.shop.wish(BILL, unit=self.home(turn), gateway=gateway, purpose=Purpose.PREPAY)
            for turn in range(ROUNDS)
        ]

    def accepted(self, worker: int) -> Payer:
        """Be accepted by a clerk, who knows whose the line is."""
        lines = self.lines[worker * ROUNDS : (worker + 1) * ROUNDS]

        def pay(turn: int) -> None:
            reconciliation.accept_line(
                community_id=self.shop.community_id,
                line_id=lines[turn],
                account_id=self.account(turn),
                today=self.shop.today,
                actor=CLERK,
            )

        return pay

    def statement(self, worker: int) -> Payer:
        """Be a statement of one line that says its home."""

        def pay(turn: int) -> None:
            serial = f"S{worker}-{turn:05}"
            line = self._line(serial, remark=f"{self.home(turn).code} 物业费")
            told = self._let_in(serial, [line])
            assert told.settled.by_evidence == 1, told.settled

        return pay

    def debit(self, worker: int) -> Payer:
        """Be one line of the batch, answered in a file of its own."""

        def pay(turn: int) -> None:
            batch = self.batches[turn]
            named = reference(batch, worker + 1)
            line = AnsweredLine(named, Money(BILL), Money(BILL), None, "成功")
            told = _answer(
                community_id=self.shop.community_id, batch=batch,
                returned=Returned(f"{named}.txt", named, (line,)), on=self.shop.today,
                today=self.shop.today, actor=CLERK,
            )  # fmt: skip
            assert told.paid == Money(BILL)

        return pay

    def payers(self) -> list[Payer]:
        """Everybody who will pay."""
        return [
            *map(self.desk, range(DESKS)),
            *map(self.notice, range(NOTICES)),
            *map(self.query, range(QUERIES)),
            *map(self.accepted, range(ACCEPTED)),
            *map(self.statement, range(STATEMENTS)),
            *map(self.debit, range(len(KINDS))),
        ]


@whole
def _answer(**named: Any) -> debits.Answered:
    return debits.answer(**named)


def test_each_bill_is_settled_once(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with hours_of(Shop(homes=ROUNDS // ROUNDS_OF_A_HOME, fen=0), monkeypatch) as shop:
        street = Street(shop, tmp_path)
        took = _at_once(street, street.payers())
        _prove(street)

    slow = sorted(took)[int(len(took) * 0.99)]
    print(f"p99 {slow:.2f} s, median {sorted(took)[len(took) // 2]:.2f} s, {len(took)} payments")
    assert len(took) == ROUNDS * PAYERS
    assert _deadlocks(fresh_database) == 0
    assert slow < SLOWEST_SECONDS


def _at_once(street: Street, payers: Sequence[Payer]) -> list[float]:
    """Let everybody pay in every round; tell how long each payment took."""
    failures: list[BaseException] = []
    took: list[float] = []
    start, end = threading.Barrier(len(payers) + 1), threading.Barrier(len(payers) + 1)

    def work(pay: Payer) -> None:
        try:
            for turn in range(ROUNDS):
                start.wait()
                began = time.monotonic()
                try:
                    pay(turn)
                except BaseException as failure:
                    failures.append(failure)
                took.append(time.monotonic() - began)
                end.wait()
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(payer,)) for payer in payers]
    for worker in workers:
        worker.start()
    for turn in range(ROUNDS):
        street.bill(turn)
        start.wait()
        end.wait()
    for worker in workers:
        worker.join()
    assert failures == []
    return took


def _prove(street: Street) -> None:
    """Each bill is settled, what was too much is prepaid, and nothing is lost or doubled."""
    shop = street.shop
    of_a_home = ROUNDS_OF_A_HOME * BILL
    for account in street.accounts:
        found = books.balance(community_id=shop.community_id, account_id=account, as_of=shop.today)
        prepaid = of_a_home * (PAYERS - len(KINDS))
        assert (found.open.fen, found.prepaid.fen) == (0, prepaid)
    assert rows(
        "SELECT channel, count(*), count(DISTINCT receipt_id), sum(amount_fen)::bigint"
        " FROM payments_tender GROUP BY channel ORDER BY channel"
    ) == [
        (channel, payers * ROUNDS, payers * ROUNDS, payers * ROUNDS * BILL)
        for channel, payers in sorted(
            {
                "ALIPAY": QUERIES, "CASH": DESKS // 2, "DEBIT": len(KINDS), "POS": DESKS // 2,
                "TRANSFER": ACCEPTED + STATEMENTS, "WECHAT": NOTICES,
            }.items()
        )
    ]  # fmt: skip
    assert rows(
        "SELECT count(*), count(DISTINCT number), min(number), max(number) FROM payments_receipt"
    ) == [(ROUNDS * PAYERS, ROUNDS * PAYERS, 1, ROUNDS * PAYERS)]
    assert rows("SELECT DISTINCT state FROM checkout_intent") == [("PAID",)]
    assert rows("SELECT DISTINCT state FROM debits_batch") == [("RETURNED",)]
    assert books.check(community_ids=[shop.community_id]) == []
    assert receipts.check(community_ids=[shop.community_id]) == []


def _deadlocks(database: str) -> int:
    """Tell how often the server had to choose a victim."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    connection.close()
    return int(rows("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", database)[0][0])
