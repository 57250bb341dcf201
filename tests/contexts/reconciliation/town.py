"""A community for statements: homes with holders and debts, filled by plain SQL in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import connection
from tests.builders import a_community

from qingshou.kernel.money import ZERO, Money
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import Actor
from qingshou.reconciliation import operations, queries

CLERK = Actor("对账员01")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
AREAS = (8_890, 8_890, 8_890, 10_250, 12_030, 13_580)
"""In hundredths of a square meter: many homes are of one size and so owe the same."""


@dataclass(frozen=True, slots=True)
class Household:
    """A home as the town knows it."""

    account_id: int
    unit_id: int
    code: str
    holder: str
    monthly: Money
    periods: int


def name(random: Random) -> str:
    """Invent a name."""
    return "示例" + random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)


def a_town(homes: int, *, random: Random, periods: int = 3) -> tuple[int, list[Household]]:
    """Fill a community with homes that owe some months; names may repeat, as they do."""
    community_id = a_community().pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('qingshou_id') FROM generate_series(1, %s)", [homes * 4 + 99]
        )
        ids = [row[0] for row in cursor.fetchall()]
    made = [
        Household(
            account_id=ids.pop(),
            unit_id=ids.pop(),
            code=f"{1 + at // 120}-{1 + at // 40 % 3}-{1 + at // 2 % 20}{1 + at % 2:02}",
            holder=name(random),
            monthly=Money(random.choice(AREAS) * 235 // 100),
            periods=periods,
        )
        for at in range(homes)
    ]
    _fill(community_id, made, ids)
    _owe(community_id, made)
    return community_id, made


def _fill(community_id: int, homes: list[Household], ids: list[int]) -> None:
    buildings = {code: ids.pop() for code in sorted({home.code.split("-")[0] for home in homes})}
    values = {
        "community_id": community_id,
        "buildings": list(buildings),
        "building_ids": list(buildings.values()),
        "accounts": [home.account_id for home in homes],
        "units": [home.unit_id for home in homes],
        "parties": [ids.pop() for _ in homes],
        "codes": [home.code for home in homes],
        "holders": [home.holder for home in homes],
        "homes_in": [buildings[home.code.split("-")[0]] for home in homes],
        "entrances": [home.code.split("-")[1] for home in homes],
        "rooms": [home.code.split("-")[2] for home in homes],
    }
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, values)


def _owe(community_id: int, homes: list[Household]) -> None:
    from tests.contexts.ledger.book import bill

    charges = [
        {
            "account_id": home.account_id,
            "kind": "PROPERTY_FEE",
            "period_from": date(2026, month, 1),
            "period_until": date(2026, month + 1, 1),
            "due_on": date(2026, month, 25),
            "amount_fen": home.monthly.fen,
            "tax_fen": 0,
            "edition": 0,
        }
        for home in homes
        for month in range(1, home.periods + 1)
    ]
    if len(charges) > 3000:
        _bill_many(community_id, homes)
        return
    bill(charges, on=date(2026, 1, 1), ref="town", community_id=community_id)


def _bill_many(community_id: int, homes: list[Household]) -> None:
    from qingshou.ledger import operations as ledger
    from qingshou.ledger.rules.natures import Source

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.town_charges")
        cursor.execute(
            _CHARGES,
            {
                "accounts": [home.account_id for home in homes],
                "amounts": [home.monthly.fen for home in homes],
                "periods": homes[0].periods,
            },
        )
    ledger.post_from(
        community_id=community_id,
        relation="town_charges",
        on=date(2026, 1, 1),
        source=Source.BILLING,
        source_ref="town",
        actor=CLERK,
    )


def a_fund_account(
    community_id: int,
    *,
    channel: Channel = Channel.TRANSFER,
    number: str = "6222000011112222",
    opening: Money = ZERO,
) -> queries.FundAccountCard:
    """Follow an account from the first day of 2026 on."""
    operations.open_fund_account(
        community_id=community_id,
        channel=channel,
        number=number,
        bank="示例银行",
        opened_on=date(2026, 1, 1),
        opening=opening,
        actor=CLERK,
    )
    return queries.fund_account(community_id=community_id, channel=channel, number=number)


def digest(community_id: int) -> list[tuple[object, ...]]:
    """Tell everything a community's books and statements come to, to compare before and after."""
    told: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for statement in _DIGEST:
            cursor.execute(statement, {"community_id": community_id})
            told += cursor.fetchall()
    return told


_FILL = (
    """INSERT INTO estate_building (community_id, id, name, code)
    SELECT %(community_id)s, id, code || '栋', code
    FROM unnest(%(building_ids)s::bigint[], %(buildings)s::text[]) AS b (id, code)""",
    """INSERT INTO parties_party (community_id, id, kind, name, initials)
    SELECT %(community_id)s, id, 'PERSON', name, ''
    FROM unnest(%(parties)s::bigint[], %(holders)s::text[]) AS p (id, name)""",
    """INSERT INTO ledger_account (community_id, id, code, opened_on)
    SELECT %(community_id)s, id, code || '#1', '2020-01-01'
    FROM unnest(%(accounts)s::bigint[], %(codes)s::text[]) AS a (id, code)""",
    """INSERT INTO estate_unit (community_id, id, building_id, entrance, room, code, usage,
        building_area_m2, layout)
    SELECT %(community_id)s, id, building_id, entrance, room, code, 'RESIDENTIAL', 90, ''
    FROM unnest(%(units)s::bigint[], %(homes_in)s::bigint[], %(entrances)s::text[],
                %(rooms)s::text[], %(codes)s::text[]) AS u (id, building_id, entrance, room, code)""",
    """INSERT INTO estate_tenure (community_id, unit_id, party_id, account_id, role, liable, held)
    SELECT %(community_id)s, unit_id, party_id, account_id, 'OWNER', true, '[2020-01-01,)'
    FROM unnest(%(units)s::bigint[], %(parties)s::bigint[], %(accounts)s::bigint[])
        AS t (unit_id, party_id, account_id)""",
)

_CHARGES = """
CREATE TEMP TABLE town_charges ON COMMIT DROP AS
SELECT account_id, 'PROPERTY_FEE'::text AS kind,
       (date '2026-01-01' + make_interval(months => m - 1))::date AS period_from,
       (date '2026-01-01' + make_interval(months => m))::date AS period_until,
       (date '2026-01-25' + make_interval(months => m - 1))::date AS due_on,
       amount_fen, 0::bigint AS tax_fen, 0::smallint AS edition, NULL::numeric AS quantity,
       NULL::bigint AS price_id, NULL::numeric AS price, NULL::bigint AS months_num,
       NULL::bigint AS months_den, NULL::numeric AS factor, NULL::bigint AS rounding_fen,
       NULL::bigint AS run_id
FROM unnest(%(accounts)s::bigint[], %(amounts)s::bigint[]) AS a (account_id, amount_fen),
     generate_series(1, %(periods)s) m
"""

_DIGEST = (
    """SELECT 'item', account_id, kind, period_from, amount_fen, settled_fen FROM ledger_openitem
    WHERE community_id = %(community_id)s AND nature <> 'REFUND' ORDER BY account_id, period_from""",
    """SELECT 'unused', account_id, nature, sum(amount_fen - used_fen) FROM ledger_credit
    WHERE community_id = %(community_id)s GROUP BY account_id, nature
    HAVING sum(amount_fen - used_fen) <> 0 ORDER BY account_id, nature""",
    """SELECT 'book', account_code, sum(amount_fen) FROM ledger_posting
    WHERE community_id = %(community_id)s GROUP BY account_code
    HAVING sum(amount_fen) <> 0 ORDER BY account_code""",
    """SELECT 'line', identity, echo FROM reconciliation_line
    WHERE community_id = %(community_id)s AND live ORDER BY identity""",
    """SELECT 'match', ours, ours_id, line_id FROM reconciliation_match
    WHERE community_id = %(community_id)s AND released_on IS NULL ORDER BY line_id, part""",
)
