"""A small street for tests: units that owe a monthly fee, and what is done about it."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.db import connection

from qingshou.dunning import operations, queries
from qingshou.dunning.rules.contacts import Channel, Outcome, Pledge, Spoken
from qingshou.dunning.rules.stages import Stage
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.kernel.calendar import add_months
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.money import Money
from qingshou.ledger.operations import Payment, open_account, post_from, receive
from qingshou.ledger.rules.chart import Channel as MoneyChannel
from qingshou.ledger.rules.natures import Source
from qingshou.platform.identity import Actor

COLLECTOR = Actor("collector")
COMMUNITY = CommunityId(11)
_number = count(1)

SHAPE = (
    "account_id bigint, kind text, period_from date, period_until date, due_on date,"
    " amount_fen bigint, tax_fen bigint, edition smallint, quantity numeric, price_id bigint,"
    " price numeric, months_num bigint, months_den bigint, factor numeric, rounding_fen bigint,"
    " run_id bigint"
)


def day(text: str) -> date:
    """Read a day of 2026, or a whole one."""
    return date.fromisoformat(text if len(text) > len("03-05") else f"2026-{text}")


def an_account(community_id: int = COMMUNITY) -> AccountId:
    """Open an account."""
    return open_account(
        community_id=community_id, code=f"1-{next(_number)}#1", opened_on=date(2024, 1, 1)
    )


def owes(account_id: int, *, due: str, yuan: int = 300, community_id: int = COMMUNITY) -> int:
    """Bill a month's fee that is due on a day; tell the item's id."""
    return owe(community_id, [(account_id, day(due), yuan * 100)])[0]


def owe(community_id: int, debts: list[tuple[int, date, int]]) -> list[int]:
    """Bill many fees at once, each due on its day, posted on the first of its month."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.owed")
        cursor.execute(f"CREATE TEMP TABLE owed ({SHAPE})")
        cursor.executemany(
            "INSERT INTO owed (account_id, kind, period_from, period_until, due_on, amount_fen,"
            " tax_fen, edition) VALUES (%s, 'PROPERTY_FEE', %s, %s, %s, %s, 0, 0)",
            [
                (account, due, add_months(due.replace(day=1), 1), due, fen)
                for account, due, fen in debts
            ],
        )
    posted = post_from(
        community_id=community_id,
        relation="owed",
        on=min(due for _, due, _ in debts).replace(day=1),
        source=Source.BILLING,
        source_ref=f"test:{next(_number)}",
        actor=COLLECTOR,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id FROM ledger__item WHERE entry_id = %s ORDER BY item_id",
            [posted.entry_id],
        )
        return [item_id for (item_id,) in cursor.fetchall()]


def pays(account_id: int, *, on: str, yuan: int, community_id: int = COMMUNITY) -> None:
    """Receive money at the desk; it settles the oldest debt first."""
    receive(
        community_id=community_id,
        account_id=account_id,
        payment=Payment(Money(yuan * 100), MoneyChannel.CASH, day(on)),
        source_ref=f"test:{next(_number)}",
        actor=COLLECTOR,
    )


def watched(on: str, community_id: int = COMMUNITY) -> operations.Watched:
    """Look through the community."""
    return operations.watch(
        community_id=CommunityId(community_id), today=day(on), strategy=STANDARD, actor=COLLECTOR
    )


def spoke(
    account_id: int,
    *,
    on: str,
    channel: Channel = Channel.PHONE,
    outcome: Outcome = Outcome.REACHED,
    promised_on: str | None = None,
    yuan: int | None = None,
    request_id: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Log a contact of a day."""
    amount = Money(yuan * 100) if yuan is not None else None
    pledge = Pledge(day(promised_on), amount) if promised_on else None
    return operations.log_contact(
        community_id=COMMUNITY,
        account_id=AccountId(account_id),
        spoken=Spoken(on=day(on), channel=channel, outcome=outcome, pledge=pledge, **more),
        strategy=STANDARD,
        today=day("2026-12-31"),
        actor=COLLECTOR,
        request_id=request_id,
    )


def stage(account_id: int, community_id: int = COMMUNITY) -> str:
    """Say where an account's case stands: its stage, CLOSED, or no case."""
    case = queries.case_of(community_id=CommunityId(community_id), account_id=AccountId(account_id))
    if case is None:
        return "no case"
    return "CLOSED" if case.closed_on else str(case.stage)


def on_the_list(on: str) -> dict[int, tuple[Any, ...]]:
    """Tell stage, hold and rest of each account as of a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, stage, hold, rests_until FROM dunning_stage_as_of(%s, %s)",
            [[COMMUNITY], day(on)],
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


FIRST, FOLLOW, LEGAL = (str(each) for each in Stage)
