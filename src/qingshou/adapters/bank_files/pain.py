"""ISO 20022: a direct debit initiation (pain.008.001.02) out, a status report (pain.002) in."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import xmlschema
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qingshou.adapters.bank_files.content import ReturnUnreadable, amount_of, content, digest
from qingshou.debits.rules.batches import batch_of, reference
from qingshou.debits.rules.sheets import AnsweredLine, Outgoing, Returned, Wanted
from qingshou.debits.rules.templates import Template, TemplateUnusable, Unit
from qingshou.kernel.money import ZERO, Money

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"
STATUS = "urn:iso:std:iso:20022:tech:xsd:pain.002.001."
CURRENCY = "CNY"


def write(template: Template, outgoing: Outgoing, target: Path) -> None:
    """Write the batch as one payment information block, valid against its schema.

    Raises:
        TemplateUnusable: If what the template or a mandate says does not fit the schema.
    """
    document = Tree.Element("Document", xmlns=NAMESPACE)
    initiation = Tree.SubElement(document, "CstmrDrctDbtInitn")
    _head(Tree.SubElement(initiation, "GrpHdr"), template, outgoing)
    _block(Tree.SubElement(initiation, "PmtInf"), template, outgoing)
    Tree.indent(document)
    raw = Tree.tostring(document, encoding="utf-8", xml_declaration=True)
    error = next(iter(schema().iter_errors(raw.decode())), None)
    if error is not None:
        raise TemplateUnusable(
            template=template.code, place=str(error.path), found=str(error.reason)
        )
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(raw)
    unfinished.replace(target)


@cache
def schema() -> xmlschema.XMLSchema:
    """Compile the schema of what we write, once."""
    with as_file(files("sepaxml") / "schemas" / "pain.008.001.02.xsd") as path:
        return xmlschema.XMLSchema(path)


def _head(head: Any, template: Template, outgoing: Outgoing) -> None:
    _add(head, "MsgId", message_id(outgoing.batch))
    _add(head, "CreDtTm", f"{outgoing.on.isoformat()}T00:00:00")
    _sums(head, outgoing)
    _add(head, "InitgPty/Nm", template.creditor.name)


def _sums(parent: Any, outgoing: Outgoing) -> None:
    _add(parent, "NbOfTxs", str(len(outgoing.lines)))
    _add(parent, "CtrlSum", outgoing.total.yuan)


def _block(block: Any, template: Template, outgoing: Outgoing) -> None:
    _add(block, "PmtInfId", message_id(outgoing.batch))
    _add(block, "PmtMtd", "DD")
    _sums(block, outgoing)
    _add(block, "ReqdColltnDt", outgoing.on.isoformat())
    _add(block, "Cdtr/Nm", template.creditor.name)
    _add(block, "CdtrAcct/Id/Othr/Id", template.creditor.number)
    _agent(block, "CdtrAgt", template.creditor.bank_code, "")
    for line in outgoing.lines:
        _debit(Tree.SubElement(block, "DrctDbtTxInf"), outgoing.batch, line)


def _debit(debit: Any, batch: int, line: Wanted) -> None:
    _add(debit, "PmtId/EndToEndId", reference(batch, line.line))
    _add(debit, "InstdAmt", line.amount.yuan).set("Ccy", CURRENCY)
    mandate = Tree.SubElement(Tree.SubElement(debit, "DrctDbtTx"), "MndtRltdInf")
    _add(mandate, "MndtId", line.document)
    _add(mandate, "DtOfSgntr", line.signed_on.isoformat())
    _agent(debit, "DbtrAgt", line.bank_code, line.bank)
    _add(debit, "Dbtr/Nm", line.name)
    _add(debit, "DbtrAcct/Id/Othr/Id", line.number)


def _agent(parent: Any, tag: str, bank_code: str, name: str) -> None:
    agent = Tree.SubElement(Tree.SubElement(parent, tag), "FinInstnId")
    if bank_code:
        _add(agent, "ClrSysMmbId/MmbId", bank_code)
    elif name:
        _add(agent, "Nm", name)
    else:
        _add(agent, "Othr/Id", "NOTPROVIDED")


def _add(parent: Any, path: str, text: str) -> Any:
    """Add the elements of a path, the innermost with a text."""
    for tag in path.split("/"):
        parent = Tree.SubElement(parent, tag)
    parent.text = text
    return parent


def message_id(batch: int) -> str:
    """Name the message of a batch.

    >>> message_id(12)
    'DEBIT-00012'
    """
    return f"DEBIT-{batch:05d}"


def read(template: Template, path: Path) -> Returned:
    """Read a status report.

    Raises:
        ReturnUnreadable: If it is none, or a transaction in it has no known status.
    """
    report = _report(path)
    told = _text(report, "OrgnlGrpInfAndSts/OrgnlCtrlSum")
    count = _text(report, "OrgnlGrpInfAndSts/OrgnlNbOfTxs")
    lines: list[AnsweredLine] = []
    waiting = []
    for status in report.iter(f"{_space(report)}TxInfAndSts"):
        line = _answered(template, status, path)
        if line is None:
            waiting.append(_amount(status, path))
        else:
            lines.append(line)
    return Returned(
        name=path.name,
        digest=digest(path),
        lines=tuple(lines),
        waiting=len(waiting),
        waiting_total=Money(sum(amount.fen for amount in waiting)),
        original_lines=int(count) if count.isdigit() else None,
        original_total=_money(told, path) if told else None,
    )


def _report(path: Path) -> Any:
    try:
        root = fromstring(content(path), forbid_dtd=True)
    except (DefusedXmlException, Tree.ParseError) as error:
        raise ReturnUnreadable(file=path.name, place="XML", found=str(error)) from error
    space = _space(root)
    if not space.startswith("{" + STATUS):
        raise ReturnUnreadable(file=path.name, place="xmlns", found=space.strip("{}") or "空")
    found = root.find(f"{space}CstmrPmtStsRpt")
    if found is None:
        raise ReturnUnreadable(file=path.name, place="CstmrPmtStsRpt", found="没有回执内容")
    return found


def _answered(template: Template, status: Any, path: Path) -> AnsweredLine | None:
    written = _text(status, "OrgnlEndToEndId")
    if batch_of(written) is None:
        raise ReturnUnreadable(file=path.name, place="OrgnlEndToEndId", found=written or "空")
    code = _text(status, "TxSts")
    if code in template.waiting:
        return None
    amount = _amount(status, path)
    if code in template.paid:
        return AnsweredLine(written, amount, amount, None, code)
    if code != "RJCT":
        raise ReturnUnreadable(file=path.name, place=f"{written} TxSts", found=code or "空")
    words = _text(status, "StsRsnInf/Rsn/Cd") or _text(status, "StsRsnInf/AddtlInf")
    return AnsweredLine(written, amount, ZERO, template.reason(words), words)


def _amount(status: Any, path: Path) -> Money:
    space = _space(status)
    found = status.find(f"{space}OrgnlTxRef/{space}Amt/{space}InstdAmt")
    currency = CURRENCY if found is None else found.get("Ccy", CURRENCY)
    if currency != CURRENCY:
        raise ReturnUnreadable(file=path.name, place="InstdAmt Ccy", found=currency)
    return _money(_text(status, "OrgnlTxRef/Amt/InstdAmt"), path)


def _money(text: str, path: Path) -> Money:
    return amount_of(text, Unit.YUAN, file=path.name, place="InstdAmt")


def _space(element: Any) -> str:
    return element.tag.partition("}")[0] + "}" if element.tag.startswith("{") else ""


def _text(element: Any, path: str) -> str:
    space = _space(element)
    found = element.find("/".join(f"{space}{tag}" for tag in path.split("/")))
    return "" if found is None or found.text is None else found.text.strip()
