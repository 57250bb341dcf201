"""Verbs for stories of corrections: what two people give back or give up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, rows
from tests.contexts.ledger.book import bill as post

from qingshou.approvals import operations as approvals
from qingshou.approvals import queries as requests
from qingshou.billing import operations as billing
from qingshou.billing.rules.corrections import Cause as Why
from qingshou.billing.rules.corrections import Correction, Forgiveness, Part, lay_out
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations, queries
from qingshou.payments.rules.givings import Cause, Deed, Refund, Void
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import Actor

__all__ = [
    "approve",
    "ask_refund",
    "ask_void",
    "ask_waiver",
    "bill",
    "check",
    "home",
    "owes",
    "receive",
    "refund",
    "waive",
]

TODAY = date(2025, 3, 31)


def home(code: str) -> None:
    """Let somebody own a home."""
    an_owner(unit=a_unit(community_id=_town(), code=code))


def bill(code: str, month: str, *, yuan: int) -> None:
    """Bill a month's fee."""
    first = Period.named(month).start
    fact = a_charge(_account(code), yuan * 100, first)
    post([fact], on=first, ref=f"{code} {month}", community_id=_town())


def receive(code: str, *, yuan: int) -> None:
    """Receive money by WeChat."""
    slip = operations.receive(
        community_id=_town(),
        request=Request(_unit(code).unit_id, Money(yuan * 100), Channel.WECHAT, TODAY),
        request_id=f"{code} {yuan}",
        today=TODAY,
        actor=Actor("cashier"),
    )
    told = _balance(code)
    print(f"{slip.number}: owes {told.open.yuan}, prepaid {told.prepaid.yuan}")


def ask_refund(code: str, *, yuan: int, by: str) -> None:
    """Ask for a refund by bank transfer."""
    asked = Refund(_account(code), Money(yuan * 100), Channel.TRANSFER, "示例业主", Cause.OVERPAID)
    _ask(
        lambda: operations.ask_to_refund(
            community_id=_town(), refund=asked, today=TODAY, reason="示例", actor=Actor(by)
        ),
        f"waits for somebody other than {by}",
    )


def ask_void(number: str, *, by: str) -> None:
    """Ask for a receipt to be voided."""
    receipt = queries.receipt_named(community_id=_town(), number=number)
    void = Void(receipt.receipt_id, receipt.number, receipt.amount, Cause.WRONG_UNIT)
    _ask(
        lambda: operations.ask_to_void(
            community_id=_town(), void=void, reason="示例", today=TODAY, actor=Actor(by)
        ),
        f"waits for somebody other than {by}",
    )


def ask_waiver(code: str, *, yuan: int, by: str) -> None:
    """Ask for a waiver, laid on the oldest debts first."""
    lines = books.open_items(community_id=_town(), account_id=_account(code), as_of=TODAY)
    parts = lay_out([Part(int(line.item_id), line.open) for line in lines], Money(yuan * 100))
    missing = Money(yuan * 100 - sum(part.amount.fen for part in parts))
    if missing:
        parts = (*parts[:-1], replace(parts[-1], amount=parts[-1].amount + missing))
    asked = Correction(Forgiveness.WAIVER, _account(code), parts, Why.SERVICE_FAULT, "示例协议")
    months = {int(line.item_id): f"{line.period.start:%Y-%m}" for line in lines}
    told = ", ".join(f"{months[part.item_id]} {part.amount.yuan}" for part in parts)
    global _waiver
    _waiver = asked
    _ask(
        lambda: billing.ask_to_forgive(
            community_id=_town(), correction=asked, today=TODAY, reason="示例", actor=Actor(by)
        ),
        f"{told}; waits for somebody other than {by}",
    )


def approve(*, by: str) -> None:
    """Approve the latest request."""
    try:
        approvals.approve(community_id=_town(), request_id=_latest(), today=TODAY, actor=Actor(by))
        print("approved")
    except Refusal as refusal:
        print(refusal.code)


def refund(*, by: str, yuan: int = 0) -> None:
    """Pay out what the latest request asked for, or another amount."""
    facts = requests.request(request_id=_latest(), today=TODAY).facts
    asked = Refund(
        facts["account"],
        Money(yuan * 100) if yuan else Money.from_yuan(facts["amount"]),
        Channel(facts["channel"]),
        facts["payee"],
        Cause(facts["cause"]),
    )
    try:
        slip = operations.refund(community_id=_town(), refund=asked, deed=_deed(), actor=Actor(by))
    except Refusal as refusal:
        _say(refusal)
        return
    print(
        f"{slip.number} gives {slip.amount} back, {slip.left} left;"
        f" {slip.made_by} asked, {slip.decided_by} approved"
    )


def waive(*, by: str) -> None:
    """Waive what the latest request asked for."""
    assert _waiver is not None
    deed = _deed()
    try:
        done = billing.forgive(
            community_id=_town(),
            correction=_waiver,
            approval_id=deed.approval_id,
            on=TODAY,
            today=TODAY,
            request_id=deed.request_id,
            actor=Actor(by),
        )
    except Refusal as refusal:
        _say(refusal)
        return
    print(f"{done.amount} waived; {done.made_by} asked, {done.decided_by} approved")


def owes(code: str) -> None:
    """Say what a home owes."""
    print(_balance(code).open.yuan)


def check() -> None:
    """Prove the receipts and the book."""
    ids = [_town()]
    print([*queries.check(community_ids=ids), *books.check(community_ids=ids)] or "all sound")


_waiver: Correction | None = None
_calls = 0


def _deed() -> Deed:
    global _calls
    _calls += 1
    return Deed(_latest(), TODAY, TODAY, f"call-{_calls}")


def _ask(asking: Any, told: str) -> None:
    try:
        asking()
        print(told)
    except Refusal as refusal:
        _say(refusal)


def _say(refusal: Refusal) -> None:
    facts = refusal.facts
    if "fact" in facts:
        facts = {f"{facts['fact']} approved": facts["approved"], "asked": facts["asked"]}
    amounts = ", ".join(f"{name} {fact}" for name, fact in facts.items())
    amounts = amounts if "." in amounts else ""
    print(f"{refusal.code}: {amounts}" if amounts else refusal.code)


def _latest() -> int:
    [(number,)] = rows("SELECT max(request_id) FROM approvals__request")
    return int(number)


def _balance(code: str) -> books.Balance:
    return books.balance(community_id=_town(), account_id=_account(code), as_of=TODAY)


def _account(code: str) -> int:
    unit = _unit(code)
    holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=TODAY)
    assert holder is not None
    assert holder.account_id is not None
    return int(holder.account_id)


def _unit(code: str) -> UnitCard:
    return estate.unit(community_id=_town(), text=code)


def _town() -> int:
    try:
        return estate.community(text="TWO").community_id
    except Refusal:
        return a_community(code="TWO").pk
