"""Contacts: how somebody was spoken to, what came of it, and what that proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.dunning.rules.reasons import Reason
from qingshou.kernel.money import Money


class Channel(StrEnum):
    """The way a contact went."""

    PHONE = "PHONE"  # 电话
    SMS = "SMS"  # 短信
    WECHAT = "WECHAT"  # 微信
    VISIT = "VISIT"  # 上门
    LETTER = "LETTER"  # 信函
    NOTICE = "NOTICE"  # 催缴通知单
    EMAIL = "EMAIL"  # 电子邮件
    VOICE = "VOICE"  # 语音提示
    HOTLINE = "HOTLINE"  # 客服热线


class Direction(StrEnum):
    """Who began it: the company or the debtor."""

    OUT = "OUT"
    IN = "IN"


class Outcome(StrEnum):
    """What came of a contact."""

    REACHED = "REACHED"  # 已联系上
    NO_ANSWER = "NO_ANSWER"  # 未接通
    PROMISED = "PROMISED"  # 承诺缴费
    REFUSED = "REFUSED"  # 拒绝
    DISPUTED = "DISPUTED"  # 提出异议
    WRONG_NUMBER = "WRONG_NUMBER"  # 号码有误
    DELIVERED = "DELIVERED"  # 已送达
    RETURNED = "RETURNED"  # 退回


FRUITLESS = frozenset({Outcome.WRONG_NUMBER, Outcome.RETURNED})
"""Outcomes after which nobody was even tried: the number or the address was somebody else's."""

ARRIVED = frozenset(
    {Outcome.DELIVERED, Outcome.REACHED, Outcome.PROMISED, Outcome.DISPUTED, Outcome.REFUSED}
)
"""Outcomes of a written demand that reached its addressee; refused registered mail did."""

WRITTEN = frozenset({Channel.LETTER, Channel.NOTICE, Channel.EMAIL})
"""Channels that leave a text behind, the usual form of a demand under Civil Code article 944."""


def is_attempt(outcome: Outcome) -> bool:
    """Tell whether a contact counts as an attempt to speak with the debtor.

    A call that nobody took counts; a call to a stranger's number does not.
    """
    return outcome not in FRUITLESS


def is_demand(channel: Channel, outcome: Outcome, *, channels: frozenset[Channel]) -> bool:
    """Tell whether a contact is a written demand, by the strategy's channels, that arrived."""
    return channel in channels and outcome in ARRIVED


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a debtor promised: a day, and an amount or, without one, all that is overdue."""

    promised_on: date
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A contact as the collector tells it: when, how, with what outcome, and what it brought."""

    on: date
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUT
    staff: str = ""
    note: str = ""
    reason: Reason | None = None
    pledge: Pledge | None = None
