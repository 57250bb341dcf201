"""Look at orders nobody told us the end of: ask, or close what has expired."""

from __future__ import annotations

import logging
from datetime import date, datetime

from qingshou.checkout import operations, queries
from qingshou.checkout.operations import HEARD, Outcome, ToldOtherThanAsked, Word
from qingshou.checkout.ports import Gateway, Malformed, Told, TradeState, Unavailable
from qingshou.checkout.rules.intents import IntentLine
from qingshou.checkout.rules.states import Heard, State
from qingshou.platform.plugs import plugged

MOST_AT_ONCE = 500

_log = logging.getLogger(__name__)


def look(line: IntentLine, *, now: datetime, today: date) -> Outcome:
    """Ask what became of an order, closing it through the gateway once it has expired."""
    word = _word(line, now)
    common = {"community_id": line.community_id, "intent_id": line.intent_id}
    try:
        return operations.hear(**common, word=word, now=now, today=today)
    except ToldOtherThanAsked as refusal:
        _log.warning("%s", refusal)
        silent = Word(word.source, Heard.SILENCE, remark=str(refusal))
        return operations.hear(**common, word=silent, now=now, today=today)


def look_at_due(*, now: datetime, today: date, limit: int = MOST_AT_ONCE) -> int:
    """Look at every order whose look is due; tell how many there were."""
    lines = queries.intents_to_look_at(now=now, limit=limit)
    for line in lines:
        look(line, now=now, today=today)
    return len(lines)


def _word(line: IntentLine, now: datetime) -> Word:
    gateway: Gateway = plugged(Gateway, line.gateway)
    merchant = queries.merchant(code=line.merchant)
    number = line.out_trade_no
    try:
        told = gateway.query(merchant=merchant, out_trade_no=number)
        ended = told.state in (TradeState.PAID, TradeState.CLOSED)
        if ended or now < line.expires_at:
            return _heard("QUERY", told)
        closed = gateway.close(merchant=merchant, out_trade_no=number)
        if closed is TradeState.PAID:
            return _heard("CLOSING", gateway.query(merchant=merchant, out_trade_no=number))
    except (Unavailable, Malformed) as fault:
        return Word("QUERY", Heard.SILENCE, remark=str(fault))
    absent_for_good = closed is TradeState.ABSENT and line.state is not State.PAID
    return Word("CLOSING", Heard.CLOSED if absent_for_good else HEARD[closed])


def _heard(source: str, told: Told) -> Word:
    return Word(source, HEARD[told.state], told)
