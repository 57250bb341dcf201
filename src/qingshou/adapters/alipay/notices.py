"""Verify what Alipay tells the merchant, over the body as it came and without asking anybody.

A notice is a form. It counts only if it is small, has every parameter once, is in UTF-8, signed
with RSA2 by the channel's key, for our app and our seller, and no older than the channel keeps
repeating itself. What it says of amounts is read exactly or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.keyring import Keyring
from qingshou.adapters.alipay.signing import NOTICE, SIGN_TYPE, text_to_sign
from qingshou.adapters.keys import KeyMissing
from qingshou.adapters.signatures import KeyUnusable, is_signed
from qingshou.checkout.ports import (
    Forged,
    Forgery,
    Merchant,
    Notice,
    RefundState,
    RefundTold,
    Reply,
    Told,
    TradeState,
)
from qingshou.kernel.money import ZERO, AmountUnreadable, Money

LARGEST_BODY = 32 * 1024
MOST_PARAMETERS = 64
CHARSET = "utf-8"
BEIJING = ZoneInfo("Asia/Shanghai")
INSTANT = "%Y-%m-%d %H:%M:%S"

OLDEST = timedelta(hours=25)
"""The channel repeats a notice for 24 hours and 24 minutes."""
MOST_AHEAD = timedelta(minutes=5)

_FORM = "application/x-www-form-urlencoded"
_STATES = {
    "WAIT_BUYER_PAY": TradeState.WAITING,
    "TRADE_SUCCESS": TradeState.PAID,
    "TRADE_FINISHED": TradeState.PAID,
    "TRADE_CLOSED": TradeState.CLOSED,
}


class Verifier:
    """Believes or refuses notices, by the channel's keys it has in its ring."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def verify(
        self, *, merchant: Merchant, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Notice:
        """Prove a notice to be the channel's own, for this merchant, and recent.

        Raises:
            Forged: If any of that is not so.
        """
        try:
            key = self._keyring.of(merchant.keys).channel
        except (KeyMissing, KeyUnusable) as fault:
            raise Forged(Forgery.SERIAL, "no key of the channel is known here") from fault
        _check_headers(headers)
        form = _form(body)
        _check_proof(form, key)
        _check_address(form, merchant)
        notice = _read(form)
        sent_at = _instant(form["notify_time"])
        if not sent_at - MOST_AHEAD <= now <= sent_at + OLDEST:
            raise Forged(Forgery.STALE, form["notify_time"])
        return notice

    def accepted(self) -> Reply:
        """Say ``success``, the only word that ends the repetitions."""
        return Reply(200, b"success", "text/plain; charset=utf-8")

    def refused(self, reason: str) -> Reply:
        """Say ``failure`` and nothing else: a forger learns no reason."""
        return Reply(400, b"failure", "text/plain; charset=utf-8")

    def later(self) -> Reply:
        """Say ``failure``, so that the notice comes again."""
        return Reply(200, b"failure", "text/plain; charset=utf-8")


def state_of(status: str, *, was_paid: bool) -> TradeState:
    """Tell a trade's state; one that was closed after payment was paid and given back.

    Raises:
        KeyError: If the channel has no such state.
    """
    state = _STATES[status]
    return TradeState.PAID if state is TradeState.CLOSED and was_paid else state


def _check_headers(headers: Mapping[str, str]) -> None:
    told = {name.lower(): value.lower() for name, value in headers.items()}
    if told.get("content-encoding", "identity") not in ("", "identity"):
        raise Forged(Forgery.UNREADABLE, "packed")
    if told.get("content-type", _FORM).partition(";")[0].strip() not in ("", _FORM):
        raise Forged(Forgery.UNREADABLE, "no form")


def _form(body: bytes) -> dict[str, str]:
    if len(body) > LARGEST_BODY:
        raise Forged(Forgery.TOO_LARGE, f"{len(body)} bytes")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as fault:
        raise Forged(Forgery.UNREADABLE, "no form") from fault
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Forged(Forgery.UNREADABLE, "a parameter stands twice")
    return form


def _check_proof(form: Mapping[str, str], key: rsa.RSAPublicKey) -> None:
    for name in ("sign", "sign_type", "charset"):
        if not form.get(name):
            raise Forged(Forgery.INCOMPLETE, name)
    if form["sign_type"] != SIGN_TYPE:
        raise Forged(Forgery.SIGNATURE, "not RSA2")
    if form["charset"].lower() != CHARSET:
        raise Forged(Forgery.UNREADABLE, "not UTF-8")
    if not is_signed(text_to_sign(form, without=NOTICE).encode(), form["sign"], key):
        raise Forged(Forgery.SIGNATURE)


def _check_address(form: Mapping[str, str], merchant: Merchant) -> None:
    if form.get("app_id") != merchant.appid:
        raise Forged(Forgery.APP, form.get("app_id", ""))
    if form.get("seller_id") != merchant.mchid:
        raise Forged(Forgery.MERCHANT, form.get("seller_id", ""))


def _read(form: Mapping[str, str]) -> Notice:
    for name in ("notify_id", "notify_time", "out_trade_no", "trade_no", "total_amount"):
        if not form.get(name):
            raise Forged(Forgery.INCOMPLETE, name)
    try:
        _instant(form["notify_time"])
        refunded = Money.from_yuan(form.get("refund_fee") or "0")
        told = _trade(form)
    except (KeyError, ValueError, AmountUnreadable) as fault:
        raise Forged(Forgery.UNREADABLE, str(fault)) from fault
    if told.amount is None or told.amount <= ZERO or not ZERO <= refunded <= told.amount:
        raise Forged(Forgery.UNREADABLE, "amounts that cannot be")
    return Notice(
        notice_id=form["notify_id"],
        event="REFUND" if refunded > ZERO else form["trade_status"],
        told=_refund(form) if refunded > ZERO else told,
        plain=text_to_sign(form, without=NOTICE),
    )


def _trade(form: Mapping[str, str]) -> Told:
    paid_at = _instant(form["gmt_payment"]) if form.get("gmt_payment") else None
    return Told(
        state=state_of(form["trade_status"], was_paid=paid_at is not None),
        out_trade_no=form["out_trade_no"],
        gateway_ref=form["trade_no"],
        amount=Money.from_yuan(form["total_amount"]),
        mchid=form["seller_id"],
        appid=form["app_id"],
        paid_at=paid_at,
        payer=form.get("buyer_id") or form.get("buyer_open_id", ""),
    )


def _refund(form: Mapping[str, str]) -> RefundTold:
    """Tell of a refund; its amount must be asked for, the notice has only the sum of all."""
    refund_no, refunded_at = form.get("out_biz_no", ""), form.get("gmt_refund", "")
    if not refund_no:
        raise Forged(Forgery.INCOMPLETE, "out_biz_no")
    return RefundTold(
        state=RefundState.DONE,
        out_refund_no=refund_no,
        out_trade_no=form["out_trade_no"],
        mchid=form["seller_id"],
        refunded_at=_refund_instant(refunded_at) if refunded_at else None,
    )


def _refund_instant(text: str) -> datetime:
    try:
        return _instant(text.partition(".")[0])
    except ValueError as fault:
        raise Forged(Forgery.UNREADABLE, "gmt_refund") from fault


def _instant(text: str) -> datetime:
    return datetime.strptime(text, INSTANT).replace(tzinfo=BEIJING)
