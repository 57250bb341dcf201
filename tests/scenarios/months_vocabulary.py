"""Verbs for stories of the month's end: what moved, what is open, what is locked."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, balances_hold
from tests.contexts.ledger.book import bill as post

from qingshou.approvals import operations as approvals
from qingshou.estate import queries as estate
from qingshou.interfaces import wording
from qingshou.interfaces.wording.months import tell_point
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.platform import clock
from qingshou.platform.identity import Actor
from qingshou.processes import month_closes
from qingshou.processes.month_closes.kept import deviations

__all__ = [
    "agree",
    "ask_to_reopen",
    "bill",
    "claim",
    "close",
    "held",
    "kept",
    "pay",
    "payout",
    "reopen",
    "roll",
    "trial",
    "unknown_payment",
]

ACCOUNTANT, MANAGER = Actor("示例会计"), Actor("示例经理")
_WAITING: dict[str, int] = {}


def bill(code: str, month: str, *, yuan: int, on: str = "", vat: str = "0") -> None:
    """Bill a month's fee for a home, posted on its first day or on another."""
    first = Period.named(month).start
    fen = Money.from_yuan(vat).fen
    charge = a_charge(_account(code), yuan * 100, first, tax_fen=fen)
    day = date.fromisoformat(on) if on else first
    _say(post, [charge], on=day, ref=f"{code} {month}", community_id=_community())


def pay(code: str, *, yuan: int, on: str, ref: str, late: bool = False) -> None:
    """Receive money by bank transfer for a home."""
    payment = ledger.Payment(Money(yuan * 100), Channel.TRANSFER, date.fromisoformat(on), late=late)
    _say(ledger.receive, account_id=_account(code), payment=payment, source_ref=ref, **_named())


def payout(*, yuan: str, fee: str, on: str) -> None:
    """Let a channel pay its money out to the bank, less its fee."""
    for account, amount in ((Chart.BANK, yuan), (Chart.CHANNEL_FEE, fee)):
        ledger.transfer(
            debit=account,
            credit=Chart.CLEARING,
            amount=Money.from_yuan(amount),
            on=date.fromisoformat(on),
            source_ref=f"{on} {account}",
            **_named(),
        )


def unknown_payment(*, yuan: int, on: str, ref: str) -> None:
    """Take in a bank line that names nobody."""
    _WAITING[ref] = ledger.park_suspense(
        amount=Money(yuan * 100),
        channel=Channel.TRANSFER,
        on=date.fromisoformat(on),
        source_ref=ref,
        **_named(),
    )


def claim(ref: str, *, code: str, yuan: int, on: str) -> None:
    """Give unclaimed money to the home it was meant for."""
    payment = ledger.Payment(Money(yuan * 100), Channel.TRANSFER, date.fromisoformat(on))
    _say(
        ledger.claim_suspense,
        credit_id=_WAITING[ref],
        payment=payment,
        to_account_id=_account(code),
        source_ref=f"claim {ref}",
        **_named(),
    )


def close(month: str, *, today: str) -> None:
    """Close a month, or say what stands against it."""
    period, day = Period.named(month), date.fromisoformat(today)
    looked = month_closes.look(community_id=_community(), period=period, today=day)
    for point in looked.hindrances():
        print(tell_point(point, "示例小区"))
    named = {"community_id": _community(), "period": period, "today": day, "actor": ACCOUNTANT}
    closed = _say(month_closes.close, **named)
    if closed:
        print(f"closed; open from {closed.open_from}")


def ask_to_reopen(month: str, *, because: str) -> None:
    """Let the accountant ask for a closed month to be opened."""
    _WAITING[month] = month_closes.ask_to_reopen(
        community_id=_community(),
        period=Period.named(month),
        reason=because,
        today=clock.today(),
        actor=ACCOUNTANT,
    )


def agree(month: str, *, who: str) -> None:
    """Let somebody agree to opening a month."""
    named = {
        "community_id": _community(),
        "request_id": _WAITING[month],
        "today": clock.today(),
        "actor": Actor(who),
    }
    _say(approvals.approve, **named)


def reopen(month: str) -> None:
    """Open a month with the approval that was asked for."""
    done = _say(
        month_closes.reopen,
        community_id=_community(),
        period=Period.named(month),
        approval_id=_WAITING[month],
        reason="补记",
        today=clock.today(),
        actor=ACCOUNTANT,
    )
    if done:
        print(f"open from {books.open_from(community_id=_community())}")


def roll(month: str) -> None:
    """Say the roll-forward of receivables."""
    for line in _told(month).roll:
        print(
            f"{line.kind}: {line.opening.yuan} + {line.billed.yuan} - {line.credited.yuan}"
            f" - {line.received.yuan} - {line.written_off.yuan} = {line.closing.yuan}"
        )


def trial(month: str) -> None:
    """Say the closing balance of each account, and that they sum to zero."""
    told = _told(month)
    for line in told.trial:
        print(f"{line.code} {line.closing.yuan}")
    assert books.disagreements(told) == []
    print(f"sum {sum(line.closing.fen for line in told.trial)}")


def held(month: str) -> None:
    """Say what was left of prepayments, deposits and unclaimed money."""
    told = _told(month)
    for name in ("prepayments", "deposits", "unclaimed"):
        moves = getattr(told, name)
        print(f"{name} {Money(sum(move.closing.fen for move in moves)).yuan}")


def kept() -> None:
    """Draw up the statements of closed months again and compare."""
    balances_hold()
    print(deviations(community_id=_community()) or "as it was told")


def _told(month: str) -> books.Statements:
    return books.statements(community_id=_community(), period=Period.named(month))


def _say(act: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return act(*arguments, **named)
    except Refusal as refusal:
        print(wording.of(refusal))
        return None


def _named() -> dict[str, Any]:
    return {"community_id": _community(), "actor": ACCOUNTANT}


def _community() -> int:
    try:
        return estate.community(text="MONTH").community_id
    except Refusal:
        return a_community(code="MONTH").pk


def _account(code: str) -> int:
    try:
        unit_id = estate.unit(community_id=_community(), text=code).unit_id
    except Refusal:
        an_owner(unit=a_unit(community_id=_community(), code=code), name="示例业主")
        unit_id = estate.unit(community_id=_community(), text=code).unit_id
    holders = estate.holders(community_id=_community(), unit_id=unit_id)
    account_id = holders[0].account_id
    assert account_id is not None
    return account_id
