"""What the bank says: transfers one by one, everything else as the sum somebody paid out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from qingshou.kernel.money import ZERO, Money, total
from qingshou.reconciliation.rules.shapes.bank_sheet import BankAccount, BankLine
from qingshou.sample.chance import pick, stream
from qingshou.sample.channels.phones import mch_id, net, seller_id
from qingshou.sample.channels.takings import Taking
from qingshou.sample.manner import MANNERS
from qingshou.sample.plans import COMPANY, Community

_OPENING = Money(18_650_230)
_BANK = "示例银行示例支行"
_REMARKS = {"room and kinds": 55, "room": 20, "name": 10, "kinds": 10, "": 5}
_PAID_OUT_AT = {
    "WECHAT": time(7, 5),
    "ALIPAY": time(7, 20),
    "POS": time(9, 40),
    "CASH": time(10, 30),
}
_DEBITED_AT = time(16, 0)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that reached the account, before the balance is known."""

    at: datetime
    amount: Money
    party: str
    party_account: str
    summary: str
    remark: str


def account_of(community: Community) -> BankAccount:
    """Name a community's account at the bank."""
    return BankAccount(f"{community.number:019d}", f"{COMPANY}（{community.short_name}）")


def statements(
    community: Community, moved: Iterable[Taking], *, seed: int, until: date
) -> Iterator[tuple[date, list[BankLine]]]:
    """Tell the lines of each day on which the account moved, before ``until``."""
    by_day: dict[date, list[Movement]] = defaultdict(list)
    for movement in sorted(
        _movements(community, list(moved), seed), key=lambda m: (m.at, m.remark)
    ):
        if movement.at.date() < until:
            by_day[movement.at.date()].append(movement)
    balance = _OPENING
    for day, movements in by_day.items():
        lines: list[BankLine] = []
        for movement in movements:
            balance += movement.amount
            lines.append(_line(community, movement, balance, len(lines) + 1))
        yield day, lines


def _movements(community: Community, moved: list[Taking], seed: int) -> Iterator[Movement]:
    by_channel: dict[tuple[str, date], list[Taking]] = defaultdict(list)
    for taking in moved:
        if taking.channel == "TRANSFER":
            yield _transfer(community, taking, seed)
        else:
            by_channel[taking.channel, taking.at.date()].append(taking)
    for (channel, day), takings in by_channel.items():
        yield _paid_out(community, channel, day, takings)


def _transfer(community: Community, taking: Taking, seed: int) -> Movement:
    remark = _remark(stream(seed, "remark", taking.order_no), community, taking)
    account = f"0000{taking.party.phone}"
    return Movement(taking.at, taking.amount, taking.party.name, account, "转账存入", remark)


def _remark(rng: Random, community: Community, taking: Taking) -> str:
    room = MANNERS[community.plan.style].room(taking.unit)
    return {
        "room and kinds": f"{room}{taking.subject}",
        "room": room,
        "name": taking.party.name,
        "kinds": taking.subject,
        "": "",
    }[pick(rng, _REMARKS)]


def _paid_out(community: Community, channel: str, day: date, takings: list[Taking]) -> Movement:
    """Tell the sum of a day: debits the same day, everything else on the next."""
    gross, next_day = total(taking.amount for taking in takings), day + timedelta(days=1)
    if channel == "DEBIT":
        remark = f"{day:%Y%m%d}批量代扣{len(takings)}笔"
        return Movement(
            datetime.combine(day, _DEBITED_AT), gross, "批量代扣待清算", "", "代扣", remark
        )
    at = datetime.combine(next_day, _PAID_OUT_AT[channel])
    if channel == "WECHAT":
        remark = f"{mch_id(community)} {day:%Y%m%d}结算"
        return Movement(at, net(takings), "示例财付通备付金", "", "结算款", remark)
    if channel == "ALIPAY":
        remark = f"{seller_id(community)} {day:%Y%m%d}结算"
        return Movement(at, net(takings), "示例支付宝备付金", "", "结算款", remark)
    if channel == "POS":
        return Movement(
            at, gross, "示例收单机构", "", "POS结算", f"{day:%Y%m%d}刷卡{len(takings)}笔"
        )
    return Movement(at, gross, COMPANY, "", "现金存款", f"{day:%Y%m%d}收款交存")


def _line(community: Community, movement: Movement, balance: Money, place: int) -> BankLine:
    assert movement.amount > ZERO
    return BankLine(
        at=movement.at,
        amount=movement.amount,
        balance=balance,
        party=movement.party,
        party_account=movement.party_account,
        party_bank=_BANK,
        summary=movement.summary,
        remark=movement.remark,
        number=f"{community.number:05d}-{movement.at:%Y%m%d}{place:06d}",
    )
