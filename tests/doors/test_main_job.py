"""The main job, end to end: a company's own workbooks in, both reports out, and the books proven."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.contexts.ledger.book import rows
from tests.doors.conftest import Sample

from qingshou.interfaces.commands.demo.doors import through
from qingshou.interfaces.commands.demo.journey import (
    CLOSED_MONTH,
    RECONCILED_DAYS,
    REPORT_DAY,
    TODAY,
)
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.reports import summary
from qingshou.reports.document import Report, Unit, figure_refs, plain
from qingshou.reports.figures import Figures, Scope

CLOSED_DAY = RECONCILED_DAYS[0].isoformat()
QUARTER = Period.named("2026Q3")
SECTIONS = {1: 38, 2: 32}
UNLAWFUL = re.compile(r"罚款|黑名单|驱逐|停水催|断电催|曝光|强制催收|滞纳金")
ALLOWED = re.compile(r"不对业主罚款|不另收滞纳金")


def counted(scope: str = "company", period: Period = QUARTER) -> Figures:
    return summary.count(scope=Scope.named(scope), period=period, as_of=period.latest_day)


def words_of(report: Report) -> str:
    return "\n".join(words(block) for section in report.chapters for block in section.blocks)


def words(block: object) -> str:
    text = [getattr(block, "title", ""), getattr(block, "note", "")]
    lines = [getattr(block, "parts", ()), *getattr(block, "items", ())]
    for action in getattr(block, "actions", ()):
        lines += [action.problem, action.measure, action.effect]
    for row in getattr(block, "rows", ()):
        text += [str(getattr(cell, "shown", cell) or "") for cell in row]
    return "\n".join([*text, *(plain(line) for line in lines)])


def test_the_books_prove_themselves_and_an_independent_book_keeper_agrees(
    sample: Sample, folder: Path
) -> None:
    proof = through("check_ledger")
    assert proof.get("breaks", proof.get("sound")) in ([], True, 0), proof
    ledger = folder / "ledger.beancount"
    through("export_ledger", "--format", "beancount", "--out", str(ledger))
    bean_check = Path(sys.executable).with_name("bean-check")
    checked = subprocess.run([bean_check, ledger], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr[:2000]


def test_a_second_walk_finds_everything_and_doubles_nothing(sample: Sample) -> None:
    before = through("aging", "--as-of", REPORT_DAY.isoformat())
    sample.journey.walk(sample.written)
    assert through("aging", "--as-of", REPORT_DAY.isoformat()) == before


def test_every_channel_agrees_to_the_fen_and_the_month_closes(
    copy: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGSHOU_TODAY", TODAY.isoformat())
    papers = copy.journey.use_every_channel()
    sheets = copy.journey.reconcile(copy.written)
    assert {path.name[:2] for path in papers["desk"]} == {"班次", "收据", "批量"}
    assert len(papers["debits"]) == 6
    assert {path.name[:2] for path in sheets} == {"对账", "月结"}
    assert through("check_ledger")["sound"]
    assert rows("SELECT sum(amount_fen)::bigint FROM ledger_posting") == [(0,)]

    for code in ("YSL", "CHY", "JCG"):
        day_sheet = through("reconcile", "--community", code, "--date", CLOSED_DAY)
        told = {(one["closed"], one["unexplained"]) for one in day_sheet["accounts"]}
        assert told == {(True, "0.00")}, code
        [month] = through("close_month", "--community", code, "--period", CLOSED_MONTH)["months"]
        assert month["closed"], (code, month["points"])
    _agree_with_the_bank("CHY")
    _agree_with_the_drawer("YSL")

    before = _amounts()
    copy.journey.use_every_channel()
    copy.journey.reconcile(copy.written)
    assert _amounts() == before


def _agree_with_the_bank(code: str) -> None:
    """What the bank's answers say was debited is what receipts of those debits say."""
    batches = through("debit", "list", "--community", code)["batches"]
    assert [one["state"] for one in batches] == ["RETURNED"] * 3
    paid = sum(Money.from_yuan(one["paid"]).fen for one in batches)
    received = rows(
        "SELECT sum(amount_fen)::bigint FROM payments_tender"
        " WHERE channel = 'DEBIT' AND outside_number <> ''"
    )
    assert received == [(paid,)] and paid > 0


def _agree_with_the_drawer(code: str) -> None:
    """Both drawers held what the books expect; the second lacked the yuan that was explained."""
    lacking = []
    for login in ("cashier01", "cashier02"):
        shift = through("shift", "show", "--community", code, "--as", login)
        [cash] = [line for line in shift["lines"] if line["channel"] == "CASH"]
        lacking.append((Money.from_yuan(cash["expected"]) - Money.from_yuan(cash["counted"])).fen)
        moved = [Money.from_yuan(cash[each]).fen for each in ("received", "returned", "moved")]
        float_fen = Money.from_yuan(shift["float"]).fen
        assert Money.from_yuan(cash["expected"]).fen == float_fen + moved[0] - moved[1] + moved[2]
    assert lacking == [0, 100]


def _amounts() -> list[object]:
    tables = ("ledger_posting", "ledger_settlement", "payments_tender", "approvals_request",
              "debits_outcome", "invoices_request")  # fmt: skip
    return [rows(f"SELECT count(*), sum(id)::bigint FROM {table}") for table in tables]


@pytest.mark.parametrize("outline", [1, 2])
def test_no_section_is_empty_and_no_blank_is_left(sample: Sample, outline: summary.Outline) -> None:
    report = summary.word(counted(), outline=outline)
    assert len(report.chapters) == SECTIONS[outline]
    empty = [section.heading for section in report.chapters if not section.blocks]
    assert empty == []
    text = words_of(report)
    assert not re.search(r"XX|None|nan|\{\w*\}", text)


@pytest.mark.parametrize("outline", [1, 2])
def test_nothing_unlawful_is_proposed_and_nobody_is_named(
    sample: Sample, outline: summary.Outline
) -> None:
    text = words_of(summary.word(counted(), outline=outline))
    assert UNLAWFUL.findall(ALLOWED.sub("", text)) == []
    assert "示例业主" not in text and "示例租户" not in text
    assert not re.search(r"\d-\d+-\d{3,4}", text), "a room stands in the text"


@pytest.mark.parametrize("scope", ["company", "YSL", "东区=CHY,JCG"])
def test_derived_figures_follow_from_their_parts(sample: Sample, scope: str) -> None:
    report = summary.word(counted(scope), outline=1)
    for figure in report.figures.values():
        if figure.unit is Unit.POINTS and len(figure.parts) == 2 and figure.value is not None:
            now, then = (Fraction(report.figures[part].value or 0) for part in figure.parts)
            assert figure.value == (now - then) * 100
        if figure.numerator_id and figure.unit is Unit.RATE and figure.value is not None:
            above = Fraction(report.figures[figure.numerator_id].value or 0)
            below = Fraction(report.figures[figure.denominator_id or ""].value or 0)
            assert figure.value == above / below


def test_every_number_in_a_sentence_is_shown_as_its_figure_says(sample: Sample) -> None:
    report = summary.word(counted(), outline=1)
    for ref in figure_refs(report):
        figure = report.figures[ref.figure_id]
        if figure.unit is Unit.COUNT and figure.value is not None:
            digits = re.sub(r"[^\d.]", "", ref.shown)
            assert abs(Fraction(digits) - abs(Fraction(figure.value))) <= Fraction(1, 20), ref


@pytest.mark.parametrize("period", ["2026-09", "2026Q3", "2026H1", "2025"])
def test_other_periods_and_scopes_tie_and_are_worded(sample: Sample, period: str) -> None:
    figures = counted("YSL", Period.named(period))
    for outline in (1, 2):
        report = summary.word(figures, outline=outline)  # type: ignore[arg-type]
        assert all(section.blocks for section in report.chapters)
    figures.close()


def test_two_communities_get_different_words(sample: Sample) -> None:
    first, second = (
        set(re.sub(r"[\d.,]+", "#", words_of(summary.word(counted(code), outline=1))).splitlines())
        for code in ("YSL", "CHY")
    )
    told = {line for line in first if "#" in line and re.search(r"[\u4e00-\u9fff]{4}", line)}
    assert len(told - second) > len(told) // 3, "only the digits differ"


def test_two_runs_over_the_same_books_are_equal_to_the_byte(sample: Sample, folder: Path) -> None:
    def made(name: str) -> dict[str, bytes]:
        files = summary.make(
            scope=Scope.named("CHY"),
            period=QUARTER,
            as_of=date(2026, 9, 30),
            outlines=[1],
            out=folder / name,
            formats=("docx", "pdf", "html", "xlsx"),
        )
        return {path.name: path.read_bytes() for path in files}

    assert made("one") == made("two")


def test_a_quote_needs_no_database() -> None:
    asked = {
        "area_m2": "89.37",
        "price_per_m2_month": "2.35",
        "from": "2026-01-01",
        "until": "2026-04-01",
        "proration": "ACTUAL_MONTH",
        "rounding": [{"unit": "FEN", "stage": "MONTH"}],
    }
    answer = subprocess.run(
        [Path(sys.executable).with_name("qingshou"), "quote_charge"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env={"QINGSHOU_VAR": "/nowhere"},
    )
    assert json.loads(answer.stdout)["amount"] == "630.06"
