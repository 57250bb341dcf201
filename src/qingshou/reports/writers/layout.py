"""What all writers agree on: captions and their numbers, the appendix, the page after the cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qingshou.reports import charts
from qingshou.reports.charts.scales import text_width
from qingshou.reports.document import (
    ActionTable,
    Align,
    Block,
    Cell,
    Chart,
    ChartBlock,
    Column,
    DataTable,
    Definition,
    FigureRef,
    Report,
    Section,
    Source,
    Trend,
)

ONE_PAGE_TITLE = "一页看懂"
CONTENTS_TITLE = "目录"
FINDING_TITLE = "主要发现"
ACTIONS_TITLE = "下一步三件事"
ARROWS = {Trend.UP: "▲", Trend.DOWN: "▼", Trend.LEVEL: "＝", Trend.UNKNOWN: ""}
ACTION_HEADS = ("问题", "措施", "责任岗位", "期限", "预期效果")
BLANK = "—"


@dataclass(frozen=True, slots=True)
class Caption:
    """The line above a table or a chart: its kind, its number, what it says, in which unit."""

    kind: str
    number: int
    text: str
    unit: str = ""

    @property
    def label(self) -> str:
        """The running number as read: 图 3."""
        return f"{self.kind} {self.number}"

    @property
    def with_unit(self) -> str:
        """What it says, with the unit behind it."""
        return f"{self.text}（{self.unit}）" if self.unit else self.text


CaptionedBlock = tuple[Block, Caption | None]


def captioned(report: Report) -> Iterator[tuple[Section, list[CaptionedBlock]]]:
    """Walk all sections, appendix last, and number tables and charts through the report."""
    tables, pictures = 0, 0
    for section in (*report.chapters, *appendix(report)):
        blocks: list[CaptionedBlock] = []
        for block in section.blocks:
            caption = None
            if isinstance(block, DataTable | ActionTable):
                tables += 1
                caption = Caption("表", tables, block.title)
            elif isinstance(block, ChartBlock):
                pictures += 1
                unit = charts.caption_unit(block.chart)
                caption = Caption("图", pictures, block.chart.title, unit)
            blocks.append((block, caption))
        yield section, blocks


def source_line(chart: Chart, note: str = "") -> str:
    """What stands beneath a chart: the day, where the numbers come from, how to read it."""
    line = f"截至 {chart.as_of:%Y-%m-%d}；来源：{chart.source}。"
    return f"{line}{note}" if note else line


def cell_text(cell: Cell) -> str:
    """The words of a cell."""
    if cell is None:
        return BLANK
    return cell.shown if isinstance(cell, FigureRef) else cell


def cover_lines(report: Report) -> list[tuple[str, str]]:
    """What the cover says beneath the title."""
    return [
        ("编制单位", report.company),
        ("报告范围", report.scope_name),
        ("报告期间", report.period_name),
        ("数据截止", f"{report.as_of.year} 年 {report.as_of.month} 月 {report.as_of.day} 日"),
        ("文件编号", report.number),
    ]


def appendix(report: Report) -> tuple[Section, ...]:
    """Definitions and sources as sections of their own, so that writers know only sections."""
    parts = []
    if report.definitions:
        parts.append(("指标定义", _definitions(report.definitions)))
    if report.sources:
        parts.append(("数据来源", _sources(report.sources)))
    return tuple(
        Section("", f"附录{'一二'[at]}　{title}", 1, (table,))
        for at, (title, table) in enumerate(parts)
    )


def chinese(number: int) -> str:
    """Write a chapter's number below twenty in Chinese.

    >>> chinese(6), chinese(12)
    ('六', '十二')
    """
    ones = ("", *"一二三四五六七八九")
    return ones[number] if number < 10 else "十" + ones[number - 10]


def opens_appendix(section: Section, report: Report) -> bool:
    """Whether the section is the first of the appendix, which begins on a new page."""
    return section in appendix(report)[:1]


def _definitions(definitions: tuple[Definition, ...]) -> DataTable:
    left = Align.LEFT
    return DataTable(
        "本报告所用指标",
        (Column("指标", align=left), Column("含义", align=left), Column("算法", align=left)),
        tuple((entry.name, entry.meaning, entry.formula or None) for entry in definitions),
    )


def _sources(sources: tuple[Source, ...]) -> DataTable:
    left = Align.LEFT
    return DataTable(
        "本报告所用数据",
        (
            Column("来源", align=left),
            Column("内容", align=left),
            Column("数据截至", align=Align.CENTER),
            Column("数量", align=Align.RIGHT),
        ),
        tuple(
            (s.name, s.content, f"{s.until:%Y-%m-%d}" if s.until else None, s.extent or None)
            for s in sources
        ),
    )


MOST_CHARACTERS = 48.0  # a line of table text on the page holds about as many
_SMALLER = 1.13  # how many more it holds in the smaller size of a wide table
_LONGEST_ASKED = 24.0


def is_wide(table: DataTable) -> bool:
    """Whether the columns ask for more room than the page has, so that the text is smaller."""
    return sum(_asked(table)) > MOST_CHARACTERS


def widths(table: DataTable) -> list[float]:
    """How much room each column gets, in characters.

    Numbers and days get what they ask for, because they must not break. In a wide table the
    words share what is left: short ones get what they ask for, the long ones the same each.
    """
    asked = _asked(table)
    room = MOST_CHARACTERS * _SMALLER
    if not is_wide(table) or sum(asked) <= room:
        return asked
    fixed = [at for at, column in enumerate(table.columns) if column.align is not Align.LEFT]
    words = sorted(set(range(len(asked))) - set(fixed), key=lambda at: asked[at])
    left = max(room - sum(asked[at] for at in fixed), 4.0 * len(words))
    given = list(asked)
    for done, at in enumerate(words):
        given[at] = min(asked[at], left / (len(words) - done))
        left -= given[at]
    return given


def _asked(table: DataTable) -> list[float]:
    """The longest text of each column, in characters, with the room around it."""
    asked = []
    for at, column in enumerate(table.columns):
        cells = [_length(cell_text(row[at])) for row in table.every_row]
        head = max(_length(column.title), _length(column.unit) * 0.9)
        asked.append(min(max([head, *cells]), _LONGEST_ASKED) + 1.6)
    return asked


def _length(text: str) -> float:
    """Count characters; signs such as · take a whole place between Chinese ones."""
    return text_width(text, 1.0) + 0.45 * text.count("·")
