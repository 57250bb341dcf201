"""Verbs for stories about penalties: a clause, a debt, the nights that count it, and its end."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db import connection
from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.two_people import CHECKER, MAKER
from tests.contexts.ledger.book import a_charge, a_relation, bill

from qingshou.approvals import operations as approvals
from qingshou.billing import operations, queries
from qingshou.billing.operations import Wish
from qingshou.billing.rules.accruals import penalty_of
from qingshou.billing.rules.penalties import Clause, Daily, LoanPrimeRate
from qingshou.billing.rules.penalty_quotes import Kind
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.dunning import operations as dunning
from qingshou.dunning.rules.holds import HoldReason, Pause
from qingshou.estate.models import Community, Tenure
from qingshou.interfaces import wording
from qingshou.interfaces.wording.penalties import (
    explain_account,
    explain_accrual,
    explain_item,
    explain_posting_rule,
    explain_terms,
)
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import SYSTEM
from qingshou.processes import payment_posts_penalty
from qingshou.processes.hold_freezes_penalty import mirror_holds

__all__ = [
    "accrue",
    "clause",
    "dispute",
    "explain",
    "owe",
    "pay",
    "post",
    "post_with_receipts",
    "prime_rate_clause",
    "receive",
    "settle_dispute",
    "take_back",
    "told",
    "waive",
]

CODE, NAME = "YSL", "示例·云杉里"
HOME = "3-2-501"
LATEST = date(2026, 12, 31)
_references = iter(range(10_000))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _community() -> int:
    found = Community.objects.filter(code=CODE).first()
    return int((found or a_community(code=CODE)).id)


def _account() -> int:
    tenure = Tenure.objects.filter(community_id=_community()).first()
    if tenure is None:
        tenure = an_owner(unit=a_unit(community_id=_community(), code=HOME))
    return int(tenure.account_id or 0)


def clause(per_day: str, *, since: str, document: str = "") -> None:
    """Enter the clause of a contract: so much a day for what falls due from a day on."""
    _enter(Terms(_day(since), Clause(Daily(Fraction(per_day))), document=document))


def prime_rate_clause(multiple: str, *, since: str) -> None:
    """Enter a clause by the one-year loan prime rate."""
    from qingshou.billing.rules.lpr import Term

    _enter(Terms(_day(since), Clause(LoanPrimeRate(Term.ONE_YEAR, Fraction(multiple)))))


def _enter(terms: Terms) -> None:
    assert terms.rule in Kind
    try:
        operations.enter_penalty_terms(community_id=_community(), terms=terms, actor=SYSTEM)
    except Refusal as refusal:
        print(wording.of(refusal))
        return
    versions = queries.penalty_terms(community_id=_community())
    print(explain_terms(versions, community=NAME, kinds={}))


def owe(yuan: str, *, due: str, posted: str) -> None:
    """Bill the home an amount that is due on a day."""
    charge = a_charge(
        _account(), Money.from_yuan(yuan).fen, _day(posted).replace(day=1), due_on=_day(due)
    )
    bill([charge], on=_day(posted), ref=f"bill:{next(_references)}", community_id=_community())


def pay(yuan: str, *, on: str) -> None:
    """Receive a payment of the owner, dated that day."""
    received = ledger.receive(
        community_id=_community(),
        account_id=_account(),
        payment=ledger.Payment(Money.from_yuan(yuan), Channel.WECHAT, _day(on)),
        source_ref=f"pay:{next(_references)}",
        actor=SYSTEM,
    )
    kinds = dict(_items())
    for part in received.parts:
        print(f"{kinds[part.item_id]} {part.amount}")


def post_with_receipts(since: str, *, decided: bool = True) -> None:
    """Decide whether money of a day and later posts what its payer bears."""
    operations.decide_penalty_posting(
        community_id=_community(), with_receipts=decided, since=_day(since), actor=SYSTEM
    )
    rule = queries.latest_posting_rule(community_id=_community())
    assert rule is not None
    print(explain_posting_rule(*rule).strip())


def receive(yuan: str, *, on: str, kind: str | None = None) -> None:
    """Receive a payment at the desk, and read its receipt out."""
    _account()
    slip = payment_posts_penalty.receive(
        community_id=_community(),
        request=Request(
            Tenure.objects.get(community_id=_community()).unit_id,
            Money.from_yuan(yuan), Channel.WECHAT, _day(on), kind=kind,
        ),
        request_id=f"desk:{next(_references)}",
        today=LATEST,
        actor=SYSTEM,
    )  # fmt: skip
    print(f"{slip.number}: " + ", ".join(f"{part.kind} {part.amount}" for part in slip.settled))


def take_back(kind: str, *, on: str) -> None:
    """Reverse the latest charge of a kind."""
    item_id = max(item for item, found in _items() if found == kind)
    ledger.reverse_items_from(
        community_id=_community(),
        relation=a_relation("to_take_back", {"item_id": "bigint"}, [{"item_id": item_id}]),
        on=_day(on),
        source_ref=f"back:{next(_references)}",
        actor=SYSTEM,
    )


def _items() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, kind FROM ledger__item WHERE community_id = %s", [_community()]
        )
        return cursor.fetchall()


def accrue(on: str) -> None:
    """Let the night before a day count what is late."""
    accrued = operations.accrue_penalties(community_id=_community(), as_of=_day(on), actor=SYSTEM)
    print(explain_accrual(accrued, None, community=NAME, preview=False))


def post(on: str) -> None:
    """Post what is accrued as an item that can be paid."""
    posted = operations.post_penalties(community_id=_community(), as_of=_day(on), actor=SYSTEM)
    back = f", {posted.taken_back} taken back first" if posted.taken_back else ""
    print(f"posted {posted.posted}{back}")


def told(as_of: str) -> None:
    """Say what the ledger knows of a day."""
    found = queries.account_penalty(
        community_id=_community(), account_id=_account(), as_of=_day(as_of)
    )
    until = queries.accrued_until(community_id=_community())
    print(explain_account([found], as_of=_day(as_of), accrued_until=until))


def explain(as_of: str) -> None:
    """Say why, by the rule."""
    items = queries.bearing_items(
        community_id=_community(), account_ids=[_account()], as_of=_day(as_of)
    )
    for item in items:
        try:
            found = penalty_of(item.debt, [item.terms], as_of=_day(as_of))
        except Refusal as refusal:
            print(explain_item(item, "物业服务费", wording.of(refusal)))
        else:
            print(explain_item(item, "物业服务费", found))


def dispute(since: str) -> int:
    """Leave the account in peace while a complaint is looked into."""
    number = dunning.hold(
        community_id=CommunityId(_community()),
        account_id=AccountId(_account()),
        pause=Pause(HoldReason.DISPUTE, _day(since)),
        actor=SYSTEM,
    )
    mirror_holds(community_id=_community(), actor=SYSTEM)
    return number


def settle_dispute(number: int, *, on: str) -> None:
    """Release the account."""
    dunning.release(
        community_id=CommunityId(_community()), hold_id=number, on=_day(on), actor=SYSTEM
    )
    mirror_holds(community_id=_community(), actor=SYSTEM)


def waive(yuan: str, *, on: str, approved: bool) -> None:
    """Ask for a waiver, let another person approve it or not, and carry it out."""
    wish = Wish(_account(), amount=Money.from_yuan(yuan))
    number = operations.ask_to_waive(
        community_id=_community(), wish=wish, reason="首次逾期", today=_day(on), actor=MAKER
    )
    if approved:
        approvals.approve(
            community_id=_community(), request_id=number, today=_day(on), actor=CHECKER
        )
    try:
        waived = operations.waive_penalty(
            community_id=_community(),
            wish=wish,
            approval_id=number,
            on=_day(on),
            today=_day(on),
            actor=MAKER,
        )
        print(f"waived {waived}")
    except Refusal as refusal:
        print(wording.of(refusal).split("。")[0].replace(str(number), "N"))
