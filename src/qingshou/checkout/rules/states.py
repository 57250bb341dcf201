"""What an intent becomes when something is heard of it: a table, total and pure.

>>> after(State.CLOSED, Heard.PAID).value
'PAID'
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an intent stands."""

    CREATED = "CREATED"  # 待下单: kept here, the gateway has not answered yet
    PENDING = "PENDING"  # 待支付: the gateway waits for the payer
    UNKNOWN = "UNKNOWN"  # 状态未知: asked, and nothing was heard
    PAID = "PAID"  # 已支付: booked here
    CLOSED = "CLOSED"  # 已关闭: unpaid, and can no longer be paid
    STRAYED = "STRAYED"  # 待人工核查: the ladder ended without a word


class Heard(StrEnum):
    """What was heard of an intent."""

    OPENED = "OPENED"  # the gateway took the order
    WAITING = "WAITING"  # it says: not paid yet
    PAID = "PAID"  # it says: paid
    CLOSED = "CLOSED"  # it says: closed, or it refused the order for good
    ABSENT = "ABSENT"  # it knows no such order
    SILENCE = "SILENCE"  # no answer
    OVER = "OVER"  # the ladder has no rung left


OPEN = frozenset({State.CREATED, State.PENDING, State.UNKNOWN})
"""States that may not last: somebody still looks."""

_TABLE: dict[State, dict[Heard, State]] = {
    State.CREATED: {
        Heard.OPENED: State.PENDING,
        Heard.WAITING: State.PENDING,
        Heard.CLOSED: State.CLOSED,
        Heard.ABSENT: State.CREATED,
        Heard.SILENCE: State.UNKNOWN,
        Heard.OVER: State.STRAYED,
    },
    State.PENDING: {
        Heard.OPENED: State.PENDING,
        Heard.WAITING: State.PENDING,
        Heard.CLOSED: State.CLOSED,
        Heard.ABSENT: State.PENDING,  # a code nobody scanned yet may be unknown to the gateway
        Heard.SILENCE: State.UNKNOWN,
        Heard.OVER: State.STRAYED,
    },
    State.UNKNOWN: {
        Heard.OPENED: State.PENDING,
        Heard.WAITING: State.PENDING,
        Heard.CLOSED: State.CLOSED,
        Heard.ABSENT: State.UNKNOWN,
        Heard.SILENCE: State.UNKNOWN,
        Heard.OVER: State.STRAYED,
    },
    State.STRAYED: {Heard.WAITING: State.STRAYED, Heard.CLOSED: State.CLOSED},
    State.CLOSED: {},
    State.PAID: {},
}


def after(state: State, heard: Heard) -> State:
    """Tell the state that follows; money that came is never denied, a payment is never undone."""
    if heard is Heard.PAID:
        return State.PAID
    return _TABLE[state].get(heard, state)


class RefundStand(StrEnum):
    """Where a refund through a gateway stands."""

    CREATED = "CREATED"  # 待提交
    RUNNING = "RUNNING"  # 退款中
    UNKNOWN = "UNKNOWN"  # 状态未知
    DONE = "DONE"  # 已退款
    CLOSED = "CLOSED"  # 已关闭: the money stayed
    ABNORMAL = "ABNORMAL"  # 退款异常: a person must act at the gateway


REFUND_OPEN = frozenset({RefundStand.CREATED, RefundStand.RUNNING, RefundStand.UNKNOWN})


def refund_after(stand: RefundStand, told: RefundStand) -> RefundStand:
    """Tell where a refund stands after what the gateway told; what is done stays done.

    >>> refund_after(RefundStand.DONE, RefundStand.RUNNING).value
    'DONE'
    >>> refund_after(RefundStand.ABNORMAL, RefundStand.DONE).value
    'DONE'
    """
    if stand in (RefundStand.DONE, RefundStand.CLOSED):
        return stand
    if stand is RefundStand.ABNORMAL and told in REFUND_OPEN:
        return stand
    return told
