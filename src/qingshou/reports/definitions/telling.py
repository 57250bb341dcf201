"""Make figures speakable: links with their numbers, comparisons in words, derived figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from qingshou.kernel.period import Period
from qingshou.reports.definitions.lines import Piece, say
from qingshou.reports.definitions.thresholds import (
    GROWTH_WORDS,
    POINTS_WORDS,
    SMALL,
    STRONGEST,
)
from qingshou.reports.document import FigureRef, FigureValue, Line, Trend, Unit
from qingshou.reports.figures import Figures, Member
from qingshou.reports.figures.shown import decimal, shown

Change = Callable[[str, str], FigureRef | None]
Words = tuple[tuple[Fraction, str], ...]

PREVIOUS, YEAR_BEFORE = "previous", "year_before"
_QUARTERS = "一二三四"


def period_name(period: Period, *, with_year: bool = True) -> str:
    """Say a period in words: 2026 年三季度, 上半年, 9 月."""
    start, months = period.start, period.length_in_months
    year = f"{start.year} 年"
    if months == 12:
        return year.strip()
    word = {1: f"{start.month} 月", 3: f"{_QUARTERS[start.month // 3]}季度"}.get(months) or (
        "上半年" if start.month == 1 else "下半年"
    )
    gap = "" if months > 1 else " "
    return f"{year}{gap}{word}" if with_year else word


def size(member: Member) -> Fraction:
    """A member's exact value; what is missing counts as zero."""
    return Fraction(member.figure.value or 0)


def day_name(day: date) -> str:
    """Say a day: 2026 年 9 月 30 日."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


class Telling:
    """Everything a section needs to speak: figures as links, and the words of the period.

    ``derived`` collects the figures that the words make themselves: changes, sums of a few
    members, estimates. Each names the figures it is made of.
    """

    def __init__(self, figures: Figures, *, scope: str, period: Period, as_of: date) -> None:
        self.figures = figures
        self.scope = scope
        self.period = period
        self.as_of = as_of
        self.derived: dict[str, FigureValue] = {}

    # Names of periods

    @property
    def this_period(self) -> str:
        """本期 by its full name."""
        return period_name(self.period)

    @property
    def previous_period(self) -> str:
        """The period before, by the shortest name that cannot be misread."""
        before = self.period.previous
        return period_name(before, with_year=before.start.year != self.period.start.year)

    @property
    def next_period(self) -> Period:
        """The period after, of the same length."""
        following = Period(
            self.period.until, self.period.until.replace(year=self.period.until.year + 1)
        )
        months = list(following.months())[: self.period.length_in_months]
        return Period(months[0].start, months[-1].until)

    @property
    def day(self) -> str:
        """截止日 in words."""
        return day_name(self.as_of)

    # Values

    def figure(self, figure_id: str) -> FigureValue:
        """Find a figure, derived ones included."""
        return self.derived.get(figure_id) or self.figures[figure_id]

    def value(self, figure_id: str) -> Fraction:
        """Tell a figure's exact value; what is missing counts as zero."""
        return Fraction(self.figure(figure_id).value or 0)

    def value_or_zero(self, figure_id: str) -> Fraction:
        """Tell a family member's value; a member that does not occur counts as zero."""
        return self.value(figure_id) if figure_id in self.figures else Fraction(0)

    def known(self, figure_id: str) -> bool:
        """Tell whether the data support the figure."""
        return self.figure(figure_id).value is not None

    def family(self, figure_id: str, *by: str) -> Sequence[Member]:
        """List the members of a family that are known and not zero."""
        return [m for m in self.figures.family(figure_id, by=by) if m.figure.value]

    def ranked(self, figure_id: str, *by: str) -> list[Member]:
        """List a family's members, the largest first."""
        return sorted(self.family(figure_id, *by), key=lambda m: (-size(m), m.key))

    # Figures as links

    def amount(self, figure_id: str) -> FigureRef:
        """An amount as prose writes it: 412.63 万元, below ten thousand 8,326.50 元."""
        return FigureRef(figure_id, self.amount_words(self.value(figure_id)))

    @staticmethod
    def amount_words(fen: Fraction | int) -> str:
        """Write an amount of fen as prose does."""
        return shown(Fraction(fen), Unit.YUAN)

    def yuan(self, figure_id: str) -> FigureRef:
        """An amount as tables write it: 4,126,300.00."""
        return FigureRef(figure_id, decimal(self.value(figure_id) / 100, 2))

    def number(self, figure_id: str, word: str = "") -> FigureRef:
        """A count with its measure word: 268 户."""
        count = decimal(self.value(figure_id), 0)
        return FigureRef(figure_id, f"{count} {word}" if word else count)

    def homes(self, figure_id: str) -> FigureRef:
        """A count of households."""
        return self.number(figure_id, "户")

    def percent(self, figure_id: str) -> FigureRef:
        """A rate: 81.7%; a dash where there is nothing to divide."""
        value = self.figure(figure_id).value
        return FigureRef(figure_id, shown(value, Unit.RATE))

    def bare_percent(self, figure_id: str) -> FigureRef:
        """A rate as tables write it, its sign in the header: 81.7."""
        ref = self.percent(figure_id)
        return FigureRef(ref.figure_id, ref.shown.rstrip("%"))

    def share(self, rate_id: str, *, of: str = "户") -> Line:
        """A rate with its numerator and denominator; small denominators as counts alone."""
        figure = self.figure(rate_id)
        above, below = figure.numerator_id, figure.denominator_id
        assert above and below, f"{rate_id} is no ratio"
        counts = self.figure(below).unit is Unit.COUNT
        if counts and self.value(below) < SMALL:
            return say(self.number(below, of), "中的 ", self.number(above, of))
        tell = (lambda id_: self.number(id_, of)) if counts else self.amount
        return say(self.percent(rate_id), "（", tell(above), " ÷ ", tell(below), "）")

    # Comparisons

    def points(self, rate_id: str, against: str) -> FigureRef | None:
        """The change of a rate in percentage points, as a figure of its own."""
        return self._change(rate_id, against, Unit.POINTS)

    def growth(self, figure_id: str, against: str) -> FigureRef | None:
        """The change of an amount or a count in percent, as a figure of its own."""
        return self._change(figure_id, against, Unit.RATE)

    def _change(self, figure_id: str, against: str, unit: Unit) -> FigureRef | None:
        other_id = f"{figure_id}@{against}"
        now, then = self.figure(figure_id), self.figure(other_id)
        if now.value is None or then.value is None or (unit is Unit.RATE and not then.value):
            return None
        change = Fraction(now.value) - Fraction(then.value)
        value = change * 100 if unit is Unit.POINTS else change / Fraction(then.value)
        words = shown(abs(value), unit)
        kind = "之差，按百分点" if unit is Unit.POINTS else "之差 ÷ 后者"
        derived_id = f"{figure_id}@{'points' if unit is Unit.POINTS else 'growth'}_{against}"
        compared = "上期" if against == PREVIOUS else "去年同期"
        self.derived[derived_id] = FigureValue(
            id=derived_id,
            name=f"{now.name}比{compared}",
            definition=f"{now.name}与{compared}{now.name}{kind}。",
            unit=unit,
            value=value,
            shown=words,
            scope=now.scope,
            as_of=now.as_of,
            parts=(figure_id, other_id),
        )
        return FigureRef(derived_id, words)

    def compare_rate(self, rate_id: str) -> Line:
        """，比二季度有所提高（2.4 个百分点），比去年同期……; what is not known is left out."""
        return self._compare(rate_id, self.points, POINTS_WORDS, ("提高", "下降"))

    def compare_amount(self, figure_id: str) -> Line:
        """，比二季度明显增加（8.1%），比去年同期……; what is not known is left out."""
        return self._compare(figure_id, self.growth, GROWTH_WORDS, ("增加", "减少"))

    def _compare(
        self, figure_id: str, change: Change, words: Words, directions: tuple[str, str]
    ) -> Line:
        pieces: list[Piece] = []
        for against, name in ((PREVIOUS, self.previous_period), (YEAR_BEFORE, "去年同期")):
            ref = change(figure_id, against)
            if ref is not None:
                word = _word(self.value(ref.figure_id), words, directions)
                joint = "与" if word == words[0][1] else "比"
                pieces += ["，", joint, name, word, "（", *_signed(ref, self), "）"]
        return say(*pieces)

    def trend(self, figure_id: str) -> Trend:
        """Where a figure went since the period before."""
        now, then = self.figure(figure_id).value, self.figure(f"{figure_id}@{PREVIOUS}").value
        if now is None or then is None:
            return Trend.UNKNOWN
        return Trend.LEVEL if now == then else Trend.UP if now > then else Trend.DOWN

    # Figures of the words' own

    def sum_of(self, figure_id: str, name: str, parts: Sequence[str]) -> str:
        """Derive the sum of some figures; tell its id."""
        first = self.figure(parts[0])
        value = sum(self.value(part) for part in parts)
        return self.derive(figure_id, name, f"{name}：所列各项之和。", first.unit, value, parts)

    def derive(
        self,
        figure_id: str,
        name: str,
        definition: str,
        unit: Unit,
        value: Fraction | int,
        parts: Sequence[str],
    ) -> str:
        """Keep a figure that the words made from others; tell its id."""
        exact = Fraction(value)
        self.derived[figure_id] = FigureValue(
            id=figure_id,
            name=name,
            definition=definition,
            unit=unit,
            value=int(exact) if exact.denominator == 1 else exact,
            shown=shown(exact, unit),
            scope=self.scope,
            as_of=self.as_of,
            parts=tuple(parts),
        )
        return figure_id


def _word(change: Fraction, words: Words, directions: tuple[str, str]) -> str:
    level = words[0]
    if abs(change) <= level[0]:
        return level[1]
    direction = directions[0] if change > 0 else directions[1]
    for limit, word in words[1:]:
        if abs(change) < limit:
            return f"{word}{direction}"
    return f"{STRONGEST}{direction}"


def _signed(ref: FigureRef, telling: Telling) -> tuple[Piece, ...]:
    value = telling.value(ref.figure_id)
    return ("+" if value > 0 else "−" if value < 0 else "", ref)
