"""Take what comes to the door: judge it without asking anybody, keep it, then let it be heard."""

from __future__ import annotations

import logging
from datetime import date

from qingshou.checkout import operations, queries
from qingshou.checkout.operations import HEARD, Judged, Letter, Word
from qingshou.checkout.ports import Forged, Notice, NoticeVerifier, Reply, Told
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.platform.plugs import plugged

_log = logging.getLogger(__name__)


def take_letter(*, gateway: GatewayCode, letter: Letter, today: date) -> Reply:
    """Judge, keep and hear a letter; tell what the gateway is to be answered.

    What is believed but cannot be booked now shall come again; the ladder asks as well.

    Raises:
        MerchantUnknown: If no merchant of that code is at that gateway.
    """
    merchant = queries.merchant(code=letter.merchant)
    if merchant.gateway is not gateway:
        raise queries.MerchantUnknown(merchant=letter.merchant)
    verifier: NoticeVerifier = plugged(NoticeVerifier, gateway)
    found: Notice | Forged
    try:
        found = verifier.verify(
            merchant=merchant, headers=letter.headers, body=letter.body, now=letter.at
        )
    except Forged as forged:
        found = forged
    judged = operations.keep_letter(letter=letter, found=found)
    if not judged.believed or isinstance(found, Forged):
        return verifier.refused(judged.reason or judged.verdict.value)
    try:
        booked = _hear(judged, found, letter, today)
    except Exception:
        _log.exception("a believed notice could not be heard")
        return verifier.later()
    return verifier.accepted() if booked else verifier.later()


def _hear(judged: Judged, found: Notice, letter: Letter, today: date) -> bool:
    if isinstance(found.told, Told):
        outcome = operations.hear(
            community_id=judged.community_id,
            intent_id=judged.intent_id,
            word=Word("NOTICE", HEARD[found.told.state], found.told),
            now=letter.at,
            today=today,
        )
        return not outcome.trouble
    if judged.refund_id:
        operations.hear_of_refund(
            community_id=judged.community_id,
            refund_id=judged.refund_id,
            told=found.told,
            now=letter.at,
            today=today,
        )
    return True
