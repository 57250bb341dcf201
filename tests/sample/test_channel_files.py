"""The channels' files add up to the truth; what differs from the cashiers is what was planted."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from tests.sample.conftest import MONTHS

from qingshou.kernel.money import Money
from qingshou.sample import SEED
from qingshou.sample.books import Books
from qingshou.sample.channels import CHANNEL_MONTHS, Told, write_channels
from qingshou.sample.channels.differences import plant
from qingshou.sample.months import month_number
from qingshou.sample.workbooks.money import receipted

KINDS = ["AMOUNT", "DATE", "DUPLICATE", "OURS_ONLY", "THEIRS_ONLY"]
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class Seen(NamedTuple):
    """A row of a channel's file."""

    channel: str
    order_no: str
    day: date
    fen: int


@pytest.fixture(scope="module")
def told(company: list[Books], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    out = tmp_path_factory.mktemp("channels")
    return {
        books.community.code: write_channels(out, books, seed=SEED, months=MONTHS)
        for books in company
    }


def texts(path: Path) -> list[str]:
    """Read a file as a program of the customer would."""
    if path.suffix == ".zip":
        with ZipFile(path) as archive:
            return [archive.read(name).decode("gb18030") for name in archive.namelist()]
    return [path.read_bytes().decode("gbk" if path.name.startswith("银行") else "utf-8")]


def rows(text: str, first: str) -> Iterator[dict[str, str]]:
    """Read the rows under the titles that begin with a name, up to whatever ends them."""
    lines = iter(text.splitlines())
    titles = next(line for line in lines if line.startswith(first)).split(",")
    for line in lines:
        if line.startswith(("#", "总交易单数", "资金流水总笔数")):
            return
        values = next(csv.reader([line]))
        yield {t: v.strip().lstrip("`").strip() for t, v in zip(titles, values, strict=True)}


def phones(told: Told) -> list[Seen]:
    """List what WeChat and Alipay say."""
    seen = []
    for path in told.files:
        if path.name.startswith("微信交易"):
            for row in rows(texts(path)[0], "交易时间"):
                day, fen = date.fromisoformat(row["交易时间"][:10]), _fen(row["订单金额"])
                seen.append(Seen("WECHAT", row["商户订单号"], day, fen))
        elif path.name.startswith("支付宝"):
            for row in rows(texts(path)[0], "支付宝交易号"):
                day, fen = date.fromisoformat(row["完成时间"][:10]), _fen(row["订单金额（元）"])
                seen.append(Seen("ALIPAY", row["商户订单号"], day, fen))
    return seen


def _fen(yuan: str) -> int:
    return Money.from_yuan(yuan).fen


def cashiers(books: Books) -> dict[tuple[str, str], Seen]:
    """Sum up what the cashiers wrote for WeChat and Alipay in the latest months, by receipt."""
    found: dict[tuple[str, str], Seen] = {}
    for row in receipted(books):
        payment = row.payment
        recent = month_number(payment.on) in MONTHS[-CHANNEL_MONTHS:]
        if recent and payment.channel in ("WECHAT", "ALIPAY"):
            key = (payment.channel, row.number)
            before = found[key].fen if key in found else 0
            found[key] = Seen(payment.channel, row.number, payment.on, before + payment.paid)
    return found


@pytest.mark.parametrize("code", ["YSL", "CHY", "JCG"])
def test_what_differs_is_what_was_planted(
    company: list[Books], told: dict[str, Told], code: str
) -> None:
    books = next(books for books in company if books.community.code == code)
    ours, theirs = cashiers(books), defaultdict(list)
    for seen in phones(told[code]):
        theirs[seen.channel, seen.order_no].append(seen)
    found = []
    for key in sorted(ours.keys() | theirs.keys()):
        mine, they = ours.get(key), theirs.get(key, [])
        kind = _kind(mine, they)
        if kind:
            sums = (mine.fen if mine else 0, sum(seen.fen for seen in they))
            found.append((kind, *key, *sums))
    planted = [
        (x.kind, x.channel, x.order_no, x.ours.fen, x.theirs.fen) for x in told[code].differences
    ]
    assert sorted(found) == sorted(planted)
    assert Counter(kind for kind, *_ in planted) == Counter(KINDS * 2)


def _kind(mine: Seen | None, they: list[Seen]) -> str:
    if mine is None:
        return "THEIRS_ONLY"
    if not they:
        return "OURS_ONLY"
    if len(they) > 1:
        return "DUPLICATE"
    if they[0].fen != mine.fen:
        return "AMOUNT"
    return "" if they[0].day == mine.day else "DATE"


@pytest.mark.parametrize("code", ["YSL", "CHY", "JCG"])
def test_each_day_adds_up_to_the_truth(told: dict[str, Told], code: str) -> None:
    sums: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for seen in phones(told[code]):
        sums[str(seen.day)][seen.channel].append(seen.fen)
    truth: dict[str, Any] = told[code].as_facts()["days"]
    for day in truth.keys() | sums.keys():
        for channel in ("WECHAT", "ALIPAY"):
            fens, expected = sums[day][channel], truth[day].get(channel, {"count": 0, "fen": 0})
            assert {"count": len(fens), "fen": sum(fens)} == expected


@pytest.mark.parametrize("code", ["YSL", "CHY", "JCG"])
def test_the_bank_gets_what_the_phones_paid_out(told: dict[str, Told], code: str) -> None:
    balance: int | None = None
    paid_out: dict[tuple[str, str], int] = {}
    for path in told[code].files:
        if not path.name.startswith("银行"):
            continue
        *lines, closing = rows(texts(path)[0], "交易时间")
        assert _fen(closing["贷方发生额/元(收入)"]) == sum(
            _fen(line["贷方发生额/元(收入)"]) for line in lines
        )
        for line in lines:
            came = _fen(line["贷方发生额/元(收入)"])
            assert balance is None or _fen(line["余额"]) == balance + came
            balance = _fen(line["余额"])
            if line["摘要"] == "结算款":
                paid_out[line["对方户名"], line["记账日期"]] = came
    for path in told[code].files:
        if path.name.startswith("微信资金"):
            for row in rows(texts(path)[0], "记账时间"):
                if row["业务类型"] == "提现":
                    day = row["记账时间"][:10].replace("-", "")
                    assert paid_out.pop(("示例财付通备付金", day)) == _fen(row["收支金额(元)"])
        elif path.name.startswith("支付宝"):
            net = sum(
                _fen(row["商家实收（元）"]) + _fen(row["服务费（元）"])
                for row in rows(texts(path)[0], "支付宝交易号")
            )
            stamp = path.name.split("_")[2][:8]
            day = date.fromisoformat(stamp) + timedelta(days=1)
            if day < date(2026, 11, 1):
                assert paid_out.pop(("示例支付宝备付金", f"{day:%Y%m%d}")) == net
    assert paid_out == {}


def test_nobody_in_these_files_is_real(told: dict[str, Told]) -> None:
    for one in told.values():
        for path in one.files:
            assert not any(MOBILE.search(text) for text in texts(path))


def test_a_channel_that_hardly_moves_gets_no_difference() -> None:
    from random import Random

    assert plant(Random(1), [], date(2026, 11, 1)) == ([], [])


def test_the_truth_file_names_the_differences(written: Any) -> None:
    truth = json.loads(written.truth.read_text(encoding="utf-8"))
    differences = [d for c in truth["communities"] for d in c["channels"]["differences"]]
    assert {d["kind"] for d in differences} == set(KINDS)
    assert written.channels and all(path.exists() for path in written.channels)
