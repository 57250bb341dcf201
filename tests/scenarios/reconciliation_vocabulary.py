"""Verbs for stories of reconciliation: a bank tells, the book answers, a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.builders import a_unit, an_owner
from tests.contexts.ledger.book import a_charge
from tests.contexts.ledger.book import bill as post
from tests.contexts.reconciliation.bank_month import Told, ccb
from tests.contexts.reconciliation.town import CLERK, a_fund_account

from qingshou.estate import queries as estate
from qingshou.interfaces.wording.reconciliation import suggestion
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments import queries as receipts
from qingshou.payments.rules.receipts import Request
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.rules.lines import Source

__all__ = [
    "accept", "bank_tells", "bill", "check", "close", "desk", "explain", "follow", "home", "owes",
    "sheet", "undo", "waiting",
]  # fmt: skip
TODAY = date(2026, 3, 31)
_serial = iter(range(1, 10_000))


def home(code: str, *, owner: str) -> None:
    """Let somebody own a home of the example community."""
    an_owner(unit=a_unit(community_id=_community(), code=code), name=owner)


def bill(code: str, *months: str, yuan: int) -> None:
    """Bill some months of a home."""
    for month in months:
        first = Period.named(month).start
        fact = a_charge(_account(code), yuan * 100, first)
        post([fact], on=first, ref=f"{code} {month}", community_id=_community())


def follow(number: str, *, opening: int = 0) -> None:
    """Follow the community's bank account."""
    a_fund_account(_community(), number=number, opening=Money(opening * 100))


def desk(code: str, *, yuan: int, on: str) -> None:
    """Let the desk receive a transfer that a payer shows on his phone."""
    unit = estate.unit(community_id=_community(), text=code)
    slip = payments.receive(
        community_id=_community(),
        request=Request(unit.unit_id, Money(yuan * 100), Channel.TRANSFER, date.fromisoformat(on)),
        request_id=f"{code} {on}",
        today=TODAY,
        actor=CLERK,
    )
    print(slip.number)


def bank_tells(*rows: Sequence[object]) -> None:
    """Import what the bank tells: rows of (day, yuan, payer, remark)."""
    lines = [
        Told(
            on=date.fromisoformat(str(on)),
            serial=f"B{next(_serial):06}",
            amount_fen=int(str(yuan)) * 100,
            payer=str(payer),
            payer_account=f"6222{sum(map(ord, str(payer))):012}",
            remark=str(remark),
        )
        for on, yuan, payer, remark in rows
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "流水.csv"
        path.write_bytes(ccb(lines))
        told = operations.import_statement(
            community_id=_community(),
            offer=operations.Offer(Source.BANK, path),
            today=TODAY,
            actor=CLERK,
        )
    by = told.settled
    print(f"{told.sums.lines} lines: {by.by_evidence} found, {by.parked} parked, {by.fees} fees")


def waiting() -> None:
    """List what waits, with its suggestions."""
    for each in queries.waiting(community_id=_community()):
        print(f"{each.line.amount.yuan} {each.line.payer_name} {each.line.remark}")
        for candidate in each.candidates:
            print(f"  {suggestion(candidate)}")


def accept(payer: str, *, unit: str) -> None:
    """Let the clerk decide whose the waiting money of a payer is."""
    [found] = [
        each for each in queries.waiting(community_id=_community()) if each.line.payer_name == payer
    ]
    told = operations.accept_line(
        community_id=_community(),
        line_id=found.line_id,
        account_id=_account(unit),
        today=TODAY,
        actor=CLERK,
    )
    print(f"{told.receipt} {told.amount.yuan}")


def sheet(on: str) -> None:
    """Say the sheet of a day."""
    told = queries.day_sheet(account=_bank(), on=date.fromisoformat(on))
    print(f"ours {told.ours.closing.yuan}, theirs {told.theirs.closing.yuan}")
    for difference in told.differences:
        print(f"{difference.kind} {difference.effect.yuan}: {difference.remedy}")
    print(f"unexplained {told.unexplained.yuan}")


def explain(on: str, position: int, reason: str) -> None:
    """Explain a difference."""
    operations.explain_difference(
        account=_bank(),
        on=date.fromisoformat(on),
        position=position,
        reason=reason,
        actor=CLERK,
    )


def close(on: str) -> None:
    """Close a day, or say why it stays open."""
    try:
        operations.close_day(account=_bank(), on=date.fromisoformat(on), today=TODAY, actor=CLERK)
    except Refusal as refusal:
        print(refusal.code)
        return
    print("closed")


def undo() -> None:
    """Take the latest statement back."""
    from tests.contexts.ledger.book import rows

    [(statement_id,)] = rows("SELECT max(id) FROM reconciliation_statement")
    try:
        told = operations.withdraw_statement(
            community_id=_community(), statement_id=statement_id, today=TODAY, actor=CLERK
        )
    except Refusal as refusal:
        print(refusal.code)
        return
    print(f"{told.lines} lines, {told.receipts} receipts, {told.parked} parked, {told.moves} moves")


def owes(code: str) -> None:
    """Say what a home owes and has prepaid."""
    told = ledger.balance(community_id=_community(), account_id=_account(code), as_of=TODAY)
    print(f"{code} owes {told.open}, prepaid {told.prepaid}")


def check() -> None:
    """Prove the receipts and the book."""
    ids = [_community()]
    print([*receipts.check(community_ids=ids), *ledger.check(community_ids=ids)] or "all sound")


def _bank() -> queries.FundAccountCard:
    return queries.fund_account(community_id=_community(), channel=Channel.TRANSFER)


def _account(code: str) -> int:
    unit = estate.unit(community_id=_community(), text=code)
    holder = estate.liable(community_id=_community(), unit_id=unit.unit_id, on=TODAY)
    assert holder is not None
    assert holder.account_id is not None
    return holder.account_id


def _community() -> int:
    from tests.builders import a_community

    try:
        return estate.community(text="RECON").community_id
    except Refusal:
        return a_community(code="RECON").pk
