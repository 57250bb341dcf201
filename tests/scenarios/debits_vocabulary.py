"""Verbs for stories of bank debit: who signs, what goes out, what the bank says."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, rows
from tests.contexts.ledger.book import bill as post

from qingshou.debits import operations, queries
from qingshou.debits.operations.mandates import Paper
from qingshou.debits.rules.batches import reference
from qingshou.debits.rules.reasons import Reason
from qingshou.debits.rules.sheets import AnsweredLine, Returned
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.payments import queries as receipts
from qingshou.platform.identity import Actor
from qingshou.processes import banks_debit_what_is_due as process

__all__ = ["bank_says", "bill", "build", "check", "home", "mandates", "owes", "revoke", "send",
           "sign", "told"]  # fmt: skip

CLERK = Actor("出纳01")


def home(code: str, *, owner: str) -> None:
    """Let somebody own a home of the example community."""
    an_owner(unit=a_unit(community_id=_community(), code=code), name=owner)


def bill(code: str, month: str, *, yuan: int) -> None:
    """Bill a month's fee, due on its fifth."""
    first = Period.named(month).start
    fact = a_charge(_account(code), yuan * 100, first, due_on=first.replace(day=5))
    with transaction.atomic():
        post([fact], on=first, ref=f"{code} {month}", community_id=_community())


def sign(code: str, *, paper: str, on: str, limit: int, number: str = "6222000011112222") -> None:
    """Sign a mandate for the fee of a home; the month's limit is twice the debit's."""
    since = date.fromisoformat(on)
    _try(
        lambda: operations.sign(
            community_id=_community(),
            account_id=_account(code),
            paper=Paper(
                document=paper,
                bank="示例银行",
                holder="示例业主",
                number=number,
                limit=Money(limit * 100),
                monthly=Money(limit * 200),
                kinds=("PROPERTY_FEE",),
                signed_on=since,
                since=since,
            ),
            actor=CLERK,
        )
    )


def revoke(paper: str, *, on: str, because: str) -> None:
    """Revoke a mandate."""
    _try(
        lambda: operations.revoke(
            community_id=_community(),
            document=paper,
            on=date.fromisoformat(on),
            because=because,
            actor=CLERK,
        )
    )


def mandates() -> None:
    """List the mandates."""
    for one in queries.mandates(community_id=_community()):
        ends = f", revoked {one.revoked_on}" if one.revoked_on else ""
        print(f"{one.document} {one.account} {one.number} from {one.since}{ends}")


def build(on: str) -> None:
    """Build a batch and say what is in it and what is not."""
    plan = process.plan(on=date.fromisoformat(on), template="icbc-same-bank")

    def say() -> None:
        built = process.build(community_id=_community(), plan=plan, actor=CLERK)
        left = ", ".join(f"{left.because.value} {left.bills}" for left in built.left)
        print(f"{built.lines} debit(s), {built.total.yuan}; left out: {left or 'nothing'}")

    _try(say)


def send(on: str) -> None:
    """Send the latest batch."""
    operations.send(
        community_id=_community(), batch=_latest(), on=date.fromisoformat(on), actor=CLERK
    )


def bank_says(*answers: str, on: str, file: str = "") -> None:
    """Bring in what the bank says of the latest batch: PAID or a reason for each line in turn."""
    lines = queries.lines(community_id=_community(), batch=_latest())
    answered = []
    for number, (line, said) in enumerate(zip(lines, answers, strict=False), 1):
        reason = None if said == "PAID" else Reason(said)
        paid = ZERO if reason else line.amount
        answered.append(AnsweredLine(reference(_latest(), number), line.amount, paid, reason, said))
    returned = Returned(f"回盘{file or on}.xlsx", f"{on}{file}{answers}", tuple(answered))
    _try(lambda: print(_bring_in(returned, date.fromisoformat(on))))


def _bring_in(returned: Returned, on: date) -> str:
    with transaction.atomic():
        found = operations.answer(
            community_id=_community(),
            batch=_latest(),
            returned=returned,
            on=on,
            today=on,
            actor=CLERK,
        )
    if found.again:
        return "the same file again: nothing changes"
    return f"{found.state.value}: paid {found.paid.yuan}, failed {found.failed.yuan}"


def told() -> None:
    """Say what owners were told of last tries."""
    for code, told_on, try_on, fen in rows(
        "SELECT account.code, told_on, try_on, amount_fen FROM debits_notice notice"
        " JOIN ledger_account account ON account.id = notice.account_id"
        " WHERE notice.community_id = %s ORDER BY notice.id",
        _community(),
    ):
        print(f"{code} was told on {told_on}: last try on {try_on}, {Money(fen).yuan}")


def owes(code: str, *, as_of: str) -> None:
    """Say what a home owes and has prepaid."""
    found = ledger.balance(
        community_id=_community(), account_id=_account(code), as_of=date.fromisoformat(as_of)
    )
    print(f"owes {found.open}, prepaid {found.prepaid}")


def check() -> None:
    """Prove the receipts and the book."""
    ids = [_community()]
    print([*receipts.check(community_ids=ids), *ledger.check(community_ids=ids)] or "all sound")


def _try(deed: object) -> None:
    try:
        deed()  # type: ignore[operator]
    except Refusal as refusal:
        print(refusal.code)


def _latest() -> int:
    return queries.batches(community_ids=[_community()])[0].batch


def _community() -> int:
    try:
        return estate.community(text="DEBIT").community_id
    except Refusal:
        return int(a_community(code="DEBIT").pk)


def _unit(code: str) -> UnitCard:
    return estate.unit(community_id=_community(), text=code)


def _account(code: str) -> int:
    unit = _unit(code)
    [holder] = estate.holders(community_id=unit.community_id, unit_id=unit.unit_id)
    assert holder.account_id is not None
    return int(holder.account_id)
