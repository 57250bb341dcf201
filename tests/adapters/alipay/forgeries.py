"""Every way to forge a notice: how it is made of a true one, and the flaw it must be refused for.

A true one is of 254.40 for ``QS1``, sent at ``NOON``.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from urllib.parse import urlencode

from tests.adapters.alipay.stage import fields_of, resigned, sdk

from qingshou.checkout.ports import Forgery


def _flip(body: bytes, at: int) -> bytes:
    """Flip a bit of the signature itself."""
    form = fields_of(body)
    raw = bytearray(b64decode(form["sign"]))
    raw[at] ^= 1
    return urlencode(form | {"sign": b64encode(raw).decode()}).encode()


def _with(body: bytes, **changed: str) -> bytes:
    return urlencode(fields_of(body) | changed).encode()


def _downgraded(body: bytes) -> bytes:
    """Sign with SHA-1 by the right key, as the protocol's first version did."""
    form = fields_of(body)
    del form["sign"], form["sign_type"]
    old = sdk(signs_as="channel", sign_type="RSA").sign_data(form)
    return f"{old}&sign_type=RSA".encode()


def _in_gbk(body: bytes) -> bytes:
    return urlencode(fields_of(body), encoding="gb18030").encode()


FORGED = {
    # Touched without a key.
    "a flipped bit of the signature": (lambda b: _flip(b, 17), Forgery.SIGNATURE),
    "one fen more": (lambda b: _with(b, total_amount="254.41"), Forgery.SIGNATURE),
    "one fen less": (lambda b: _with(b, total_amount="254.39"), Forgery.SIGNATURE),
    "another order": (lambda b: _with(b, out_trade_no="QS2"), Forgery.SIGNATURE),
    "a parameter more": (lambda b: b + b"&extra=1", Forgery.SIGNATURE),
    "an empty parameter more": (lambda b: b + b"&extra=", Forgery.SIGNATURE),
    "no signature": (lambda b: _with(b, sign=""), Forgery.INCOMPLETE),
    "a signature that is no base64": (lambda b: _with(b, sign="示例"), Forgery.SIGNATURE),
    # The wrong key, the weak digest, the claim of another digest.
    "the merchant's own key": (lambda b: resigned(b, by="merchant"), Forgery.SIGNATURE),
    "a stranger's key": (lambda b: resigned(b, by="stranger"), Forgery.SIGNATURE),
    "signed with SHA-1": (_downgraded, Forgery.SIGNATURE),
    "SHA-1 claiming RSA2": (
        lambda b: _downgraded(b).replace(b"sign_type=RSA", b"sign_type=RSA2"), Forgery.SIGNATURE
    ),
    "no sign type": (lambda b: _with(b, sign_type=""), Forgery.INCOMPLETE),
    # Truly the channel's, but not for us, or not now.
    "another app": (lambda b: resigned(b, app_id="2021000000000002"), Forgery.APP),
    "another seller": (lambda b: resigned(b, seller_id="2088000000000002"), Forgery.MERCHANT),
    "a day and two hours old": (
        lambda b: resigned(b, notify_time="2026-10-14 10:00:00"), Forgery.STALE
    ),
    "six minutes ahead": (lambda b: resigned(b, notify_time="2026-10-15 12:06:00"), Forgery.STALE),
    # Written in another way.
    "as JSON": (lambda b: json.dumps(fields_of(b)).encode(), Forgery.INCOMPLETE),
    "in GBK": (_in_gbk, Forgery.UNREADABLE),
    "claiming GBK": (lambda b: resigned(b, charset="gbk"), Forgery.UNREADABLE),
    "raw Chinese": (lambda b: b + "&x=示例".encode(), Forgery.UNREADABLE),
    "64 kB": (lambda b: b + b"&x=" + b"x" * 65_536, Forgery.TOO_LARGE),
    "a thousand parameters": (
        lambda b: b + b"".join(b"&x%d=1" % n for n in range(1000)), Forgery.UNREADABLE
    ),
    "an amount twice": (lambda b: b + b"&total_amount=0.01", Forgery.UNREADABLE),
    "the same amount twice": (lambda b: b + b"&total_amount=254.40", Forgery.UNREADABLE),
    "a signature twice": (lambda b: b + b"&sign=x", Forgery.UNREADABLE),
    "compressed": (lambda b: gzip.compress(b), Forgery.UNREADABLE),
    "nothing": (lambda b: b"", Forgery.INCOMPLETE),
    "a broken escape": (lambda b: b + b"&x=%ff", Forgery.UNREADABLE),
    # Signed by the channel and still not readable to the fen.
    "an amount with three places": (lambda b: resigned(b, total_amount="254.405"), Forgery.UNREADABLE),
    "an amount in words": (lambda b: resigned(b, total_amount="二百"), Forgery.UNREADABLE),
    "an amount below zero": (lambda b: resigned(b, total_amount="-254.40"), Forgery.UNREADABLE),
    "an exponent": (lambda b: resigned(b, total_amount="2e2"), Forgery.UNREADABLE),
    "more back than paid": (lambda b: resigned(b, refund_fee="254.41"), Forgery.UNREADABLE),
    "no time": (lambda b: resigned(b, notify_time=""), Forgery.INCOMPLETE),
    "no notice id": (lambda b: resigned(b, notify_id=""), Forgery.INCOMPLETE),
    "no order": (lambda b: resigned(b, out_trade_no=""), Forgery.INCOMPLETE),
}  # fmt: skip
