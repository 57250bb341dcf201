"""Verify what Alipay tells the merchant, over the body as it came and without asking anybody.

A notice is a form. It counts only if it is small, has every parameter once, is in UTF-8, signed
with RSA2 by the channel's key, for our app and our seller, and no older than the channel keeps
repeating itself. What it says of amounts is read exactly or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.signing import NOTICE, SIGN_TYPE, is_signed, text_to_sign
from qingshou.kernel.money import ZERO, AmountUnreadable, Money

LARGEST_BODY = 32 * 1024
MOST_PARAMETERS = 64
CHARSET = "utf-8"
BEIJING = ZoneInfo("Asia/Shanghai")
INSTANT = "%Y-%m-%d %H:%M:%S"

OLDEST = timedelta(hours=25)
"""The channel repeats a notice for 24 hours and 24 minutes."""
MOST_AHEAD = timedelta(minutes=5)


class Flaw(StrEnum):
    """Why a notice is not believed."""

    TOO_LARGE = "TOO_LARGE"
    NO_FORM = "NO_FORM"
    DOUBLED = "DOUBLED"
    SIGN_TYPE = "SIGN_TYPE"
    CHARSET = "CHARSET"
    SIGNATURE = "SIGNATURE"
    APP = "APP"
    SELLER = "SELLER"
    TIME = "TIME"
    FIELD = "FIELD"


class NoticeForged(Exception):  # noqa: N818 - a statement, as refusals are
    """A body is no notice of the channel to us."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a notice must be addressed."""

    app_id: str
    seller_id: str


@dataclass(frozen=True, slots=True)
class TradeNotice:
    """What a believed notice says; ``refunded`` is the sum given back so far."""

    notice_id: str
    sent_at: datetime
    order_no: str
    trade_no: str
    status: str
    amount: Money
    paid_at: datetime | None
    refunded: Money
    refund_no: str
    buyer_id: str


def verify(
    body: bytes, *, recipient: Recipient, key: rsa.RSAPublicKey, at: datetime
) -> TradeNotice:
    """Read a notice that is proven to be the channel's, for this recipient, and recent.

    Raises:
        NoticeForged: If any of that is not so.
    """
    form = _form(body)
    if form.get("sign_type") != SIGN_TYPE:
        raise NoticeForged(Flaw.SIGN_TYPE)
    if form.get("charset", "").lower() != CHARSET:
        raise NoticeForged(Flaw.CHARSET)
    if not is_signed(text_to_sign(form, without=NOTICE).encode(), form.get("sign", ""), key):
        raise NoticeForged(Flaw.SIGNATURE)
    if form.get("app_id") != recipient.app_id:
        raise NoticeForged(Flaw.APP)
    if form.get("seller_id") != recipient.seller_id:
        raise NoticeForged(Flaw.SELLER)
    notice = _read(form)
    if not notice.sent_at - MOST_AHEAD <= at <= notice.sent_at + OLDEST:
        raise NoticeForged(Flaw.TIME)
    return notice


def _form(body: bytes) -> dict[str, str]:
    if len(body) > LARGEST_BODY:
        raise NoticeForged(Flaw.TOO_LARGE)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as fault:
        raise NoticeForged(Flaw.NO_FORM) from fault
    form = dict(pairs)
    if len(form) != len(pairs):
        raise NoticeForged(Flaw.DOUBLED)
    return form


def _read(form: dict[str, str]) -> TradeNotice:
    try:
        notice = TradeNotice(
            notice_id=form["notify_id"],
            sent_at=_instant(form["notify_time"]),
            order_no=form["out_trade_no"],
            trade_no=form["trade_no"],
            status=form["trade_status"],
            amount=Money.from_yuan(form["total_amount"]),
            paid_at=_instant(form["gmt_payment"]) if form.get("gmt_payment") else None,
            refunded=Money.from_yuan(form.get("refund_fee") or "0"),
            refund_no=form.get("out_biz_no", ""),
            buyer_id=form.get("buyer_id", ""),
        )
    except (KeyError, ValueError, AmountUnreadable) as fault:
        raise NoticeForged(Flaw.FIELD) from fault
    named = notice.notice_id and notice.order_no and notice.trade_no
    if not named or notice.amount <= ZERO or not ZERO <= notice.refunded <= notice.amount:
        raise NoticeForged(Flaw.FIELD)
    return notice


def _instant(text: str) -> datetime:
    return datetime.strptime(text, INSTANT).replace(tzinfo=BEIJING)
