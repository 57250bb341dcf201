"""Templates of bank files are data: columns and their order, encoding, unit, and what comes back.

A template is a table of plain values (see ``docs/specs/debits.md``); a bank's branch that wants
another file gets another template, not another program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qingshou.debits.rules.reasons import Reason
from qingshou.kernel.refusals import Refusal

FIELDS = frozenset(
    {"name", "number", "amount", "reference", "line", "batch", "document", "bank", "bank_code",
     "day", "count", "total"}
)  # fmt: skip
_WORD = re.compile(r"\{([a-z_]*)\}")


class Form(StrEnum):
    """What kind of file a template writes."""

    SHEET = "SHEET"
    TEXT = "TEXT"
    PAIN008 = "PAIN008"


class Unit(StrEnum):
    """In what amounts are written."""

    YUAN = "YUAN"
    FEN = "FEN"


class Answer(StrEnum):
    """What the bank writes into a column of the file it returns."""

    OUTCOME = "OUTCOME"
    PAID = "PAID"


class TemplateUnusable(Refusal):
    """A template is not written as one; the reason names the place."""

    code = "debits.template-unusable"

    def __init__(self, *, template: str, place: str, found: str) -> None:
        super().__init__(template=template, place=place, found=found)


class TextTooLong(Refusal):
    """A value does not fit into its column of the bank's file."""

    code = "debits.text-too-long"

    def __init__(self, *, reference: str, column: str, length: int, most: int) -> None:
        super().__init__(reference=reference, column=column, length=length, most=most)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what is written, and what the bank answers in it.

    ``value`` is a text in which ``{name}`` and its like stand for facts of the line. ``width``
    pads to so many characters with ``pad``, on the left where ``right`` is true; ``most_bytes``
    is what the bank takes at most. ``answer_at`` is how many leading characters of the returned
    value are the bank's answer, 0 for all of it.
    """

    title: str
    value: str = ""
    width: int = 0
    pad: str = " "
    right: bool = False
    most_bytes: int = 0
    answer: Answer | None = None
    answer_at: int = 0


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects, for forms that say so."""

    name: str = ""
    number: str = ""
    bank_code: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """How a bank's file is written, and how its answer is read."""

    code: str
    title: str
    form: Form
    file: str
    columns: tuple[Column, ...] = ()
    sheet: str = ""
    titled: bool = True
    ahead: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    encoding: str = "utf-8"
    separator: str = " "
    unit: Unit = Unit.YUAN
    paid: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    reasons: Mapping[str, Reason] = ()  # type: ignore[assignment]  # read() always gives a mapping
    creditor: Creditor = Creditor()

    def reason(self, words: str) -> Reason:
        """Tell the reason a bank's words stand for: its code, or a text that holds a known one."""
        exact = self.reasons.get(words)
        if exact is not None:
            return exact
        return next(
            (reason for known, reason in self.reasons.items() if known and known in words),
            Reason.OTHER,
        )


def read(code: str, told: Mapping[str, Any]) -> Template:
    """Read a template from plain values.

    Raises:
        TemplateUnusable: If something is missing, misspelled, or of the wrong kind.
    """
    known = {"title", "form", "file", "column", "sheet", "titled", "ahead", "behind", "encoding",
             "separator", "unit", "paid", "waiting", "reasons", "creditor"}  # fmt: skip
    for name in told.keys() - known:
        raise TemplateUnusable(template=code, place=name, found="不认识的项目")
    for name in ("title", "form", "file"):
        if not isinstance(told.get(name), str):
            raise TemplateUnusable(template=code, place=name, found=str(told.get(name)))
    try:
        template = Template(
            code=code,
            title=told["title"],
            form=Form(told["form"]),
            file=_checked(code, told["file"]),
            columns=tuple(_column(code, one) for one in told.get("column", ())),
            sheet=told.get("sheet", ""),
            titled=told.get("titled", True),
            ahead=_texts(code, told.get("ahead", ())),
            behind=_texts(code, told.get("behind", ())),
            encoding=told.get("encoding", "utf-8"),
            separator=told.get("separator", " "),
            unit=Unit(told.get("unit", "YUAN")),
            paid=tuple(told.get("paid", ())),
            waiting=tuple(told.get("waiting", ())),
            reasons={words: Reason(reason) for words, reason in told.get("reasons", {}).items()},
            creditor=Creditor(**told.get("creditor", {})),
        )
        "".encode(template.encoding)
    except (ValueError, TypeError, LookupError) as error:
        raise TemplateUnusable(template=code, place="—", found=str(error)) from error
    return _whole(template)


def filled(value: str, facts: Mapping[str, str]) -> str:
    """Put the facts of a line into a column's text.

    >>> filled("{batch}代扣", {"batch": "00012"})
    '00012代扣'
    """
    return _WORD.sub(lambda found: facts[found[1]], value)


def cell(column: Column, facts: Mapping[str, str], *, encoding: str) -> str:
    """Write a column of a line: filled, padded, and no longer than the bank takes.

    Raises:
        TextTooLong: If it is longer.
    """
    text = filled(column.value, facts)
    padded = text.rjust(column.width, column.pad) if column.right else text.ljust(
        column.width, column.pad
    )  # fmt: skip
    length = len(padded.encode(encoding, "replace"))
    if column.most_bytes and length > column.most_bytes:
        raise TextTooLong(
            reference=facts.get("reference", "—"),
            column=column.title.split("\n")[0],
            length=length,
            most=column.most_bytes,
        )
    return padded


def _column(code: str, told: Mapping[str, Any]) -> Column:
    answer = Answer(told["answer"]) if "answer" in told else None
    value = _checked(code, told.get("value", ""))
    return Column(**(dict(told) | {"answer": answer, "value": value}))


def _texts(code: str, told: Sequence[str]) -> tuple[str, ...]:
    return tuple(_checked(code, text) for text in told)


def _checked(code: str, text: str) -> str:
    for word in _WORD.findall(text):
        if word not in FIELDS:
            raise TemplateUnusable(template=code, place=f"{{{word}}}", found="没有这个字段")
    return text


def _whole(template: Template) -> Template:
    """Make sure that a file can be told apart from others, and its answer read."""
    if template.form is Form.PAIN008:
        if not template.creditor.name or not template.creditor.number:
            raise TemplateUnusable(template=template.code, place="creditor", found="缺少收款人")
        return template
    needed = {"{number}": "账号", "{amount}": "金额", "{reference}": "行编号"}
    for field, name in needed.items():
        if not any(field in column.value for column in template.columns):
            raise TemplateUnusable(template=template.code, place=field, found=f"没有{name}列")
    if not any(column.answer is Answer.OUTCOME for column in template.columns):
        raise TemplateUnusable(template=template.code, place="answer", found="没有处理结果列")
    if not template.paid:
        raise TemplateUnusable(template=template.code, place="paid", found="没有成功代码")
    return template
