"""Verbs for stories of sold homes: bills, a sale, the settlement sheet, the certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.builders import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list
from tests.builders.two_people import CHECKER, MAKER, approved, voided

from qingshou.billing import operations as billing
from qingshou.billing import queries as bills
from qingshou.billing.rules.penalties import Clause, Daily
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.interfaces import wording
from qingshou.interfaces.wording import clearance as words
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.payments.rules.deposits import DepositRequest
from qingshou.payments.rules.givings import Cause, Deed, DepositReturn, Refund
from qingshou.payments.rules.receipts import Request
from qingshou.processes import owner_change_needs_clearance as clearing
from qingshou.processes.owner_change_needs_clearance import Buyer

__all__ = [
    "bill",
    "certificates",
    "charged",
    "check",
    "deposit",
    "give_back_deposit",
    "give_back_prepayment",
    "home",
    "issue",
    "pay",
    "sell",
    "sheet",
    "void",
]

HOME = "3-2-501"
KINDS = {"PROPERTY_FEE": "物业服务费", "PENALTY": "违约金"}
_calls = iter(range(1, 10_000))


def home(*, owner: str, area: str, price: str, per_day: str) -> None:
    """Build a home with its owner, its price and the clause on late payment."""
    community_id = a_community(code="CLEAR").pk
    an_owner(
        unit=a_unit(community_id=community_id, code=HOME, area_m2=area),
        name=owner,
        since=date(2020, 1, 1),
    )
    row = {"kind": "PROPERTY_FEE", "kind_name": "物业服务费", "price_unit": "元/㎡·月"}
    more = {"price": price, "from": "2024-01-01", "due_rule": "DAY:25"}
    a_price_list(community_id=community_id, rows=[row | more])
    terms = Terms(date(2026, 1, 1), Clause(Daily(Fraction(per_day))))
    billing.enter_penalty_terms(community_id=community_id, terms=terms, actor=MAKER)


def bill(month: str, *, on: str = "") -> None:
    """Bill a month of the community, on its first day if no other is told."""
    period = Period.named(month)
    billed = billing.bill(
        community_id=_unit().community_id,
        period=period,
        on=date.fromisoformat(on) if on else period.start,
        actor=MAKER,
    )
    print(f"{billed.lines} lines, {billed.total}")


def deposit(yuan: str, *, on: str) -> None:
    """Take a deposit for a renovation."""
    day = date.fromisoformat(on)
    slip = payments.take_deposit(
        community_id=_unit().community_id,
        request=DepositRequest(
            unit_id=_unit().unit_id,
            unit=HOME,
            kind="RENOVATION",
            amount=Money.from_yuan(yuan),
            channel=Channel.TRANSFER,
            on=day,
            memo="",
        ),
        request_id=_call(),
        today=day,
        actor=MAKER,
    )
    print(f"{slip.number} holds {slip.amount}")


def pay(yuan: str, *, on: str, account: str = "") -> None:
    """Receive money for the home, for one of its accounts if that is told."""
    day, unit = date.fromisoformat(on), _unit()
    account_id = (
        books.account_named(community_id=unit.community_id, code=account) if account else None
    )
    slip = payments.receive(
        community_id=unit.community_id,
        request=Request(
            unit.unit_id, Money.from_yuan(yuan), Channel.WECHAT, day, account_id=account_id
        ),
        request_id=_call(),
        today=day,
        actor=MAKER,
    )
    parts = ", ".join(f"{part.period_from[:7]} {part.amount}" for part in slip.settled)
    print(f"{slip.number} {slip.amount}: {parts or 'nothing'}; prepaid {slip.prepaid}")


def sell(*, to: str, on: str, today: str) -> None:
    """Record a change of owner and read the answer."""
    sold = clearing.change_owner(
        community_id=_unit().community_id,
        unit=_unit(),
        buyer=Buyer(to),
        on=date.fromisoformat(on),
        today=date.fromisoformat(today),
        actor=MAKER,
    )
    print(words.tell_sold(sold, buyer=to))


def sheet(*, on: str, today: str) -> None:
    """Read the settlement sheet."""
    found = clearing.look(
        community_id=_unit().community_id,
        unit=_unit(),
        on=date.fromisoformat(on),
        today=date.fromisoformat(today),
    )
    print(words.tell_sheet(found, kinds=KINDS))


def issue(*, on: str, today: str) -> None:
    """Ask for the certificate."""

    def act() -> str:
        slip = clearing.issue(
            community_id=_unit().community_id,
            unit=_unit(),
            on=date.fromisoformat(on),
            today=date.fromisoformat(today),
            request_id=_call(),
            actor=MAKER,
        )
        return f"{slip.number}, supersedes {slip.supersedes or 'none'}"

    _say(act)


def give_back_prepayment(yuan: str, *, on: str, account: str) -> None:
    """Let two people give prepaid money back to the seller."""
    day, place = date.fromisoformat(on), {"community_id": _unit().community_id}
    refund = Refund(
        int(books.account_named(**place, code=account)),
        Money.from_yuan(yuan),
        Channel.TRANSFER,
        "示例甲",
        Cause.MOVED_OUT,
    )
    asked = payments.ask_to_refund(
        **place, refund=refund, today=day, reason="示例过户", actor=MAKER
    )
    deed = Deed(approved(**place, request_id=asked, today=day), day, day, _call())
    slip = payments.refund(**place, refund=refund, deed=deed, actor=MAKER)
    print(f"{slip.number} {slip.amount}, left {slip.left}; {_two(slip.made_by, slip.decided_by)}")


def give_back_deposit(number: str, yuan: str, *, on: str) -> None:
    """Let two people give a deposit back."""
    day, place = date.fromisoformat(on), {"community_id": _unit().community_id}
    held = queries.deposit_named(**place, number=number)
    back = DepositReturn(
        held.deposit_id, held.number, Money.from_yuan(yuan), Channel.TRANSFER, "示例甲"
    )
    asked = payments.ask_to_return(**place, back=back, reason="示例过户", today=day, actor=MAKER)
    deed = Deed(approved(**place, request_id=asked, today=day), day, day, _call())
    slip = payments.return_deposit(**place, back=back, deed=deed, actor=MAKER)
    print(f"{slip.number} {slip.amount}, left {slip.left}; {_two(slip.made_by, slip.decided_by)}")


def void(number: str, *, on: str) -> None:
    """Let two people void a receipt."""
    day = date.fromisoformat(on)
    slip = voided(community_id=_unit().community_id, number=number, on=day, today=day)
    told = "、".join(slip.certificates) or "no certificate"
    print(f"{slip.reversal} reopens {slip.reopened}, overtakes {told}")


def certificates(account: str) -> None:
    """List the certificates of an account."""
    place = {"community_id": _unit().community_id}
    account_id = int(books.account_named(**place, code=account))
    print(words.certificates_told(queries.certificates(**place, account_id=account_id)))


def charged(*, year: int) -> None:
    """Say what each account of the home was charged."""
    unit = _unit()
    whole = Period(date(year, 1, 1), date(year + 1, 1, 1))
    for holder in estate.holders(community_id=unit.community_id, unit_id=unit.unit_id):
        lines = bills.bill_lines(
            community_id=unit.community_id, account_id=int(holder.account_id or 0), period=whole
        )
        for line in lines:
            print(
                f"{line.account_code} {line.period.start}..{line.period.latest_day} {line.amount}"
            )


def check() -> None:
    """Prove the receipts and the book."""
    ids = [_unit().community_id]
    print([*queries.check(community_ids=ids), *books.check(community_ids=ids)] or "all sound")


def _say(act: Callable[[], str]) -> None:
    try:
        print(act())
    except Refusal as refusal:
        print(wording.of(refusal))


def _two(maker: str, checker: str) -> str:
    assert (maker, checker) == (MAKER.name, CHECKER.name)
    return "two people"


def _call() -> str:
    return f"call-{next(_calls)}"


def _unit() -> UnitCard:
    return estate.unit_anywhere(text=f"CLEAR/{HOME}")
