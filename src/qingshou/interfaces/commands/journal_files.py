"""The journal as a table: one CSV file or one workbook with a sheet for each community."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.wording.ledger import SOURCES
from qingshou.interfaces.wording.months import CHART
from qingshou.kernel.money import Money, total
from qingshou.ledger import queries as ledger
from qingshou.platform.files.spreadsheet import (
    Cell,
    Column,
    Kind,
    SheetOut,
    write_csv,
    write_workbook,
)

_COLUMNS = [
    Column("小区", width=12),
    Column("日期", Kind.DATE, width=12),
    Column("凭证", width=12),
    Column("来源", width=10),
    Column("单据", width=26),
    Column("摘要", width=22),
    Column("科目", width=10),
    Column("科目名称", width=22),
    Column("收费项目", width=14),
    Column("所属月份", width=10),
    Column("借方", Kind.AMOUNT, width=15),
    Column("贷方", Kind.AMOUNT, width=15),
]


def write_journal_csv(path: Path, cards: Sequence[CommunityCard], kinds: Mapping[str, str]) -> Path:
    """Write all postings of communities below each other, and the sums at the end."""

    def rows() -> Iterator[Sequence[Cell]]:
        for card in cards:
            yield from _rows(card, kinds)
        sums = [ledger.posted_totals(community_id=card.community_id) for card in cards]
        yield _totals(total(debit for debit, _ in sums), total(credit for _, credit in sums))

    return write_csv(path, [column.title for column in _COLUMNS], rows())


def write_journal_workbook(
    path: Path, cards: Sequence[CommunityCard], kinds: Mapping[str, str]
) -> Path:
    """Write the postings of each community on a sheet of its own, with its sums.

    Raises:
        TooManyRows: If a community has more postings than a sheet has rows; use CSV.
    """
    return write_workbook(
        path,
        [
            SheetOut(
                card.name,
                columns=_COLUMNS,
                rows=_rows(card, kinds),
                totals=_totals(*ledger.posted_totals(community_id=card.community_id)),
                title=f"{card.name} 分录账",
                notes=["单位：元。借方合计等于贷方合计。"],
            )
            for card in cards
        ],
    )


def _rows(card: CommunityCard, kinds: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    for line in ledger.postings(community_id=card.community_id):
        yield [
            card.code,
            line.on,
            str(line.entry_id),
            SOURCES[line.source],
            line.source_ref,
            line.memo,
            line.code,
            CHART[line.code],
            kinds.get(line.kind, line.kind),
            f"{line.month:%Y-%m}" if line.month else "",
            line.debit if line.debit else None,
            line.credit if line.credit else None,
        ]


def _totals(debit: Money, credit: Money) -> list[Cell]:
    return ["合计", *[""] * (len(_COLUMNS) - 3), debit, credit]
