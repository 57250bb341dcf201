"""What checkout needs of a gateway, and the proof that a notice is its own.

The values are the same for every gateway; adapters translate. Amounts are whole fen, instants
know their zone. A gateway speaks over the network and may fail; a verifier never does I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from qingshou.checkout.rules.gateways import CURRENCY, GatewayCode, Way
from qingshou.kernel.money import Money

LARGEST_NOTICE_BYTES = 64 * 1024


class Unavailable(Exception):  # noqa: N818 - a statement about the world
    """The gateway could not be reached, or answered that it cannot now; try again later."""


class Malformed(Exception):  # noqa: N818 - a statement about the world
    """The gateway's words cannot be read, or it refuses ours for good; a person must look."""

    def __init__(self, reason: str, *, code: str = "", raw: bytes = b"") -> None:
        super().__init__(reason)
        self.reason, self.code, self.raw = reason, code, raw


class Forged(Exception):  # noqa: N818 - a statement about the message
    """A message is not the gateway's own, or not meant for this merchant now."""

    def __init__(self, reason: Forgery, told: str = "") -> None:
        super().__init__(f"{reason}: {told}" if told else str(reason))
        self.reason, self.told = reason, told


class Forgery(StrEnum):
    """Why a message is not believed."""

    TOO_LARGE = "TOO_LARGE"  # longer than LARGEST_NOTICE_BYTES, also after unpacking
    INCOMPLETE = "INCOMPLETE"  # a header or a field that must be there is missing
    STALE = "STALE"  # signed outside the time window
    SERIAL = "SERIAL"  # signed by a key that is not on the list
    PROBE = "PROBE"  # the gateway's own test with a bad signature
    SIGNATURE = "SIGNATURE"  # the signature does not fit the bytes
    CIPHER = "CIPHER"  # what is inside cannot be opened with our key
    UNREADABLE = "UNREADABLE"  # signed, but not of the known shape
    MERCHANT = "MERCHANT"  # meant for another merchant
    APP = "APP"  # meant for another app
    CURRENCY = "CURRENCY"  # not in yuan


@dataclass(frozen=True, slots=True)
class Merchant:
    """An account at a gateway; ``keys`` names the place of its secrets, which never travel."""

    code: str
    gateway: GatewayCode
    mchid: str  # 商户号; at Alipay the seller's id (2088…)
    appid: str
    keys: str
    base_url: str = ""  # the gateway's address where it is not its public one


@dataclass(frozen=True, slots=True)
class Order:
    """What the gateway is asked to collect."""

    out_trade_no: str
    amount: Money
    subject: str
    way: Way
    expires_at: datetime
    notify_url: str
    payer: str = ""  # openid or buyer id, where the way needs it
    client_ip: str = ""
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What the payer's screen needs: one of a code to scan, parameters, an address or a form."""

    code_url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    page_url: str = ""
    form: str = ""


class TradeState(StrEnum):
    """What a gateway tells of an order."""

    ABSENT = "ABSENT"  # it knows no such order
    WAITING = "WAITING"  # not paid yet, may still be
    PAID = "PAID"  # paid; also when refunded since, in part or whole
    CLOSED = "CLOSED"  # never paid, and can no longer be


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway tells of an order, in its answer to a query or in a notice."""

    state: TradeState
    out_trade_no: str
    gateway_ref: str = ""  # 微信支付订单号, 支付宝交易号
    amount: Money | None = None
    currency: str = CURRENCY
    mchid: str = ""
    appid: str = ""
    paid_at: datetime | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What the gateway is asked to give back, of which payment."""

    out_trade_no: str
    out_refund_no: str
    amount: Money
    total: Money
    reason: str
    notify_url: str = ""


class RefundState(StrEnum):
    """What a gateway tells of a refund."""

    ABSENT = "ABSENT"  # it knows no such refund
    RUNNING = "RUNNING"  # accepted, not yet with the payer
    DONE = "DONE"  # with the payer
    CLOSED = "CLOSED"  # given up; the money stays with the merchant
    ABNORMAL = "ABNORMAL"  # the payer's account does not take it; a person must act


@dataclass(frozen=True, slots=True)
class RefundTold:
    """What a gateway tells of a refund."""

    state: RefundState
    out_refund_no: str
    out_trade_no: str = ""
    gateway_ref: str = ""  # the refund's own number at the gateway
    amount: Money | None = None
    currency: str = CURRENCY
    mchid: str = ""
    refunded_at: datetime | None = None


class BillKind(StrEnum):
    """A day's file at the gateway."""

    TRADE = "TRADE"  # 交易账单, 业务明细
    FUND_FLOW = "FUND_FLOW"  # 资金账单, 账务明细


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is proven to be the gateway's own, and meant for the merchant.

    ``notice_id`` is the same whenever the gateway repeats the notice. ``message_key`` is the
    same only for the very same signed message, where the gateway signs each repetition anew;
    it is empty where repetitions are identical and so cannot be told from a replay.
    """

    notice_id: str
    event: str
    told: Told | RefundTold
    plain: str  # what was inside, as text
    message_key: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the gateway wants to hear about its notice."""

    status: int
    body: bytes
    content_type: str


class Gateway(Protocol):
    """Takes payments and gives them back, over the network.

    Every method raises ``Unavailable`` when it may be tried again and ``Malformed`` when not.
    """

    def create(self, *, merchant: Merchant, order: Order) -> Instruction:
        """Ask for a payment; the same order again gives an instruction again."""

    def query(self, *, merchant: Merchant, out_trade_no: str) -> Told:
        """Tell what became of an order; ``ABSENT`` where the gateway knows none."""

    def close(self, *, merchant: Merchant, out_trade_no: str) -> TradeState:
        """See to it that an order can no longer be paid; tell ``PAID`` where it already was."""

    def refund(self, *, merchant: Merchant, order: RefundOrder) -> RefundTold:
        """Give money back; the same number again gives the same refund."""

    def query_refund(
        self, *, merchant: Merchant, out_trade_no: str, out_refund_no: str
    ) -> RefundTold:
        """Tell what became of a refund."""

    def download_bill(self, *, merchant: Merchant, kind: BillKind, day: date) -> bytes:
        """Fetch a day's file as the gateway made it, unpacked from transport only.

        Raises:
            Malformed: If the file does not fit the hash that came with it.
        """


class NoticeVerifier(Protocol):
    """Believes or refuses what comes to the door; knows its keys beforehand and does no I/O."""

    def verify(
        self, *, merchant: Merchant, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Notice:
        """Prove a message to be the gateway's own, over its raw bytes; header names in any case.

        Raises:
            Forged: With the reason, whatever the bytes are; nothing else is ever raised.
        """

    def accepted(self) -> Reply:
        """Say that the notice has been taken and need not come again."""

    def refused(self, reason: str) -> Reply:
        """Say that the notice is not taken; never with a status of 500 or above."""

    def later(self) -> Reply:
        """Say that the notice could not be taken now and shall come again; below 500."""


@dataclass(frozen=True, slots=True)
class Switches:
    """What goes wrong between a gateway of our own and us; shares are in percent."""

    loss: int = 0  # of all attempts: never sent
    delay: timedelta = timedelta()  # before the first attempt
    duplicate: int = 0  # of all attempts: sent twice
    reorder: bool = False  # what is due goes out in any order
    forge: int = 0  # of all attempts: preceded by a forgery
    refund: int = 0  # of all payments: given back by the gateway's own console


class Served(Protocol):
    """A gateway of our own that is running."""

    address: str

    def wait(self) -> None:
        """Wait until somebody interrupts."""


class LocalGateway(Protocol):
    """A gateway of our own on this machine, for the demo, the tests and a developer's laptop."""

    def serve(self, *, port: int | None, switches: Switches) -> AbstractContextManager[Served]:
        """Serve on the loopback address, with real keys that are made on first use.

        Raises:
            OSError: If the port is taken.
        """
