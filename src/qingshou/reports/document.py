"""A report as pure values: what it says, which figures it says it with, never how it looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal, Protocol

from qingshou.kernel.period import Period

# --- Figures and the rows behind them -----------------------------------------------------


class Unit(StrEnum):
    """What a number counts, and so how its exact value is kept."""

    YUAN = "YUAN"  # a whole number of fen
    COUNT = "COUNT"  # a whole number of homes, items, contacts
    RATE = "RATE"  # a share of one: 0.817 is 81.7 %
    DAYS = "DAYS"  # days, whole or a fraction (an average)
    POINTS = "POINTS"  # the difference of two rates in percentage points: 2.4 is 2.4 points


@dataclass(frozen=True, slots=True)
class RowsRef:
    """Where a figure's rows are found: figures of one ``group`` and equal columns share a sheet."""

    group: str
    title: str


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One named number of the report.

    ``value`` is exact and in the terms of ``unit``. A figure either has ``rows`` of its own,
    or is made of other figures: a numerator over a denominator, or the ``parts`` that
    ``definition`` names (a difference, a sum). ``value`` is None where the data are missing.
    """

    id: str
    name: str
    definition: str
    unit: Unit
    value: int | Fraction | None
    shown: str
    scope: str
    as_of: date
    numerator_id: str | None = None
    denominator_id: str | None = None
    parts: tuple[str, ...] = ()
    rows: RowsRef | None = None

    @property
    def made_of(self) -> tuple[str, ...]:
        """The ids of the figures this one is computed from, numerator first."""
        ratio = (self.numerator_id, self.denominator_id)
        return tuple(dict.fromkeys([*(id_ for id_ in ratio if id_), *self.parts]))


class CellKind(StrEnum):
    """What one column of rows holds; amounts are whole fen."""

    TEXT = "TEXT"
    DATE = "DATE"
    YUAN = "YUAN"
    COUNT = "COUNT"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One column of the rows behind a figure."""

    title: str
    kind: CellKind = CellKind.TEXT


RowValue = str | int | Fraction | date | None


@dataclass(frozen=True, slots=True)
class RowSet:
    """Exactly the rows that make a figure.

    ``measure`` is the place of the column whose sum is the figure; None means that the
    figure is the number of rows. ``rows`` may be a lazy iterator and is read once.
    """

    columns: tuple[RowColumn, ...]
    rows: Iterable[tuple[RowValue, ...]]
    measure: int | None = None


class RowSource(Protocol):
    """Gives the rows of any figure that has ``rows``, always in the same order."""

    def rows(self, figure_id: str) -> RowSet:
        """List the rows that make the figure."""
        ...


# --- Running text -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words without a figure."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A figure in a sentence or a cell, written as ``shown`` and leading to its rows."""

    figure_id: str
    shown: str
    strong: bool = False


Part = Text | FigureRef
Line = tuple[Part, ...]


# --- Charts -------------------------------------------------------------------------------


class ChartKind(StrEnum):
    """The nine ways a chart is drawn; the comments say what the points mean."""

    BARS = "BARS"  # label, value: sorted by value, the largest on top
    LINE_AGAINST_LAST_YEAR = "LINE_AGAINST_LAST_YEAR"  # label a month; series: THIS_YEAR, LAST_YEAR
    WATERFALL = "WATERFALL"  # label, signed value; ``total`` points stand on the ground
    STACKED_AGING = "STACKED_AGING"  # label a community, series an age band, young to old
    FUNNEL = "FUNNEL"  # label a stage, value how many reached it
    HEAT_MAP = "HEAT_MAP"  # label a month, series a building, value a rate; None is blank
    CONTACTS_AND_PROMISES = "CONTACTS_AND_PROMISES"  # label a channel, series CONTACTS … KEPT
    HISTOGRAM = "HISTOGRAM"  # label a band in its natural order, value how many
    FORECAST_BAND = "FORECAST_BAND"  # label a month; low and high set on what is expected


THIS_YEAR, LAST_YEAR = "今年", "去年同期"
CONTACTS, PROMISES, KEPT = "联系次数", "承诺付款", "兑现承诺"


@dataclass(frozen=True, slots=True)
class Point:
    """One drawn value, exact and in the chart's unit (fen, share of one, count, days)."""

    label: str
    value: int | Fraction | None
    series: str = ""
    low: int | Fraction | None = None
    high: int | Fraction | None = None
    marked: bool = False  # drawn in the accent: the point the title speaks of
    total: bool = False  # a waterfall's standing column


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture that says one thing: its title is the message."""

    kind: ChartKind
    title: str
    unit: Unit
    as_of: date
    source: str
    points: tuple[Point, ...]
    counted: str = ""  # what a COUNT counts, e.g. 户, 次


# --- Blocks -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One idea in prose."""

    parts: Line


@dataclass(frozen=True, slots=True)
class BulletList:
    """Short parallel statements, numbered when their order matters."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Callout:
    """One statement that must not be overlooked, such as data that are missing."""

    title: str
    parts: Line


class Align(StrEnum):
    """How the cells of a column stand."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"
    CENTER = "CENTER"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``unit`` stands in the header (万元, 户, %), never in the cells."""

    title: str
    unit: str = ""
    align: Align = Align.RIGHT


Cell = str | FigureRef | None  # None is shown as a dash: not known


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table whose total, if any, is the sum of the rows shown.

    Raises:
        ValueError: If a row is not as wide as the header.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.every_row:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: {len(row)} cells under {len(self.columns)} heads")

    @property
    def every_row(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, and the total beneath them."""
        return self.rows if self.total is None else (*self.rows, self.total)


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart in its place, with a sentence of reading help where one is needed."""

    chart: Chart
    note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What is done about a problem, by which role, until when, and what it should bring."""

    problem: Line
    measure: Line
    role: str
    due_on: date
    effect: Line


@dataclass(frozen=True, slots=True)
class ActionTable:
    """Problems and their measures, largest amount first."""

    title: str
    actions: tuple[Action, ...]


Block = Paragraph | BulletList | Callout | DataTable | ChartBlock | ActionTable


# --- The whole ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; chapters are a flat run of sections with levels.

    ``number`` is written as read: ``一、`` (level 1), ``3.1`` (level 2), ``3.1.1`` (level 3).
    """

    number: str
    title: str
    level: Literal[1, 2, 3]
    blocks: tuple[Block, ...] = ()

    @property
    def heading(self) -> str:
        """Number and title as one line: 一、内容简述, 1.1 报告背景与目的."""
        return f"{self.number}{'' if self.level == 1 else ' '}{self.title}"


class Trend(StrEnum):
    """Where a figure went since the period before."""

    UP = "UP"
    DOWN = "DOWN"
    LEVEL = "LEVEL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Highlight:
    """One of the five figures of the one-page summary."""

    name: str
    figure: FigureRef
    trend: Trend
    change: Line = ()  # 比二季度提高 2.4 个百分点
    good: bool | None = None  # whether the change is welcome; None where it is neither
    history: tuple[int | Fraction | None, ...] = ()  # the latest periods, oldest first


@dataclass(frozen=True, slots=True)
class OnePage:
    """一页看懂: five figures, the main finding, three actions."""

    highlights: tuple[Highlight, ...]
    finding: Line
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure in the appendix: what it counts and how it is computed."""

    name: str
    meaning: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where data came from, until which day, and how much of it there is."""

    name: str
    content: str
    until: date | None = None
    extent: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report: everything a writer needs, and nothing it has to look up.

    Raises:
        ValueError: If it speaks of a figure that it does not carry.
    """

    title: str
    outline: Literal[1, 2]
    company: str
    scope_name: str
    period: Period
    period_name: str
    as_of: date
    number: str
    figures: Mapping[str, FigureValue]
    one_page: OnePage
    chapters: tuple[Section, ...]
    definitions: tuple[Definition, ...] = ()
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        told = {ref.figure_id for ref in figure_refs(self)}
        made_of = {id_ for figure in self.figures.values() for id_ in figure.made_of}
        unknown = sorted((told | made_of) - self.figures.keys())
        if unknown:
            raise ValueError(f"the report speaks of figures it does not carry: {unknown}")

    @property
    def stem(self) -> str:
        """The file name without its ending."""
        return f"report-{self.outline}"


# --- Walking a report ---------------------------------------------------------------------


def figure_refs(report: Report) -> Iterator[FigureRef]:
    """Every mention of a figure, in reading order, repeated as often as it is mentioned."""
    page = report.one_page
    for highlight in page.highlights:
        yield highlight.figure
        yield from _refs_in(highlight.change)
    yield from _refs_in(page.finding)
    yield from _refs_in_actions(page.actions)
    for section in report.chapters:
        for block in section.blocks:
            yield from _refs_in_block(block)


def figures_in_reach(report: Report) -> list[str]:
    """The ids of all figures mentioned, and of those they are made of, each once."""
    reached: dict[str, None] = {}
    waiting = [ref.figure_id for ref in figure_refs(report)][::-1]
    while waiting:
        figure_id = waiting.pop()
        if figure_id not in reached:
            reached[figure_id] = None
            waiting.extend(reversed(report.figures[figure_id].made_of))
    return list(reached)


def plain(parts: Line) -> str:
    """The words of a line without links."""
    return "".join(part.shown if isinstance(part, FigureRef) else part.text for part in parts)


def charts_of(report: Report) -> list[Chart]:
    """All charts in reading order."""
    return [
        block.chart
        for section in report.chapters
        for block in section.blocks
        if isinstance(block, ChartBlock)
    ]


def _refs_in(parts: Iterable[object]) -> Iterator[FigureRef]:
    return (part for part in parts if isinstance(part, FigureRef))


def _refs_in_actions(actions: Iterable[Action]) -> Iterator[FigureRef]:
    for action in actions:
        yield from _refs_in((*action.problem, *action.measure, *action.effect))


def _refs_in_block(block: Block) -> Iterator[FigureRef]:
    match block:
        case Paragraph(parts) | Callout(_, parts):
            yield from _refs_in(parts)
        case BulletList(items):
            for item in items:
                yield from _refs_in(item)
        case DataTable():
            for row in block.every_row:
                yield from _refs_in(row)
        case ActionTable(_, actions):
            yield from _refs_in_actions(actions)
        case ChartBlock():
            pass
