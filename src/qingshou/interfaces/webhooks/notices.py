"""Take a gateway's notice: whatever is sent, the answer is small, quick and never a fault.

No session, no cookie, no page: a notice is posted by a machine. What cannot be told apart from
noise is answered like noise, before the database is asked.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from qingshou.checkout import jobs
from qingshou.checkout.operations import Letter
from qingshou.checkout.ports import LARGEST_NOTICE_BYTES, Reply
from qingshou.checkout.queries import MerchantUnknown
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.platform import clock

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NOT_HERE = Reply(404, b"", "text/plain")
_ONLY_POST = Reply(405, b"", "text/plain")
_UNREADABLE = Reply(400, b"", "text/plain")
_LATER = Reply(429, b"", "text/plain")

_log = logging.getLogger(__name__)


@csrf_exempt
def wechatpay(request: HttpRequest, merchant: str) -> HttpResponse:
    """Hear WeChat Pay."""
    return _answer(_hear(request, GatewayCode.WECHATPAY, merchant))


@csrf_exempt
def alipay(request: HttpRequest, merchant: str) -> HttpResponse:
    """Hear Alipay."""
    return _answer(_hear(request, GatewayCode.ALIPAY, merchant))


def _hear(request: HttpRequest, gateway: GatewayCode, merchant: str) -> Reply:
    if request.method != "POST":
        return _ONLY_POST
    try:
        body = request.read(LARGEST_NOTICE_BYTES + 1)
    except (RawPostDataException, UnreadablePostError):
        return _UNREADABLE
    letter = Letter(merchant, dict(request.headers), body, clock.now())
    try:
        return jobs.take_letter(gateway=gateway, letter=letter, today=clock.today())
    except MerchantUnknown:
        return _NOT_HERE
    except Exception:
        _log.exception("a notice could not be taken; it is asked to come again")
        return _LATER


def _answer(reply: Reply) -> HttpResponse:
    return HttpResponse(
        reply.body, status=reply.status, content_type=reply.content_type, headers=HEADERS
    )
