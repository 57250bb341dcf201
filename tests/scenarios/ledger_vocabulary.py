"""Verbs for stories about a book: what is charged, received, forgiven, taken back."""

from __future__ import annotations

from datetime import date

from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, balances_hold, rows
from tests.contexts.ledger.book import bill as post

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.allocation import Designation
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.identity import SYSTEM

__all__ = [
    "account",
    "aging",
    "charge",
    "control",
    "next_run_settles",
    "open_items",
    "pay",
    "prove",
    "reverse",
    "statement",
    "waive",
]


def account(code: str) -> None:
    """Open an account."""
    an_account(code)


def charge(code: str, month: str, *, yuan: int, kind: str = "PROPERTY_FEE") -> None:
    """Bill a month's charge on its first day, due on its 25th."""
    first = Period.named(month).start
    fact = a_charge(_id(code), yuan * 100, first, kind=kind)
    post([fact], on=first, ref=f"{code} {kind} {month}")


def pay(code: str, *, yuan: int, on: str, for_month: str = "", for_kind: str = "") -> None:
    """Receive cash; the payer may say what it is for."""
    meant = None
    if for_month or for_kind:
        period = Period.named(for_month) if for_month else None
        meant = Designation(for_kind or "PROPERTY_FEE", period)
    day = date.fromisoformat(on)
    received = operations.receive(
        community_id=COMMUNITY,
        account_id=_id(code),
        payment=operations.Payment(Money(yuan * 100), Channel.CASH, day, meant),
        source_ref=f"{code} cash {on}",
        actor=SYSTEM,
    )
    print(f"prepaid {received.prepaid}" if received.prepaid else "all used")


def next_run_settles(name: str) -> None:
    """Use prepayments on what is open, as after each billing run."""
    booked = operations.settle_from(community_id=COMMUNITY, source_ref=name, actor=SYSTEM)
    print(f"settled {booked.settled}")


def waive(code: str, month: str, *, yuan: int, on: str) -> None:
    """Forgive part of a month's fee."""
    [(item,)] = rows(
        "SELECT id FROM ledger_openitem WHERE account_id = %s AND period_from = %s",
        _id(code),
        Period.named(month).start,
    )
    try:
        operations.relieve(
            community_id=COMMUNITY,
            item_id=item,
            relief=operations.Relief(CreditNature.WAIVER, Money(yuan * 100)),
            on=date.fromisoformat(on),
            source_ref=f"waiver {code} {month} {on}",
            actor=SYSTEM,
        )
    except Refusal as refusal:
        print(refusal)


def reverse(document: str, *, on: str) -> None:
    """Take a bill or a receipt back by its reference."""
    [(entry,)] = rows("SELECT id FROM ledger_entry WHERE source_ref = %s", document)
    try:
        operations.reverse_entry(
            community_id=COMMUNITY,
            entry_id=entry,
            on=date.fromisoformat(on),
            source_ref=f"reversal of {document}",
            actor=SYSTEM,
        )
    except Refusal as refusal:
        print(refusal)


def open_items(code: str, *, as_of: str) -> None:
    """Say what is open on an account on a day."""
    day = date.fromisoformat(as_of)
    lines = queries.open_items(community_id=COMMUNITY, account_id=_id(code), as_of=day)
    for line in lines:
        print(f"{line.kind} {line.period.name}: {line.open} of {line.amount}, due {line.due_on}")
    if not lines:
        print("nothing open")


def statement(code: str, *, as_of: str) -> None:
    """Say every movement of an account up to a day, with the balance after each."""
    day = date.fromisoformat(as_of)
    for line in queries.statement(community_id=COMMUNITY, account_id=_id(code), as_of=day):
        amount = line.debit or -line.credit
        print(f"{line.on} {line.what} {amount}, balance {line.balance}")


def aging(*, as_of: str) -> None:
    """Say how old the debts were on a day."""
    told = queries.aging(community_ids=[COMMUNITY], as_of=date.fromisoformat(as_of))
    for line in told.lines:
        if line.items:
            print(f"{line.bucket}: {line.items} items, {line.open}")
    print(f"total {told.total}")


def control(code: str) -> None:
    """Say the balance of a control account."""
    [(fen,)] = rows(
        "SELECT COALESCE(sum(amount_fen), 0)::bigint FROM ledger_posting WHERE account_code = %s",
        code,
    )
    print(Money(fen))


def prove() -> None:
    """Check every invariant of the book."""
    balances_hold()
    print(queries.check(community_ids=[COMMUNITY]) or "the book is sound")


def _id(code: str) -> int:
    [(account_id,)] = rows(
        "SELECT id FROM ledger_account WHERE community_id = %s AND code = %s", COMMUNITY, code
    )
    return int(account_id)
