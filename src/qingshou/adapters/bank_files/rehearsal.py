"""A bank for rehearsals: reads our file and answers it in the same form, by seeded outcomes.

It knows nothing but the file, as the bank does: whatever it answers was in the file.
"""

from __future__ import annotations

import random
from pathlib import Path
from xml.etree import ElementTree as Tree

from defusedxml.ElementTree import fromstring

from qingshou.adapters.bank_files import pain, texts
from qingshou.adapters.bank_files.content import content, decoded, told
from qingshou.debits.rules.templates import Answer, Form, Template
from qingshou.platform.files import cage
from qingshou.platform.files.spreadsheet import Cell, Column, SheetOut, write_workbook

PAID_IN_TEN = 7


def answer(template: Template, path: Path, *, seed: int, folder: Path) -> Path:
    """Answer a file: seven lines in ten are debited, the others fail for the template's reasons."""
    target = folder / f"回盘-{path.name}"
    outcomes = _Outcomes(template, seed)
    writers = {Form.SHEET: _sheet, Form.TEXT: _text, Form.PAIN008: _status}
    writers[template.form](template, path, outcomes, target)
    return target


class _Outcomes:
    """Draws the outcome of one line after another."""

    def __init__(self, template: Template, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - a rehearsal repeats, it guards nothing
        self._paid, self._failing = template.paid[0], sorted(template.reasons)

    def draw(self) -> tuple[bool, str]:
        """Tell whether the line is debited, and the bank's words."""
        if self._dice.randrange(10) < PAID_IN_TEN:
            return True, self._paid
        return False, self._dice.choice(self._failing)


def _sheet(template: Template, path: Path, outcomes: _Outcomes, target: Path) -> None:
    titles = [column.title for column in template.columns]
    amount_at = next(at for at, one in enumerate(template.columns) if "{amount}" in one.value)
    reference_at = next(at for at, one in enumerate(template.columns) if "{reference}" in one.value)
    rows: list[list[Cell]] = []
    with cage.opened(path) as book:
        sheet = next(iter(book.sheets))
        found = [[told(cell) for cell in row] for batch in sheet.batches for row in batch.rows()]
    for row in found[1:]:
        if row[reference_at]:
            paid, words = outcomes.draw()
            rows.append(_filled(template, row, row[amount_at] if paid else "0.00", words))
    columns = [Column(title) for title in titles]
    write_workbook(target, [SheetOut(template.sheet or "代扣", columns, rows)])


def _filled(template: Template, row: list[str], paid: str, words: str) -> list[Cell]:
    answers = {Answer.PAID: paid, Answer.OUTCOME: words}
    return [
        answers[column.answer] if column.answer else cell
        for column, cell in zip(template.columns, row, strict=True)
    ]


def _text(template: Template, path: Path, outcomes: _Outcomes, target: Path) -> None:
    lines = decoded(path, template.encoding).splitlines()
    ahead, behind = len(template.ahead) + int(template.titled), len(template.behind)
    middle = lines[ahead : len(lines) - behind]
    answered = [_answered_text(template, line, outcomes.draw()[1]) for line in middle]
    whole = [*lines[:ahead], *answered, *lines[len(lines) - behind :]]
    target.write_bytes("".join(line + texts.LINE_END for line in whole).encode(template.encoding))


def _answered_text(template: Template, line: str, words: str) -> str:
    cells = line.split(template.separator)
    for at, column in enumerate(template.columns):
        if column.answer is Answer.OUTCOME:
            cells[at] = words + cells[at] if column.answer_at else words
    return template.separator.join(cells)


def _status(template: Template, path: Path, outcomes: _Outcomes, target: Path) -> None:
    sent = fromstring(content(path), forbid_dtd=True)
    space = f"{{{pain.NAMESPACE}}}"
    head = f"{space}CstmrDrctDbtInitn/{space}GrpHdr/{space}"
    document = Tree.Element("Document", xmlns=f"{pain.STATUS}03")
    report = Tree.SubElement(document, "CstmrPmtStsRpt")
    message = sent.findtext(f"{head}MsgId")
    _put(report, {"GrpHdr/MsgId": f"ST-{message}"})
    _put(
        report,
        {
            "OrgnlGrpInfAndSts/OrgnlMsgId": message,
            "OrgnlGrpInfAndSts/OrgnlMsgNmId": "pain.008.001.02",
            "OrgnlGrpInfAndSts/OrgnlNbOfTxs": sent.findtext(f"{head}NbOfTxs"),
            "OrgnlGrpInfAndSts/OrgnlCtrlSum": sent.findtext(f"{head}CtrlSum"),
        },
    )
    block = Tree.SubElement(report, "OrgnlPmtInfAndSts")
    _put(block, {"OrgnlPmtInfId": message})
    for debit in sent.iter(f"{space}DrctDbtTxInf"):
        paid, words = outcomes.draw()
        status = Tree.SubElement(block, "TxInfAndSts")
        written = debit.findtext(f"{space}PmtId/{space}EndToEndId")
        _put(status, {"OrgnlEndToEndId": written, "TxSts": words if paid else "RJCT"})
        if not paid:
            _put(status, {"StsRsnInf/Rsn/Cd": words})
        _put(status, {"OrgnlTxRef/Amt/InstdAmt": debit.findtext(f"{space}InstdAmt")})
    Tree.indent(document)
    target.write_bytes(Tree.tostring(document, encoding="utf-8", xml_declaration=True))


def _put(parent: Tree.Element, told_texts: dict[str, str | None]) -> None:
    """Add elements by their paths, sharing the parents they have in common."""
    for path, text in told_texts.items():
        element = parent
        *between, last = path.split("/")
        for tag in between:
            found = element.find(tag)
            element = Tree.SubElement(element, tag) if found is None else found
        Tree.SubElement(element, last).text = text
