"""What tariffs say: refusals, and the one sentence in which a charge line explains itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from qingshou.kernel.money import RoundingUnit
from qingshou.kernel.period import Period
from qingshou.tariffs.rules.charges import Charged, Line, Part, Terms
from qingshou.tariffs.rules.forms import decimal_text
from qingshou.tariffs.rules.proration import Per, Proration
from qingshou.tariffs.rules.rounding import Step

SENTENCES = {
    "tariffs.form-unreadable": "{place}不是一个 JSON 对象（或为空、有重复字段、有 NaN）。请按 --help 中的样例检查括号、引号和字段后重试。",
    "tariffs.field-missing": "缺少字段 {field}。请补上后重试。",
    "tariffs.field-unknown": "不认识字段 {field}。可用的字段是：{known}。请更正字段名后重试。",
    "tariffs.fields-exclude": "{one} 与 {other} 必须且只能填写一个。请保留其中一个后重试。",
    "tariffs.not-a-decimal": "字段 {field} 的值「{value}」不是非负小数。请写成带引号的数字，如 \"2.50\"（最多 8 位小数）。",
    "tariffs.not-an-amount": "字段 {field} 的值「{value}」不是非负金额。请写成带引号、以元为单位、最多两位小数的数，如 \"1234.50\"。",
    "tariffs.not-a-date": "字段 {field} 的值「{value}」不是可用的日期。请写成 2026-01-31 这样的日历日期。",
    "tariffs.not-a-whole-number": "字段 {field} 的值「{value}」不是 0 到 {most} 之间的整数。请更正后重试。",
    "tariffs.not-one-of": "字段 {field} 的值「{value}」不在可选范围内。可选：{allowed}。请更正后重试。",
    "tariffs.not-a-list": "字段 {field} 应当是由对象组成的列表，如 [{{…}}, {{…}}]。请更正后重试。",
    "tariffs.not-positive": "字段 {field} 必须大于 0。请核对后重试。",
    "tariffs.period-empty": "起止日期颠倒或相同：从 {start} 到 {until}（不含）。结束日必须晚于开始日，请更正后重试。",
    "tariffs.no-price-in-force": "{day} 当天没有生效的单价。请先补录从该日或更早生效的价格。",
    "tariffs.price-named-twice": "从 {day} 起有两个单价。请只保留一个后重试。",
    "tariffs.rounding-unreadable": (
        "取整规则「{text}」无法识别。请写成「分：每行」「角：每月」「元：合计」或 FEN:LINE 这样的形式，多步用分号隔开。"
    ),
    "tariffs.price-unit-unreadable": (
        "计价单位「{text}」无法识别。请写成 元/㎡·月、元/㎡·年、元/㎡·日、元/户·月、元/年、元/次 或 元/度 等。"
    ),
    "tariffs.due-rule-unreadable": (
        "应缴日规则「{text}」无法识别。请写成 FIRST_DAY（首日）、DAY:25（25 日）、WORKDAY:5（第 5 个工作日）、END（末日），"
        "次月在前面加 NEXT:，如 NEXT:DAY:10（次月 10 日）。"
    ),
    "tariffs.nobody-shares": "公摊总额 {pool} 没有可分摊的房屋（权重全为 0）。请核对面积或分摊范围。",
    "tariffs.meter-rolled-back": "{on} 的抄表数 {latest} 小于上次的 {before}。请核对抄表数；换表请先登记新表底数。",
    "tariffs.formula-unreadable": (
        "公式「{formula}」中的「{part}」不是允许的写法。公式只能用数字、+ - * / ( )、min、max、比较，以及 area 面积、"
        "usable_area 套内面积、floor 楼层、price 单价。"
    ),
    "tariffs.formula-lacks-value": "公式「{formula}」需要 {name}，但这套房屋没有登记。请先在房产档案中补录。",
    "tariffs.formula-fails": "公式「{formula}」算出的结果是 {result}，不能作为收费金额。请检查公式和房屋资料。",
    "tariffs.definition-unreadable": "收费标准第 {row_no} 行的「{field}」填写为「{value}」，无法识别。请更正后重新导入。",
    "tariffs.prices-overlap": "收费项目 {kind} 的价格有效期互相重叠（从 {start} 起）。同一范围同一时间只能有一个价格，请更正起止日期。",
    "tariffs.price-list-in-use": "导入 {import_id} 的价格已用于 {lines} 条账单（共 {total} 元），不能撤销。请先冲红这些账单。",
    "tariffs.no-such-tariff": "收费项目 {kind} 没有按「{basis}」计费的收费标准。请先登记收费标准，再导入抄表或公摊。",
}  # fmt: skip

PER_WORDS = {
    Per.MONTH: "月", Per.QUARTER: "季", Per.HALF_YEAR: "半年", Per.YEAR: "年", Per.DAY: "日", Per.ONCE: "次",
}  # fmt: skip
TIME_WORDS = PER_WORDS | {
    Per.MONTH: "个月",
    Per.QUARTER: "个季度",
    Per.HALF_YEAR: "个半年",
    Per.DAY: "天",
}
BASES = {
    "BUILDING_AREA": "建筑面积", "USABLE_AREA": "套内面积", "HOUSEHOLD": "户", "SPACE": "车位",
    "METER": "抄表", "SHARE": "公摊", "FORMULA": "公式",
}  # fmt: skip
TERMS = {
    ("tariffs.no-such-tariff", "basis"): BASES,
    ("tariffs.form-unreadable", "place"): {"JSON": "标准输入的内容"},
}
UNIT_WORDS = {RoundingUnit.FEN: "分", RoundingUnit.JIAO: "角", RoundingUnit.YUAN: "元"}
STAGE_WORDS = {
    "MONTH": "每月", "LINE": "每行", "TOTAL": "合计", "SEGMENT": "每段", "ITEM": "每笔",
}  # fmt: skip


def explain_charge(charged: Charged, *, by_area: bool) -> str:
    """Say in one paragraph how a charge came about."""
    lines = "；".join(explain_line(line, charged.terms, by_area=by_area) for line in charged.lines)
    rule = explain_rounding(charged.terms.rounding)
    return f"{lines}。合计 {charged.amount.yuan} 元；{rule}。"


def explain_line(line: Line, terms: Terms, *, by_area: bool) -> str:
    """Say one line in one sentence with its numbers.

    >>> from datetime import date
    >>> from fractions import Fraction
    >>> from qingshou.kernel.period import month
    >>> from qingshou.tariffs.rules.charges import PriceFrom, charge
    >>> price = PriceFrom(date(2026, 1, 1), Fraction("2.5"), "物价备案 2026-1 号")
    >>> area, february = Fraction(100), month(2026, 2)
    >>> charged = charge(period=february, quantity=area, prices=[price], terms=Terms())
    >>> explain_line(charged.lines[0], charged.terms, by_area=True)
    '2026-02-01 至 2026-02-28：面积 100 ㎡ × 单价 2.50 元/㎡·月 × 1 个月 = 250.00 元（价格依据：物价备案 2026-1 号）'
    """
    quantity = f"面积 {decimal_text(line.quantity)} ㎡ × " if by_area else ""
    per = PER_WORDS[terms.per]
    unit = f"元/㎡·{per}" if by_area else f"元/{per}"
    price = f"单价 {decimal_text(line.price.price, places=2)} {unit}"
    factor = "" if terms.factor == 1 else f" × 系数 {decimal_text(terms.factor)}"
    text = (
        f"{explain_period(line.period)}：{quantity}{price}{factor}"
        f" × {explain_time(line.parts, terms)} = {line.amount.yuan} 元"
    )
    notes = [f"价格依据：{line.price.document}"] if line.price.document else []
    if line.rounding_fen:
        notes.append(f"含合计取整差 {_signed(line.rounding_fen)} 元")
    return f"{text}（{'；'.join(notes)}）" if notes else text


def explain_period(period: Period) -> str:
    """Say a period with both days inclusive, as people write it."""
    return f"{period.start} 至 {period.latest_day}"


def explain_time(parts: Sequence[Part], terms: Terms) -> str:
    """Say how many months were charged, part months with their fraction: 3 + 15/30 个月."""
    word = TIME_WORDS[terms.per]
    if terms.per in (Per.DAY, Per.ONCE):
        return f"{decimal_text(sum((part.time for part in parts), Fraction()))} {word}"
    whole = [part for part in parts if part.period.days == _month_of(part).days]
    pieces = [str(len(whole))] if whole else []
    pieces += [_fraction(part, terms.proration) for part in parts if part not in whole]
    months = " + ".join(pieces)
    if terms.per is Per.MONTH:
        return f"({months}) {word}" if len(pieces) > 1 else f"{months} {word}"
    return f"({months}) 个月"


def explain_rounding(steps: Sequence[Step]) -> str:
    """Say where and to what an amount was rounded."""
    said = [f"{STAGE_WORDS[step.stage.value]}四舍五入到{UNIT_WORDS[step.unit]}" for step in steps]
    return "取整：" + ("，".join(said) if said else "合计四舍五入到分")


def _fraction(part: Part, proration: Proration) -> str:
    match proration:
        case Proration.ACTUAL_MONTH:
            return f"{part.period.days}/{_month_of(part).days}"
        case Proration.THIRTY:
            return f"{part.period.days}/30"
        case Proration.YEAR_365:
            return f"{part.period.days}×12/365"


def _month_of(part: Part) -> Period:
    first = part.period.start.replace(day=1)
    return next(iter(Period(first, first.replace(year=first.year + 1)).months()))


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else '-'}{abs(fen) // 100}.{abs(fen) % 100:02d}"
