"""What people write in cells, and what it means: one row per spelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from qingshou.intake.rules import words
from qingshou.intake.rules.days import (
    period_between,
    read_day,
    read_end,
    read_first_day,
    read_month,
    read_period,
)
from qingshou.intake.rules.figures import (
    read_amount,
    read_area,
    read_floor,
    read_price,
    read_rate,
)
from qingshou.intake.rules.meanings import code_of, due_rule_of, kind_of, outcome_of, reason_of
from qingshou.intake.rules.phones import read_phones
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.rooms import read_place


def told(read: Callable[..., Any], *cells: Any) -> Any:
    """Say what a reader makes of cells: its answer, or why not."""
    try:
        return read(*cells)
    except Unreadable as verdict:
        return f"no: {verdict.code}"


@pytest.mark.parametrize(
    ("building", "entrance", "room", "code"),
    [
        # One cell, in every spelling.
        ("", "", "3栋2单元501", "3-2-501"),
        ("", "", "3-2-501", "3-2-501"),
        ("", "", "３－２－５０１", "3-2-501"),
        ("", "", "3#2-501", "3-2-501"),
        ("", "", "3＃2－0501", "3-2-501"),
        ("", "", "3#楼2单元501室", "3-2-501"),
        ("", "", "3幢2单元501房", "3-2-501"),
        ("", "", "三号楼二单元501", "3-2-501"),
        ("", "", "03-02-0501", "3-2-501"),
        ("", "", "3 2 501", "3-2-501"),
        ("", "", "3/2/501", "3-2-501"),
        ("", "", "A座1501", "A-1501"),
        ("", "", "1期3栋2单元501", "1期3-2-501"),
        ("", "", "东区-3-2-501", "东区-3-2-501"),
        ("", "", 501.0, "501"),
        # Two or three columns, repeating each other or not.
        ("3栋", "2单元", "501室", "3-2-501"),
        ("3", "2", 501.0, "3-2-501"),
        ("3号楼", "", "2-501", "3-2-501"),
        ("3栋", "2单元", "3-2-501", "3-2-501"),
        ("十二幢", "", "1203", "12-1203"),
        ("和园3栋", "1", "201", "和园3-1-201"),
        # No entrance.
        ("3", "0", "501", "3-501"),
        ("3号楼", "无", "501", "3-501"),
        ("", "", "3号楼501", "3-501"),
        # Shops.
        ("", "", "S-12", "S-12"),
        ("商铺", "", "12号", "S-12"),
        ("", "", "12号商铺", "S-12"),
        ("S1", "", "103", "S1-103"),
        ("1栋", "", "商铺3", "1-S3"),
        # Parking and storage.
        ("", "", "P-B1-023", "P-B1-023"),
        ("", "", "车位B1-023", "P-B1-023"),
        ("", "", "B1-023车位", "P-B1-023"),
        ("B1", "", "023", "P-B1-023"),
        ("地下车库", "", "B1-023", "P-B1-023"),
        ("负一层", "", "023", "P-B1-023"),
        ("", "", "地下车库负1层023号", "P-B1-023"),
        ("", "", "储藏室12", "C-12"),
        # A building may be called B1, and C need not be storage.
        ("B1栋", "1单元", "302", "B1-1-302"),
        ("", "", "C-1501", "C-1501"),
        # Not a room.
        ("3栋", "2单元", "", "no: room-unreadable"),
        ("", "", "无", "no: room-missing"),
        ("", "", "@@@", "no: room-unreadable"),
        ("", "", date(2026, 3, 2), "no: room-became-date"),
        ("", "", "示" * 50, "no: room-unreadable"),
    ],
)
def test_rooms(building: Any, entrance: Any, room: Any, code: str) -> None:
    assert told(lambda: read_place(building, entrance, room).code) == code


@pytest.mark.parametrize(
    ("room", "usage", "code", "found"),
    [
        ("023", "PARKING", "P-023", "PARKING"),
        ("12", "SHOP", "S-12", "SHOP"),
        ("7", "STORAGE", "C-7", "STORAGE"),
        ("3-2-501", "RESIDENTIAL", "3-2-501", ""),
        ("S1-103", "", "S1-103", "SHOP"),
    ],
)
def test_a_usage_tells_a_room_and_a_room_its_usage(
    room: str, usage: str, code: str, found: str
) -> None:
    place = read_place("", "", room, usage)
    assert (place.code, place.usage) == (code, found)


@pytest.mark.parametrize(
    ("cell", "day", "first_day", "end"),
    [
        ("2020-6-10", "2020-06-10", "2020-06-10", "2020-06-11"),
        ("2020/06/10", "2020-06-10", "2020-06-10", "2020-06-11"),
        ("2020.6.10", "2020-06-10", "2020-06-10", "2020-06-11"),
        ("２０２０年６月１０日", "2020-06-10", "2020-06-10", "2020-06-11"),
        ("20200610", "2020-06-10", "2020-06-10", "2020-06-11"),
        ("2020-06-10 12:33:00", "2020-06-10", "2020-06-10", "2020-06-11"),
        (20200610.0, "2020-06-10", "2020-06-10", "2020-06-11"),
        (43992.0, "2020-06-10", "2020-06-10", "2020-06-11"),
        (43992.75, "2020-06-10", "2020-06-10", "2020-06-11"),
        ("43992", "2020-06-10", "2020-06-10", "2020-06-11"),
        (date(2020, 6, 10), "2020-06-10", "2020-06-10", "2020-06-11"),
        (datetime(2020, 6, 10, 9, 30), "2020-06-10", "2020-06-10", "2020-06-11"),
        # A month is no day, but has a first and a last.
        ("2020年2月", "no: date-lacks-day", "2020-02-01", "2020-03-01"),
        ("202012", "no: date-lacks-day", "2020-12-01", "2021-01-01"),
        (2020.11, "no: date-number-ambiguous", "2020-11-01", "2020-12-01"),
        (2020.1, *["no: date-number-ambiguous"] * 3),
        # Nothing, and no end.
        ("", "", "", ""),
        ("无", "", "", ""),
        ("至今", "no: date-unreadable", "no: date-unreadable", ""),
        # Not a day.
        ("2020-02-30", *["no: date-impossible"] * 3),
        ("2020-13-01", *["no: date-impossible"] * 3),
        ("1899-12-31", *["no: date-out-of-range"] * 3),
        ("2150-01-01", *["no: date-out-of-range"] * 3),
        ("20-6-10", *["no: date-unreadable"] * 3),
        ("6月10日", *["no: date-unreadable"] * 3),
        (12.0, *["no: date-unreadable"] * 3),
    ],
)
def test_days(cell: Any, day: str, first_day: str, end: str) -> None:
    assert told(read_day, cell) == day
    assert told(read_first_day, cell) == first_day
    assert told(read_end, cell) == end


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2026.01-2026.03", ("2026-01-01", "2026-04-01")),
        ("2026-01至2026-03", ("2026-01-01", "2026-04-01")),
        ("2026/1/1-2026/3/31", ("2026-01-01", "2026-04-01")),
        ("2026-01-01~2026-03-31", ("2026-01-01", "2026-04-01")),
        ("20260101-20260331", ("2026-01-01", "2026-04-01")),
        ("202601-202603", ("2026-01-01", "2026-04-01")),
        ("2026年1-3月", ("2026-01-01", "2026-04-01")),
        ("2026年1月-3月", ("2026-01-01", "2026-04-01")),
        ("2026.1-3", ("2026-01-01", "2026-04-01")),
        ("2025年11月—2026年1月", ("2025-11-01", "2026-02-01")),
        ("2026-01-01至2026-04-01", ("2026-01-01", "2026-04-01")),  # exclusive already
        ("2026年第一季度", ("2026-01-01", "2026-04-01")),
        ("2026Q4", ("2026-10-01", "2027-01-01")),
        ("2026年下半年", ("2026-07-01", "2027-01-01")),
        ("2026年度", ("2026-01-01", "2027-01-01")),
        (2026.0, ("2026-01-01", "2027-01-01")),
        ("2026年5月份", ("2026-05-01", "2026-06-01")),
        ("2026-05", ("2026-05-01", "2026-06-01")),
        (202605.0, ("2026-05-01", "2026-06-01")),
        (2026.05, ("2026-05-01", "2026-06-01")),
        (date(2026, 5, 1), ("2026-05-01", "2026-06-01")),
        ("2026.01~至今", ("2026-01-01", "")),
        ("2026年1月起", ("2026-01-01", "")),
        ("", ("", "")),
        # Not a period.
        ("2026-05-03", "no: period-is-a-day"),
        ("2026.03-2026.01", "no: period-backwards"),
        ("2026年5-3月", "no: period-backwards"),
        (2026.1, "no: date-number-ambiguous"),
        ("2026年第五季度", "no: date-unreadable"),
        ("去年", "no: date-unreadable"),
    ],
)
def test_periods(cell: Any, period: Any) -> None:
    assert told(read_period, cell) == period


@pytest.mark.parametrize(
    ("first", "latest", "period"),
    [
        ("2026-01-01", "2026-03-31", ("2026-01-01", "2026-04-01")),
        ("2026-01-01", "2026-04-01", ("2026-01-01", "2026-04-01")),
        ("2026-01-15", "2026-02-15", ("2026-01-15", "2026-02-15")),
        ("2026-01-15", "2026-02-14", ("2026-01-15", "2026-02-15")),
        ("2026年1月", "2026年4月", ("2026-01-01", "2026-05-01")),
        (date(2026, 1, 1), date(2026, 1, 31), ("2026-01-01", "2026-02-01")),
        ("2026-01-01", "2026-01-01", ("2026-01-01", "2026-01-02")),
        ("2026-01-01", "", ("2026-01-01", "")),
        ("2026-01-01", "至今", ("2026-01-01", "")),
        ("2026-03-01", "2026-01-31", "no: period-backwards"),
    ],
)
def test_a_start_and_an_end(first: Any, latest: Any, period: Any) -> None:
    assert told(period_between, first, latest) == period


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (260, "260.00"),
        (260.5, "260.50"),
        (0.1 + 0.2, "0.30"),
        ("1,260.50", "1260.50"),
        ("￥1,260.5元", "1260.50"),
        ("１２６０．５０", "1260.50"),
        ("260元整", "260.00"),
        ("0", "0.00"),
        ("", ""),
        ("—", ""),
        # Never less than nothing, never rounded in silence, never a default.
        (-5, "no: negative"),
        ("(100.00)", "no: negative"),
        ("（100）", "no: negative"),
        ("负100", "no: negative"),
        (1.234, "no: number-too-exact"),
        ("1.234", "no: number-too-exact"),
        (1e12, "no: number-too-large"),
        (float("inf"), "no: number-too-large"),
        ("一百元", "no: number-unreadable"),
        ("1,26,0", "no: number-unreadable"),
        ("260#35", "no: number-unreadable"),
        ("NaN", "no: number-unreadable"),
        (date(2026, 1, 1), "no: number-unreadable"),
    ],
)
def test_amounts(cell: Any, amount: str) -> None:
    assert told(read_amount, cell) == amount


@pytest.mark.parametrize(
    ("read", "cell", "text"),
    [
        (read_area, "89.55㎡", "89.55"),
        (read_area, "89.55平方米", "89.55"),
        (read_area, 89.5500000001, "89.55"),
        (read_area, 89.555, "no: number-too-exact"),
        (read_price, "2.50元/㎡·月", "2.5"),
        (read_price, 0.035, "0.035"),
        (read_rate, "6%", "0.06"),
        (read_rate, 0.06, "0.06"),
        (read_rate, 6, "no: rate-out-of-range"),
        (read_floor, "5层", "5"),
        (read_floor, "B1", "-1"),
        (read_floor, "负2层", "-2"),
        (read_floor, -1.0, "-1"),
        (read_floor, "阁楼", "no: floor-unreadable"),
        (read_month, "2026-05", "2026-05-01"),
        (read_phones, 13900000001.0, "13900000001"),
        (read_phones, "139 0000 0001", "13900000001"),
        (read_phones, "+86-13900000001", "13900000001"),
        (read_phones, "13900000001/0571-88880000", "13900000001,0571-88880000"),
        (read_phones, "1.3900000001E10", "13900000001"),
        (read_phones, "1.39E+10", "no: phone-lost-digits"),
        (read_phones, "139****0001", "no: phone-masked"),
        (read_phones, "12345", "no: phone-unreadable"),
        (read_phones, "无", ""),
        (due_rule_of, "每月25日前", "DAY:25"),
        (due_rule_of, "首月25日", "DAY:25"),
        (due_rule_of, "次月10日", "NEXT:DAY:10"),
        (due_rule_of, "前5个工作日内", "WORKDAY:5"),
        (due_rule_of, "季度首日", "FIRST_DAY"),
        (due_rule_of, "月底", "END"),
        (due_rule_of, "尽快", "no: due-rule-unreadable"),
        (kind_of, "物业管理费", "PROPERTY_FEE"),
        (kind_of, "停车费", "PARKING"),
        (kind_of, "广告位费", "GUANG_GAO_WEI_FEI"),
        (reason_of, "业主反映楼道漏水没修", "SERVICE"),
        (reason_of, "房子一直空置", "VACANT"),
        (reason_of, "家里人住院，资金紧张", "HARDSHIP"),
        (reason_of, "说不清楚", "OTHER"),
        (outcome_of, "打了三次都没人接", "NO_ANSWER"),
        (outcome_of, "答应下周交", "PROMISED"),
        (outcome_of, "天气不错", "no: word-unknown"),
    ],
)
def test_other_cells(read: Callable[[Any], str], cell: Any, text: str) -> None:
    assert told(read, cell) == text


@pytest.mark.parametrize(
    ("table", "cell", "code"),
    [
        (words.USAGES, "商业", "SHOP"),
        (words.USAGES, "ＳＨＯＰ", "SHOP"),
        (words.USAGES, "空中花园", "no: word-unknown"),
        (words.ROLES, "承租人", "TENANT"),
        (words.YES_NO, "√", "yes"),
        (words.YES_NO, "无", ""),
        (words.CYCLES, "按季度", "QUARTER"),
        (words.CHANNELS_OF_PAYMENT, "微信支付", "WECHAT"),
        (words.CHANNELS_OF_CONTACT, "上门", "VISIT"),
        (words.STAGES, "法律程序", "LEGAL"),
        (words.BASES, "", ""),
    ],
)
def test_words(table: words.Table, cell: str, code: str) -> None:
    assert told(code_of, table, cell) == code


def test_no_word_means_two_things() -> None:
    from qingshou.intake.rules.spelling import heading

    for name, table in vars(words).items():
        if name.isupper() and isinstance(table, dict):
            spelled = [heading(word) for known in table.values() for word in known]
            assert len(spelled) == len(set(spelled)), name
