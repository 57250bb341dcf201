"""A month of the company's own money: what its desk did, and what the bank then tells of it.

The truth of a line is the story it was written for, never what a matcher would say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random

from tests.contexts.reconciliation.bank_month import DAYS, FIRST_ON, Told
from tests.contexts.reconciliation.till import Till
from tests.contexts.reconciliation.town import CLERK, a_fund_account

from qingshou.ledger.rules.chart import Channel
from qingshou.reconciliation import operations
from qingshou.reconciliation.rules.own_money import CardTerms

RATE = 3_800
ACQUIRER = "银联商务股份有限公司"
WECHAT = "财付通支付科技有限公司"


def own_business(till: Till, random: Random) -> list[Told]:
    """Let the desk work for a month; tell the bank's lines of it, and some that only look so."""
    operations.set_card_terms(
        community_id=till.community_id,
        number="898000000000001",
        acquirer="示例收单",
        terms=CardTerms(date(2026, 1, 1), RATE),
        actor=CLERK,
    )
    a_fund_account(till.community_id, channel=Channel.WECHAT, number="1900000109")
    till.receive(90_000_000, date(2026, 2, 20), channel=Channel.TRANSFER)
    serial = count(1)
    lines = [*_cash(till, random), *_cards(till, random), *_payouts(till, random)]
    lines += [*_given_back(till, random), *_debited(till, random), *_lookalikes(till)]
    return [
        Told(on, f"O{next(serial):09}", fen, payer, "6222999900000001" if payer else "", remark,
             story=story)
        for on, fen, payer, remark, story in lines
    ]  # fmt: skip


Line = tuple[date, int, str, str, str]


def _days(step: int) -> Iterator[date]:
    """Go through the month but for its last days, whose money comes in the next one."""
    for offset in range(0, DAYS - 2, step):
        yield FIRST_ON + timedelta(days=offset)


def _after(on: date, days: int = 1) -> date:
    return on + timedelta(days=days)


def _cash(till: Till, random: Random) -> Iterator[Line]:
    for on in _days(1):
        takings = [random.randrange(5_000, 90_000) for _ in range(2)]
        till.shift(on, *takings)
        mark = random.choice(("现金存款", "ATM存款", "现金缴存", "存现"))
        yield _after(on), sum(takings), random.choice(("", till.name)), mark, "cash"


def _cards(till: Till, random: Random) -> Iterator[Line]:
    for on in _days(1):
        paid = [random.randrange(10_000, 300_000) for _ in range(3)]
        for at, fen in enumerate(paid):
            till.receive(fen, on, channel=Channel.POS, home=at)
        # The acquirer rounds payment by payment, half up, in plain integers.
        fee = sum((fen * RATE * 2 + 1_000_000) // 2_000_000 for fen in paid)
        yield _after(on), sum(paid) - fee, ACQUIRER, f"{on:%m%d}商户结算", "cards"


def _payouts(till: Till, random: Random) -> Iterator[Line]:
    paid_out = []
    for on in _days(2):
        fen = random.randrange(100_000, 900_000)
        till.receive(fen, on, channel=Channel.WECHAT, home=4)
        paid_out.append((on, -fen, "提现"))
        yield _after(on), fen, WECHAT, "提现", "payout"
    till.flow(*paid_out)


def _given_back(till: Till, random: Random) -> Iterator[Line]:
    for at, on in enumerate(_days(3)):
        fen, payee = random.randrange(1_000, 50_000), f"示例收款人{'甲乙丙丁戊'[at % 5]}"
        till.refund(fen, payee, on)
        yield _after(on, random.randrange(3)), -fen, payee, "退款", "given back"


def _debited(till: Till, random: Random) -> Iterator[Line]:
    for on in _days(7):
        paid = [random.randrange(10_000, 60_000) for _ in range(4)]
        for at, fen in enumerate(paid):
            till.receive(fen, on, channel=Channel.DEBIT, home=5 + at)
        yield _after(on, 2), sum(paid), "", "批量代扣物业费", "debited"


def _lookalikes(till: Till) -> Iterator[Line]:
    on = FIRST_ON + timedelta(days=20)
    yield on, 123_457, "", "现金存款", "cash nobody counted"
    yield on, 1_234_511, ACQUIRER, "商户结算", "cards of no day"
    till.refund(77_700, "示例收款人己", on, home=0)
    yield on, -77_700, "示例供应商", "材料款", "as much as a refund"
