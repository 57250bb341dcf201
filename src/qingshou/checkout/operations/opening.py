"""Open an intent: keep what is wanted, before anybody outside is asked.

What the payer bears is posted when the intent is opened, where the community does so: the payer
pays what was shown, and nothing is put before it afterwards.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qingshou.billing import operations as billing
from qingshou.checkout import models
from qingshou.checkout.operations.steps import Step, record
from qingshou.checkout.queries import line_of
from qingshou.checkout.rules import numbers
from qingshou.checkout.rules.gateways import Way
from qingshou.checkout.rules.intents import IntentLine, Purpose, Wish
from qingshou.checkout.rules.ladder import LONGEST, SHORTEST, Looks
from qingshou.checkout.rules.states import State
from qingshou.estate import queries as estate
from qingshou.kernel.money import ZERO
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.payments.operations import NobodyLiable
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class NoTill(Refusal):
    """The community takes no money through that gateway."""

    code = "checkout.no-till"

    def __init__(self, *, gateway: str, unit: str) -> None:
        super().__init__(gateway=gateway, unit=unit)


class NothingAsked(Refusal):
    """A payment needs an amount above zero."""

    code = "checkout.nothing-asked"

    def __init__(self, *, amount: str) -> None:
        super().__init__(amount=amount)


class AmountExceedsDues(Refusal):
    """More is to be paid than the account owes, and nobody said that it is paid ahead."""

    code = "checkout.amount-exceeds-dues"

    def __init__(self, *, amount: str, open: str, unit: str) -> None:  # noqa: A002 - as told
        super().__init__(amount=amount, open=open, unit=unit)


class PayerMissing(Refusal):
    """This way to pay needs the payer's id at the gateway."""

    code = "checkout.payer-missing"

    def __init__(self, *, way: str) -> None:
        super().__init__(way=way)


@transaction
def open_intent(
    *,
    community_id: int,
    wish: Wish,
    request_id: str,
    now: datetime,
    today: date,
    actor: Actor,
    unit: str = "",
) -> IntentLine:
    """Keep a payment somebody wants to make; the same request gives the same intent again.

    The gateway is asked afterwards, outside of any transaction. ``unit`` is the unit's name, for
    refusals only.

    Raises:
        NothingAsked: If the amount is not above zero.
        PayerMissing: If the way needs the payer's id and there is none.
        NoTill: If the community has no merchant at the gateway.
        NobodyLiable: If nobody owes for the unit today.
        AmountExceedsDues: If dues are to be paid and the amount exceeds what is open.
        RequestIdReused: If the id was used with other inputs.
    """
    answer, _ = answer_once(
        request_id=request_id,
        operation="checkout.open",
        inputs=_inputs(community_id, wish),
        act=lambda: {"intent_id": _open(community_id, wish, now, today, actor, unit)},
    )
    row = models.Intent.objects.get(community_id=community_id, id=answer["intent_id"])
    return line_of(row)


def _inputs(community_id: int, wish: Wish) -> dict[str, Any]:
    return {
        "community_id": community_id,
        "unit_id": wish.unit_id,
        "amount_fen": wish.amount.fen,
        "gateway": wish.gateway.value,
        "way": wish.way.value,
        "purpose": wish.purpose.value,
        "payer": wish.payer,
    }


def _open(
    community_id: int, wish: Wish, now: datetime, today: date, actor: Actor, unit: str
) -> int:
    named = unit or str(wish.unit_id)
    if wish.amount <= ZERO:
        raise NothingAsked(amount=wish.amount.yuan)
    if wish.way is Way.JSAPI and not wish.payer:
        raise PayerMissing(way=wish.way.value)
    till = models.Till.objects.filter(
        community_id=community_id, gateway=wish.gateway.value, closed_at__isnull=True
    ).first()
    if till is None:
        raise NoTill(gateway=wish.gateway.value, unit=named)
    account_id = _account(community_id, wish, today, named, actor)

    row = _keep(till, wish, account_id, now, actor)
    record(intent=row, at=now, step=Step("OPENING", "", "", row.state))
    audit.note(
        actor=actor,
        action="checkout.open",
        community_id=community_id,
        subject=f"intent:{row.out_trade_no}",
        facts={"amount_fen": wish.amount.fen, "gateway": wish.gateway.value, "unit": named},
    )
    return row.id


def _account(community_id: int, wish: Wish, today: date, unit: str, actor: Actor) -> int:
    holder = estate.liable(community_id=community_id, unit_id=wish.unit_id, on=today)
    if holder is None or holder.account_id is None:
        raise NobodyLiable(unit=unit, on=today)
    billing.post_penalties_of_payers(
        community_id=community_id, payers=[(holder.account_id, today)], actor=actor
    )
    if wish.purpose is Purpose.DUES:
        owed = ledger.balance(
            community_id=community_id, account_id=holder.account_id, as_of=today
        ).open
        if wish.amount > owed:
            raise AmountExceedsDues(amount=wish.amount.yuan, open=owed.yuan, unit=unit)
    return holder.account_id


def _keep(
    till: models.Till, wish: Wish, account_id: int, now: datetime, actor: Actor
) -> models.Intent:
    valid_for = min(max(wish.valid_for, SHORTEST), LONGEST)
    wish = replace(wish, valid_for=valid_for)
    row = models.Intent(
        community_id=till.community_id,
        id=models.take_id(),
        till_id=till.id,
        account_id=account_id,
        unit_id=wish.unit_id,
        gateway=wish.gateway.value,
        way=wish.way.value,
        purpose=wish.purpose.value,
        subject=wish.subject,
        amount_fen=wish.amount.fen,
        payer=wish.payer,
        client_ip=wish.client_ip,
        return_url=wish.return_url,
        opened_at=now,
        opened_by=actor.name,
        expires_at=now + wish.valid_for,
        state=State.CREATED.value,
        look_at=Looks(now, now + wish.valid_for).after(now),
    )
    row.out_trade_no = numbers.out_trade_no(
        on=now.date(), intent_id=row.id, salt=secrets.token_hex(3)
    )
    row.save(force_insert=True)
    return row
