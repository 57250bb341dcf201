"""Tells people and programs what became of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.problems import Problem
from qingshou.intake.rules.staging import SheetRead, Staged
from qingshou.interfaces import wording
from qingshou.interfaces.wording import intake as words
from qingshou.interfaces.wording.columns import grouped

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything an answer is made of."""

    kind: str
    staged: Staged
    arrival: Arrival
    problems: tuple[Problem, ...]
    preview: bool
    returned: Path | None


def told(outcome: Outcome) -> str:
    """Write the answer for people: how the file was read, control totals, problems."""
    return "\n".join(
        [
            _headline(outcome),
            *_readings(outcome.staged),
            *_control_totals(outcome),
            *_problem_lines(outcome),
        ]
    )


def _headline(outcome: Outcome) -> str:
    staged = outcome.staged
    what = f"{words.KINDS[outcome.kind]}「{staged.file_name}」"
    if outcome.problems:
        return f"未导入：{what}有 {len(outcome.problems)} 处问题，数据没有任何变动。"
    if outcome.preview:
        return f"预览：{what}核对无误，尚未写入。去掉 --preview 即可导入。"
    return f"已导入：{what}，导入编号 {staged.import_id}。如需撤销：qingshou undo_import {staged.import_id}"


def _readings(staged: Staged) -> Iterator[str]:
    for read in staged.sheets:
        yield (
            f"  工作表「{read.sheet}」：{words.RECORDS[read.record]} {read.rows:,} 行，"
            f"表头在第 {read.header_row} 行{'（按已记住的对应）' if read.remembered else ''}"
        )
        yield f"    列对应：{_mapping(read)}"
        for key, text in read.constants.items():
            yield f"    {words.COLUMNS.get(key, key)}：全部按「{text}」"
        if read.left_aside:
            yield f"    未使用的列：{'、'.join(read.left_aside)}"
    for passed in staged.passed_over:
        yield f"  工作表「{passed.sheet}」：{words.PASSED_OVER[passed.because]}"
    for notice in staged.notices:
        yield f"  {words.NOTICES[notice]}"


def _mapping(read: SheetRead) -> str:
    return "，".join(
        f"{letters} {_pair(read.titles[key] or '（无表头）', words.COLUMNS.get(key, key))}"
        for key, letters in read.columns.items()
    )


def _pair(title: str, meaning: str) -> str:
    """Name a column once if its title says what it is read as."""
    return title if title == meaning else f"{title} → {meaning}"


def _control_totals(outcome: Outcome) -> Iterator[str]:
    staged = outcome.staged
    counts = [f"{words.RECORDS[name]} {rows:,} 行" for name, rows in staged.counts.items()]
    if counts:
        yield f"控制总数（文件）：{'，'.join([*counts, *_sums(staged.totals)])}"
    known = [text for name, value in outcome.arrival.totals.items() if (text := _one(name, value))]
    if known:
        yield f"控制总数（系统）：{'，'.join(known)}"


def _sums(totals: Mapping[str, str]) -> Iterator[str]:
    for name, text in totals.items():
        record, _, key = name.partition(".")
        yield f"{words.RECORDS[record]}·{words.COLUMNS.get(key, key)} {grouped(text)}"


def _one(name: str, value: Any) -> str:
    """Show a figure of the system; what is nothing, and splits, are left to --json."""
    if isinstance(value, Mapping | list | tuple | set) or value in (None, 0):
        return ""
    return f"{words.TOTALS.get(name, name)} {grouped(str(value))}"


def _problem_lines(outcome: Outcome) -> Iterator[str]:
    for problem in outcome.problems[:MOST_SHOWN]:
        yield f"  「{problem.sheet}」{problem.cell}：{sentence_of(problem)}"
    rest = len(outcome.problems) - MOST_SHOWN
    if rest > 0:
        yield f"  … 另有 {rest} 处，见问题工作簿。"
    if outcome.returned:
        yield f"问题工作簿（原表各行，问题单元格带批注）：{outcome.returned}"


def sentence_of(problem: Problem) -> str:
    """Say a problem; one without a sentence is still told, by its code and facts."""
    if problem.code not in wording.sentences():
        facts = "，".join(f"{name}={value}" for name, value in problem.facts.items())
        return f"{problem.code}（{facts}）" if facts else problem.code
    return wording.say(problem.code, dict(problem.facts))


def facts_of(outcome: Outcome) -> dict[str, Any]:
    """Write the answer for programs."""
    staged = outcome.staged
    return {
        "import_id": staged.import_id,
        "kind": outcome.kind,
        "file": staged.file_name,
        "imported": not outcome.problems and not outcome.preview,
        "preview": outcome.preview,
        "counts": dict(staged.counts),
        "totals": dict(staged.totals),
        "arrival": dict(outcome.arrival.totals),
        "sheets": [read.as_json() for read in staged.sheets],
        "passed_over": {passed.sheet: passed.because for passed in staged.passed_over},
        "notices": list(staged.notices),
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row_no,
                "cell": problem.cell,
                "code": problem.code,
                "facts": dict(problem.facts),
                "sentence": sentence_of(problem),
            }
            for problem in outcome.problems
        ],
        "errors_file": str(outcome.returned) if outcome.returned else None,
    }
