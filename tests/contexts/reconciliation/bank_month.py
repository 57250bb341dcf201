"""A month of a bank, as untidy as payers are: the truth of every line is kept beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.contexts.reconciliation.town import Household, name

FIRST_ON = date(2026, 3, 1)
DAYS = 31
_HAN = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the bank tells it; ``truth`` is the account it is for, None for no home's."""

    on: date
    serial: str
    amount_fen: int
    payer: str
    payer_account: str
    remark: str
    truth: int | None = None
    story: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Somebody who is no holder and pays for a home."""

    home: Household
    payer: str
    account: str


def _account(random: Random) -> str:
    return "62" + "".join(random.choice("0123456789") for _ in range(17))


def spelled(home: Household, random: Random) -> str:
    """Spell a home as people do."""
    building, entrance, room = home.code.split("-")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return random.choice(
        [
            f"{building}栋{entrance}单元{room}室",
            f"{building}幢{entrance}单元{room}",
            f"{building}号楼{entrance}单元{room}",
            f"{building}-{entrance}-{room}",
            f"{building}#{entrance}-{room}",
            f"{building}栋{entrance}-{room}",
            f"{building}号楼-{entrance}单元-{room}室",
            f"{building}—{entrance}—{room}",
            f"{building}栋{entrance}单元{room}室".translate(wide),
            f"{building} 栋 {entrance} 单元 {room} 室",
            f"{_han(building)}栋{_han(entrance)}单元{room}",
            f"0{building}-{entrance}-{room}"
            if len(building) == 1
            else f"{building}-{entrance}-{room}",
        ]
    )


def _han(number: str) -> str:
    value = int(number)
    if value <= 10:
        return _HAN[value]
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")


def _said(home: Household, random: Random) -> str:
    room = spelled(home, random)
    return random.choice(
        [
            f"{room}物业费",
            f"交{room}2026年1-3月物业费",
            f"物业费 {room}",
            f"{room}",
            f"云杉里{room}管理费",
            f"转账 {room} 谢谢",
        ]
    )


def _amount(home: Household, random: Random) -> int:
    """Mostly what is owed: a month, two, all; sometimes something round."""
    months = random.choices((1, 2, 3, 0), (50, 15, 25, 10))[0]
    return home.monthly.fen * months or random.choice((50_000, 100_000, 20_000))


def families(homes: list[Household], random: Random, *, share: int = 5) -> list[Family]:
    """Let every so many-th home be paid by somebody else of the family."""
    chosen = random.sample(homes, len(homes) // share)
    return [Family(home, name(random), _account(random)) for home in chosen]


def month_before(
    homes: list[Household], kin: list[Family], accounts: dict[int, str], random: Random
) -> list[Told]:
    """Tell February: holders write their room, families write nothing a machine could use."""
    own = [
        Told(date(2026, 2, 9), f"F{at:08}", home.monthly.fen, home.holder,
             accounts[home.account_id], spelled(home, random), home.account_id, "own before")
        for at, home in enumerate(homes)
    ]  # fmt: skip
    paid_for = [
        Told(date(2026, 2, 10), f"G{at:08}", one.home.monthly.fen, one.payer, one.account, "转账",
             one.home.account_id, "kin before")
        for at, one in enumerate(kin)
    ]  # fmt: skip
    return [*own, *paid_for]


def own_accounts(homes: list[Household], random: Random) -> dict[int, str]:
    """Give every holder a bank account."""
    return {home.account_id: _account(random) for home in homes}


def a_month(
    homes: list[Household],
    kin: list[Family],
    accounts: dict[int, str],
    random: Random,
    *,
    lines: int,
) -> list[Told]:
    """Write a month of lines, in the order of their days."""
    by_home = {one.home.account_id: one for one in kin}
    made = [
        replace(told, serial=f"S{at:09}")
        for at, told in enumerate(_lines(homes, by_home, accounts, random, lines))
    ]
    for told in random.sample([told for told in made if told.truth], lines // 250):
        made.append(replace(told, truth=None, story="listed twice"))
    return sorted(made, key=lambda told: told.on)


def _lines(
    homes: list[Household],
    by_home: dict[int, Family],
    own_account: dict[int, str],
    random: Random,
    lines: int,
) -> Iterator[Told]:
    stories = (
        "plain",
        "silent",
        "kin",
        "wrong room",
        "stranger",
        "outgoing",
        "masked",
        "for another",
    )
    weights = (680, 120, 150, 12, 8, 15, 5, 10)
    kin = list(by_home.values())
    for _ in range(lines):
        on = FIRST_ON + timedelta(days=random.randrange(DAYS))
        story = random.choices(stories, weights)[0]
        home = random.choice(homes)
        base = Told(on, "", _amount(home, random), home.holder, own_account[home.account_id], "")
        yield _told(replace(base, story=story), home, random.choice(kin), homes, random)


def _told(base: Told, home: Household, one: Family, homes: list[Household], random: Random) -> Told:
    other = random.choice([h for h in random.sample(homes, 3) if h is not home])
    match base.story:
        case "plain":
            return replace(base, remark=_said(home, random), truth=home.account_id)
        case "silent":
            fen = home.monthly.fen * random.choice((1, 3))
            return replace(
                base,
                amount_fen=fen,
                remark=random.choice(("物业费", "转账", "")),
                truth=home.account_id,
            )
        case "kin":
            fen = one.home.monthly.fen * random.choice((1, 1, 2))
            remark = _said(one.home, random) if random.random() < 0.5 else "转账"
            return replace(
                base,
                amount_fen=fen,
                payer=one.payer,
                payer_account=one.account,
                remark=remark,
                truth=one.home.account_id,
            )
        case "wrong room":
            who = random.random()
            if who < 0.5:  # the holder mistypes; his home is meant
                return replace(base, remark=_said(other, random), truth=home.account_id)
            return replace(
                base,
                payer=one.payer,
                payer_account=one.account,
                amount_fen=other.monthly.fen,
                remark=_said(other, random),
                truth=one.home.account_id,
            )
        case "for another":  # a holder pays for his parents
            return replace(
                base,
                amount_fen=other.monthly.fen,
                remark=_said(other, random),
                truth=other.account_id,
            )
        case "stranger":
            return replace(
                base,
                payer=name(random),
                payer_account=_account(random),
                amount_fen=random.choice((home.monthly.fen, 123_400, 66_600)),
                remark=random.choice(
                    ("货款", "退押金", "501物业费", "2026-3-501", "9栋9单元9901物业费")
                ),
            )
        case "masked":
            return replace(
                base,
                payer=home.holder[:3] + "**",
                payer_account="6222****" + base.payer_account[-4:],
                remark=_said(home, random),
                truth=home.account_id,
            )
    return replace(
        base,
        amount_fen=-random.randrange(1_000, 900_000),
        payer="示例供应商",
        payer_account=_account(random),
        remark=random.choice(("维修材料款", "工资代发")),
    )


def ccb(lines: list[Told], *, opening_fen: int = 0) -> bytes:
    """Write lines as the construction bank exports them, in GBK."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["中国建设银行账户明细信息", *[""] * 10])
    writer.writerow(
        ["交易时间", "借方发生额/元(支取)", "贷方发生额/元(收入)", "余额", "币种", "对方户名", "对方账号",
         "对方开户机构", "记账日期", "摘要", "备注", "账户明细编号-交易流水号"]
    )  # fmt: skip
    balance = opening_fen
    for told in lines:
        balance += told.amount_fen
        out = f"{-told.amount_fen / 100:.2f}" if told.amount_fen < 0 else "0.00"
        came = f"{told.amount_fen / 100:.2f}" if told.amount_fen > 0 else "0.00"
        writer.writerow(
            [f"{told.on:%Y%m%d} 12:00:00", out, came, f"{balance / 100:.2f}", "人民币元", told.payer,
             told.payer_account, "示例银行示例支行", f"{told.on:%Y%m%d}", "电子转账", told.remark,
             told.serial]
        )  # fmt: skip
    return text.getvalue().encode("gb18030")
