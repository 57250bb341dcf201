"""Verbs for stories about arrears: homes that owe, people who speak, days that pass."""

from __future__ import annotations

from datetime import date
from itertools import count

from tests.builders import a_community, a_unit, an_owner
from tests.contexts.dunning.arrears import owe

from qingshou.dunning import operations, queries
from qingshou.dunning.queries import CaseLine
from qingshou.dunning.rules.contacts import Channel, Outcome, Pledge, Spoken
from qingshou.dunning.rules.holds import HoldReason, Pause
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.estate import queries as estate
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.operations import Payment, receive
from qingshou.ledger.rules.chart import Channel as MoneyChannel
from qingshou.platform.identity import Actor

__all__ = [
    "bill",
    "call",
    "complain",
    "home",
    "letter",
    "look",
    "pay",
    "pay_at_the_desk",
    "promise",
    "settle_complaint",
    "the_list",
    "visit",
]

STORYTELLER = Actor("storyteller")
_payment = count(1)
_complaints: dict[str, int] = {}


def home(code: str) -> None:
    """Build a home of the example community, held by an owner."""
    try:
        community_id = estate.community(text="STORY").community_id
    except Refusal:
        community_id = CommunityId(a_community(code="STORY").id)
    an_owner(unit=a_unit(community_id=community_id, code=code), since=date(2020, 1, 1))


def bill(code: str, *, yuan: int, due: str) -> None:
    """Bill a fee that is due on a day."""
    community_id, account_id = _account(code)
    owe(community_id, [(account_id, _day(due), yuan * 100)])


def look(*, on: str) -> None:
    """Look through the community's arrears, and say what changed and why."""
    community_id = estate.community(text="STORY").community_id
    before = {unit.code: _case(unit.code) for unit in estate.units(community_id=community_id)}
    try:
        operations.watch(
            community_id=community_id, today=_day(on), strategy=STANDARD, actor=STORYTELLER
        )
    except Refusal as refusal:
        print(f"refused: {refusal.code}")
        return
    for code, known in before.items():
        _say(code, known, _case(code))


def call(code: str, *, on: str, outcome: str = "REACHED", reason: str | None = None) -> None:
    """Call somebody and log what came of it."""
    _log(code, Spoken(_day(on), Channel.PHONE, Outcome(outcome), reason=_reason(reason)))


def visit(code: str, *, on: str, outcome: str = "REACHED") -> None:
    """Visit somebody and log what came of it."""
    _log(code, Spoken(_day(on), Channel.VISIT, Outcome(outcome)))


def letter(code: str, *, on: str, outcome: str = "DELIVERED") -> None:
    """Send a written demand and log whether it arrived."""
    _log(code, Spoken(_day(on), Channel.LETTER, Outcome(outcome)))


def promise(code: str, *, on: str, by: str, yuan: int | None = None) -> None:
    """Take a promise on the phone."""
    pledge = Pledge(_day(by), Money(yuan * 100) if yuan is not None else None)
    _log(code, Spoken(_day(on), Channel.PHONE, Outcome.PROMISED, pledge=pledge))


def pay(code: str, *, on: str, yuan: int) -> None:
    """Receive money; the oldest debt is settled first."""
    community_id, account_id = _account(code)
    receive(
        community_id=community_id,
        account_id=account_id,
        payment=Payment(Money(yuan * 100), MoneyChannel.WECHAT, _day(on)),
        source_ref=f"story:{next(_payment)}",
        actor=STORYTELLER,
    )


def pay_at_the_desk(code: str, *, on: str, yuan: int) -> None:
    """Receive money at the desk and look at the case at once."""
    pay(code, on=on, yuan=yuan)
    community_id, account_id = _account(code)
    step = operations.close_if_paid(
        community_id=community_id,
        account_id=account_id,
        strategy=STANDARD,
        on=_day(on),
        actor=STORYTELLER,
    )
    print(f"{code} leaves the list: {step.because}" if step else f"{code} stays on the list")


def complain(code: str, *, on: str) -> None:
    """Hold the whole account of a home while a complaint is answered."""
    community_id, account_id = _account(code)
    _complaints[code] = operations.hold(
        community_id=community_id,
        account_id=account_id,
        pause=Pause(HoldReason.DISPUTE, _day(on)),
        actor=STORYTELLER,
    )


def settle_complaint(code: str, *, on: str) -> None:
    """Answer the complaint; the account is released."""
    operations.release(
        community_id=_account(code)[0],
        hold_id=_complaints.pop(code),
        on=_day(on),
        actor=STORYTELLER,
    )


def the_list() -> None:
    """Say who is on today's list."""
    community_id = estate.community(text="STORY").community_id
    codes = {_account(unit.code)[1]: unit.code for unit in estate.units(community_id=community_id)}
    lines = [
        f"{codes[line.account_id]}: {line.stage}, overdue since {line.overdue_since}"
        for line in queries.open_cases(community_id=community_id)
    ]
    print("\n".join(lines) or "nobody")


def _account(code: str) -> tuple[CommunityId, AccountId]:
    unit = estate.unit_anywhere(text=f"STORY/{code}")
    on = date(2026, 1, 1)
    holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=on)
    assert holder is not None and holder.account_id is not None
    return CommunityId(unit.community_id), holder.account_id


def _case(code: str) -> CaseLine | None:
    community_id, account_id = _account(code)
    return queries.case_of(community_id=community_id, account_id=account_id)


def _say(code: str, before: CaseLine | None, after: CaseLine | None) -> None:
    if after is None or (after.closed_on and (before is None or before.closed_on)):
        return
    if after.closed_on:
        print(f"{code} leaves the list")
    elif before is None or (before.case_id, before.stage) != (after.case_id, after.stage):
        steps = queries.steps_of(community_id=_account(code)[0], case_id=after.case_id)
        print(f"{code} enters {after.stage}: {steps[-1].because}")
    else:
        until = f" until {after.look_again_on}" if after.look_again_on else ""
        print(f"{code} stays in {after.stage}{until}: {after.waits_because}")


def _log(code: str, spoken: Spoken) -> None:
    community_id, account_id = _account(code)
    try:
        logged = operations.log_contact(
            community_id=community_id,
            account_id=account_id,
            spoken=spoken,
            strategy=STANDARD,
            today=spoken.on,
            actor=STORYTELLER,
        )
    except Refusal as refusal:
        print(f"refused: {refusal.code}")
        return
    if "rests_until" in logged:
        promised = Money(logged["amount_fen"])
        print(f"{code} promises {promised} and rests until {logged['rests_until']}")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _reason(text: str | None) -> Reason | None:
    return Reason(text) if text else None
