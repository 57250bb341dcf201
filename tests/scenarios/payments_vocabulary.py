"""Verbs for stories at the desk: who pays for a home, what the receipt says."""

from __future__ import annotations

from datetime import date

from tests.builders import a_community, a_unit, an_owner
from tests.builders.two_people import approved, voided
from tests.contexts.ledger.book import a_charge, rows
from tests.contexts.ledger.book import bill as post

from qingshou.approvals import operations as approvals
from qingshou.estate import queries as estate
from qingshou.estate.models import Unit
from qingshou.estate.rules.cards import UnitCard
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations, queries
from qingshou.payments.queries import shifts
from qingshou.payments.rules.deposits import DepositRequest, Wish
from qingshou.payments.rules.givings import Cause, Deed, DepositReturn, Void
from qingshou.payments.rules.receipts import Request, Tender
from qingshou.platform.identity import Actor

__all__ = [
    "apply_deposit",
    "approve",
    "ask_to_close",
    "ask_to_return",
    "bill",
    "check",
    "close_shift",
    "deposits_in_the_book",
    "give_back",
    "home",
    "open_shift",
    "owes",
    "receive",
    "report",
    "return_deposit",
    "reverse",
    "take",
    "take_deposit",
]

TODAY = date(2025, 12, 31)
CASHIER = Actor("收费员01")


def home(code: str, *, owner: str, since: str = "2020-01-01", until: str = "") -> None:
    """Let somebody owe for a home of the example community, for a time."""
    known = Unit.objects.filter(community_id=_community(), code=code).first()
    an_owner(
        unit=known or a_unit(community_id=_community(), code=code),
        name=owner,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
    )


def bill(code: str, month: str, *, yuan: int) -> None:
    """Bill a month's fee to whoever owes for the home on its first day."""
    unit, first = _unit(code), Period.named(month).start
    holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=first)
    assert holder is not None
    assert holder.account_id is not None
    fact = a_charge(holder.account_id, yuan * 100, first)
    post([fact], on=first, ref=f"{code} {month}", community_id=unit.community_id)


def receive(code: str, *, yuan: int, on: str, request: str, channel: str = "WECHAT") -> None:
    """Receive money at the desk and say what the receipt says."""
    unit = _unit(code)
    try:
        slip = operations.receive(
            community_id=unit.community_id,
            request=Request(
                unit.unit_id, Money(yuan * 100), Channel(channel), date.fromisoformat(on)
            ),
            request_id=request,
            today=TODAY,
            actor=CASHIER,
            unit=code,
        )
    except Refusal as refusal:
        print(refusal.code)
        return
    parts = ", ".join(f"{part.period_from[:7]} {part.amount}" for part in slip.settled)
    print(f"{slip.number} {slip.amount}: {parts or 'nothing'}; prepaid {slip.prepaid}")


def reverse(number: str, *, on: str) -> None:
    """Let two people void a receipt by its printed number."""
    try:
        slip = voided(
            community_id=_community(), number=number, on=date.fromisoformat(on), today=TODAY
        )
    except Refusal as refusal:
        print(refusal.code)
        return
    print(f"{slip.reversal} takes back {slip.amount}")


def open_shift(cashier: str, *, on: str, float_: str) -> None:
    """Let a cashier open a shift with so much change."""
    try:
        told = operations.open_shift(
            community_id=_community(),
            float_=Money.from_yuan(float_),
            on=date.fromisoformat(on),
            actor=Actor(cashier),
            camera="CAM-01",
        )
    except Refusal as refusal:
        _refused(refusal)
        return
    print(f"{told.cashier} opens with {told.float_.yuan}, camera {told.camera}")


def take(code: str, *paid: str, on: str, by: str, camera: str = "") -> None:
    """Let a cashier take one payment in several tenders, such as CASH=100.00."""
    unit = _unit(code)
    pairs = [text.partition("=") for text in paid]
    first, *besides = [Tender(Money.from_yuan(yuan), Channel(name)) for name, _, yuan in pairs]
    slip = operations.receive(
        community_id=unit.community_id,
        request=Request(
            unit.unit_id,
            first.amount,
            first.channel,
            date.fromisoformat(on),
            besides=tuple(besides),
            camera=camera,
        ),
        request_id=f"{code} {on} {' '.join(paid)}",
        today=TODAY,
        actor=Actor(by),
        unit=code,
    )
    sheet = queries.sheet(community_id=unit.community_id, number=slip.number)
    told = ", ".join(f"{one.channel} {one.amount}" for one in slip.tenders)
    seen = f", camera {sheet.camera}" if sheet.camera else ""
    print(f"{slip.number} {slip.amount}: {told}{seen}")


def give_back(number: str, *, on: str, by: str) -> None:
    """Let a cashier void a receipt that somebody else approved to be voided."""
    receipt = queries.receipt_named(community_id=_community(), number=number)
    void = Void(receipt.receipt_id, receipt.number, receipt.amount, Cause.WRONG_AMOUNT)
    asked = operations.ask_to_void(
        community_id=_community(), void=void, reason="示例收错", today=TODAY, actor=Actor(by)
    )
    approved(community_id=_community(), request_id=asked, today=TODAY)
    deed = Deed(asked, date.fromisoformat(on), TODAY, f"void-{number}")
    slip = operations.void_receipt(community_id=_community(), void=void, deed=deed, actor=Actor(by))
    print(f"{slip.reversal} takes back {slip.amount}")


def ask_to_close(cashier: str, *, by: str) -> None:
    """Ask that somebody else than the cashier may close their shift."""
    global _asked
    _asked = operations.ask_to_close(
        community_id=_community(),
        shift_id=_shift(cashier),
        reason="示例请假",
        today=TODAY,
        actor=Actor(by),
    )
    print(f"waits for somebody other than {by}")


def approve(*, by: str) -> None:
    """Approve the latest request."""
    try:
        approvals.approve(
            community_id=_community(), request_id=_asked, today=TODAY, actor=Actor(by)
        )
        print("approved")
    except Refusal as refusal:
        print(refusal.code)


def close_shift(
    cashier: str, *counted: str, on: str, by: str = "", reason: str = "", approved: bool = False
) -> None:
    """Close a cashier's shift with what was counted, such as CASH=606.00."""
    pairs = [text.partition("=") for text in counted]
    try:
        operations.close_shift(
            community_id=_community(),
            shift_id=_shift(cashier),
            closing=operations.Closing(
                {Channel(name): Money.from_yuan(yuan) for name, _, yuan in pairs}, reason
            ),
            on=date.fromisoformat(on),
            today=TODAY,
            actor=Actor(by or cashier),
            approval_id=_asked if approved else None,
        )
    except Refusal as refusal:
        _refused(refusal)
        return
    report(cashier)


def report(cashier: str) -> None:
    """Tell the figures of a cashier's latest shift."""
    told = shifts.shift_sheet(community_id=_community(), shift_id=_shift(cashier))
    for line in told.lines:
        counted = f", counted {line.counted.yuan}" if line.counted is not None else ""
        why = f" ({line.reason})" if line.reason else ""
        print(
            f"{line.channel}: in {line.received.yuan}, back {line.returned.yuan},"
            f" expected {line.expected.yuan}{counted}{why}"
        )
    if told.closed_by:
        print(f"closed by {told.closed_by}")


def take_deposit(code: str, *, yuan: int, on: str) -> None:
    """Take a deposit for a renovation in cash."""
    slip = operations.take_deposit(
        community_id=_community(),
        request=DepositRequest(
            _unit(code).unit_id,
            code,
            "RENOVATION",
            Money(yuan * 100),
            Channel.CASH,
            date.fromisoformat(on),
        ),
        request_id=f"deposit {code} {on}",
        today=TODAY,
        actor=CASHIER,
    )
    print(f"{slip.number} holds {slip.amount}")


def ask_to_return(number: str, *, yuan: int, by: str) -> None:
    """Ask that a deposit, or a part of it, may go back."""
    global _asked
    try:
        _asked = operations.ask_to_return(
            community_id=_community(),
            back=_back(number, yuan),
            reason="示例验收合格",
            today=TODAY,
            actor=Actor(by),
        )
        print(f"waits for somebody other than {by}")
    except Refusal as refusal:
        _refused(refusal)


def return_deposit(number: str, *, yuan: int, on: str, by: str) -> None:
    """Give back what was approved."""
    try:
        slip = operations.return_deposit(
            community_id=_community(),
            back=_back(number, yuan),
            deed=Deed(_asked, date.fromisoformat(on), TODAY, f"return {number} {yuan} {by}"),
            actor=Actor(by),
        )
    except Refusal as refusal:
        _refused(refusal)
        return
    sheet = queries.refund_sheet(community_id=_community(), number=slip.number)
    print(
        f"{slip.number} gives {slip.amount} of {sheet.deposit} back, {slip.left} left;"
        f" {slip.made_by} asked, {slip.decided_by} approved"
    )


def apply_deposit(number: str, *, yuan: int, on: str, wish: str) -> None:
    """Turn so much of a deposit to what its owner owes, at their wish."""
    try:
        done = operations.apply_deposit(
            community_id=_community(),
            wish=Wish(number, Money(yuan * 100), date.fromisoformat(on), wish),
            request_id=f"apply {number} {yuan}",
            today=TODAY,
            actor=CASHIER,
        )
    except Refusal as refusal:
        _refused(refusal)
        return
    print(f"{done.amount} applied, {done.settled} of it settled; {done.left} left")


def deposits_in_the_book() -> None:
    """Say what the trial balance tells of deposits held (224101): what is owed back."""
    [(fen,)] = rows(
        "SELECT -COALESCE(sum(amount_fen), 0) FROM ledger__posting"
        " WHERE community_id = %s AND account_code = '224101'",
        _community(),
    )
    print(Money(int(fen)).yuan)


def _back(number: str, yuan: int) -> DepositReturn:
    held = queries.deposit_named(community_id=_community(), number=number)
    return DepositReturn(held.deposit_id, held.number, Money(yuan * 100), Channel.CASH, "示例业主")


def owes(code: str, *, as_of: str) -> None:
    """Say what each account of a home owes and has prepaid."""
    unit = _unit(code)
    for holder in estate.holders(community_id=unit.community_id, unit_id=unit.unit_id):
        assert holder.account_id is not None
        told = ledger.balance(
            community_id=unit.community_id,
            account_id=holder.account_id,
            as_of=date.fromisoformat(as_of),
        )
        [(account,)] = rows("SELECT code FROM ledger_account WHERE id = %s", holder.account_id)
        print(f"{account} owes {told.open}, prepaid {told.prepaid}")


def check() -> None:
    """Prove the receipts and the book."""
    ids = [_community()]
    found = [*queries.check(community_ids=ids), *ledger.check(community_ids=ids)]
    print(found or "all sound")


_asked = 0


def _shift(cashier: str) -> int:
    found = shifts.latest_shift(community_id=_community(), cashier=cashier)
    assert found is not None
    return found


def _refused(refusal: Refusal) -> None:
    amounts = ", ".join(
        f"{name} {fact}" for name, fact in refusal.facts.items() if "." in str(fact)
    )
    print(f"{refusal.code}: {amounts}" if amounts else refusal.code)


def _community() -> int:
    try:
        return estate.community(text="DESK").community_id
    except Refusal:
        return a_community(code="DESK").pk


def _unit(code: str) -> UnitCard:
    return estate.unit(community_id=_community(), text=code)
