"""Text forms: lines of columns between separators, in the encoding the bank reads."""

from __future__ import annotations

from pathlib import Path

from qingshou.adapters.bank_files.answers import Reading
from qingshou.adapters.bank_files.content import ReturnUnreadable, decoded
from qingshou.debits.rules.sheets import Outgoing, Returned
from qingshou.debits.rules.templates import Template, cell, filled
from qingshou.kernel.refusals import Refusal

LINE_END = "\r\n"


class TextNotInEncoding(Refusal):
    """A value holds a character the bank's encoding does not have."""

    code = "debits.text-not-in-encoding"

    def __init__(self, *, reference: str, column: str, sign: str, encoding: str) -> None:
        super().__init__(reference=reference, column=column, sign=sign, encoding=encoding)


def write(template: Template, outgoing: Outgoing, target: Path) -> None:
    """Write the batch as lines of text.

    Raises:
        TextTooLong: If a value is longer than its column takes.
        TextNotInEncoding: If a character cannot be written.
    """
    facts = outgoing.facts(template)
    lines = [filled(text, facts) for text in template.ahead]
    if template.titled:
        lines.append(template.separator.join(column.title for column in template.columns))
    lines += [_line(template, outgoing.line_facts(line, template)) for line in outgoing.lines]
    lines += [filled(text, facts) for text in template.behind]
    text = "".join(line + LINE_END for line in lines)
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(text.encode(template.encoding))
    unfinished.replace(target)


def _line(template: Template, facts: dict[str, str]) -> str:
    cells = []
    for column in template.columns:
        text = cell(column, facts, encoding=template.encoding)
        if template.separator.isspace():
            text = "".join(text.split())
        try:
            text.encode(template.encoding)
        except UnicodeEncodeError as error:
            raise TextNotInEncoding(
                reference=facts["reference"],
                column=column.title,
                sign=text[error.start],
                encoding=template.encoding.upper(),
            ) from error
        cells.append(text.replace(template.separator, ""))
    return template.separator.join(cells)


def read(template: Template, path: Path) -> Returned:
    """Read a returned text.

    Raises:
        ReturnUnreadable: If a line has not the template's columns.
        EncodingUnknown: If it is not in the template's encoding.
    """
    reading = Reading(template, path)
    lines = decoded(path, template.encoding).splitlines()
    ahead = len(template.ahead) + (1 if template.titled else 0)
    for number, line in enumerate(lines[ahead:], ahead + 1):
        if not line.strip() or reading.declares(line):
            continue
        row = line.split() if template.separator.isspace() else line.split(template.separator)
        if len(row) != len(template.columns):
            raise ReturnUnreadable(
                file=path.name,
                place=f"第 {number} 行",
                found=f"{len(row)} 列，应为 {len(template.columns)} 列",
            )
        reading.take(row, f"第 {number} 行")
    if template.behind and reading.declared_lines is None and reading.declared_total is None:
        raise ReturnUnreadable(file=path.name, place="末行", found="没有汇总行，文件可能不完整")
    return reading.done()
