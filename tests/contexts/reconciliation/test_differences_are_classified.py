"""500 planted differences of five kinds in the channels' own file shapes, all told for what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from tests.contexts.reconciliation.bank_month import Told, ccb
from tests.contexts.reconciliation.town import CLERK, Household, a_fund_account, a_town, digest

from qingshou.kernel.money import ZERO, Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.rules.differences import DifferenceKind
from qingshou.reconciliation.rules.lines import Source
from qingshou.reconciliation.rules.shapes import alipay_trade, wechatpay

pytestmark = pytest.mark.django_db
FIRST_ON, DAYS = date(2026, 3, 2), 5
TODAY = date(2026, 3, 20)
PLANTED = 500
RECEIPTS = 1_500
CHANNELS = (Channel.WECHAT, Channel.ALIPAY, Channel.TRANSFER)
NUMBERS = {
    Channel.WECHAT: "1900000109",
    Channel.ALIPAY: "2088000000000001",
    Channel.TRANSFER: "6222000011112222",
}
SOURCES = {
    Channel.WECHAT: Source.WECHATPAY,
    Channel.ALIPAY: Source.ALIPAY,
    Channel.TRANSFER: Source.BANK,
}


@dataclass(frozen=True, slots=True)
class Deal:
    """A payment as one side knows it."""

    number: str
    channel: Channel
    on: date
    fen: int
    account_id: int
    twice: bool = False


def some_deals(homes: list[Household], random: Random) -> list[Deal]:
    return [
        Deal(
            number=f"QS{at:010}",
            channel=CHANNELS[at % len(CHANNELS)],
            on=FIRST_ON + timedelta(days=random.randrange(DAYS)),
            fen=random.randrange(100, 900_000),
            account_id=random.choice(homes).account_id,
        )
        for at in range(RECEIPTS)
    ]


def plant(deals: list[Deal], random: Random) -> tuple[list[Deal], dict[str, DifferenceKind]]:
    """Tell the other side's deals, and the truth of what differs, by number."""
    planted: dict[str, DifferenceKind] = {}
    kinds = [kind for kind in DifferenceKind for _ in range(PLANTED // len(DifferenceKind))]
    theirs = list(deals)
    chosen = random.sample(range(len(deals)), len(kinds))
    for at, kind in zip(chosen, kinds, strict=True):
        deal = deals[at]
        match kind:
            case DifferenceKind.OURS_ONLY:
                theirs[at] = replace(deal, fen=0)
            case DifferenceKind.THEIRS_ONLY:
                deal = replace(deal, number=f"XX9{at:09}")
                theirs.append(deal)
            case DifferenceKind.AMOUNT:
                theirs[at] = replace(deal, fen=deal.fen + random.choice((-1, 1, 100, 27)))
            case DifferenceKind.DATE:
                theirs[at] = replace(deal, on=deal.on + timedelta(days=1))
            case DifferenceKind.DUPLICATE:
                theirs[at] = replace(deal, twice=True)
        planted[deal.number] = kind
    return sorted((deal for deal in theirs if deal.fen), key=lambda deal: deal.on), planted


def receive(community_id: int, deals: Iterable[Deal]) -> None:
    """Let our side have received its deals."""
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TEMP TABLE test_deals (account_id bigint, "on" date, amount_fen bigint,'
            ' channel text, kind text, period_from date, period_until date, "position" bigint,'
            " payer text, memo text, outside_number text)"
        )
        with cursor.cursor.copy(
            'COPY test_deals (account_id, "on", amount_fen, channel, "position", payer, memo,'
            " outside_number) FROM STDIN"
        ) as copy:
            for at, deal in enumerate(deals):
                row = (
                    deal.account_id,
                    deal.on,
                    deal.fen,
                    deal.channel.value,
                    at,
                    "",
                    "",
                    deal.number,
                )
                copy.write_row(row)
    payments.receive_batch_from(
        community_id=community_id, relation="test_deals", source_ref="deals", actor=CLERK
    )


def write(channel: Channel, deals: list[Deal], folder: Path) -> list[Path]:
    """Write their side's files in the channel's own shape."""
    told = [deal for deal in deals for _ in range(2 if deal.twice else 1)]
    if channel is Channel.TRANSFER:
        lines = [
            Told(deal.on, deal.number, deal.fen, "示例付款人", "622200001", "转账") for deal in told
        ]
        path = folder / "流水.csv"
        path.write_bytes(ccb(lines))
        return [path]
    if channel is Channel.WECHAT:
        path = folder / "微信.csv"
        path.write_text(_wechat(told), "utf-8")
        return [path]
    return [_alipay(day, told, folder) for day in sorted({deal.on for deal in told})]


def _at(deal: Deal) -> datetime:
    return datetime(deal.on.year, deal.on.month, deal.on.day, 10, 30)


def _wechat(told: list[Deal]) -> str:
    lines = [
        wechatpay.TradeLine(
            at=_at(deal),
            transaction_id=f"4200{deal.number[2:]}",
            order_no=deal.number,
            payer="oExample",
            trade_type="NATIVE",
            amount=Money(deal.fen),
            fee=Money(deal.fen * 6 // 1000),
            subject="物业费",
        )
        for deal in told
    ]
    merchant = wechatpay.Merchant("wx0000000000000000", NUMBERS[Channel.WECHAT])
    return wechatpay.trade_bill(merchant, lines, fee_rate="0.60%")


def _alipay(day: date, told: list[Deal], folder: Path) -> Path:
    lines = [
        alipay_trade.TradeLine(
            trade_no=f"2026{deal.number[2:]}",
            order_no=deal.number,
            subject="物业费",
            created_at=_at(deal),
            finished_at=_at(deal),
            buyer="exa***@example.com",
            amount=Money(deal.fen),
        )
        for deal in told
        if deal.on == day
    ]
    bill = alipay_trade.TradeBill(
        NUMBERS[Channel.ALIPAY], day, lines, datetime(day.year, day.month, day.day, 23)
    )
    path = folder / f"支付宝{day}.zip"
    path.write_bytes(alipay_trade.write_zip(bill))
    return path


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_every_difference_is_told_for_what_it_is(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    community_id, homes = a_town(120, random=random, periods=2)
    for channel, number in NUMBERS.items():
        a_fund_account(community_id, channel=channel, number=number)
    deals = some_deals(homes, random)
    receive(community_id, deals)
    theirs, planted = plant(deals, random)
    before = digest(community_id)

    statements = []
    for channel in CHANNELS:
        for path in write(channel, [deal for deal in theirs if deal.channel is channel], tmp_path):
            told = operations.import_statement(
                community_id=community_id,
                offer=operations.Offer(SOURCES[channel], path, hold=True),
                today=TODAY,
                actor=CLERK,
            )
            statements.append(told.statement_id)

    found: dict[str, DifferenceKind] = {}
    for account in queries.fund_accounts(community_id=community_id):
        for offset in range(DAYS + 1):
            sheet = queries.day_sheet(account=account, on=FIRST_ON + timedelta(days=offset))
            assert sheet.unexplained == ZERO, (account.number, sheet.on)
            for difference in sheet.differences:
                side = difference.ours or difference.theirs
                assert side is not None
                assert found.setdefault(side.number, difference.kind) is difference.kind
    print(f"seed {seed}: {Counter(found.values())}")
    assert len(planted) == PLANTED
    assert found == planted

    for statement_id in reversed(statements):
        operations.withdraw_statement(
            community_id=community_id, statement_id=statement_id, today=TODAY, actor=CLERK
        )
    assert digest(community_id) == before
