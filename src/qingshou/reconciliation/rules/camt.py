"""Lines of an ISO 20022 camt.053 statement, versions 02 to 08, from its elements in order.

An element arrives as (what, name, text, attributes), what being open, leaf or close; namespaces
are gone, so that every version reads alike. Where an element moved between versions both places
are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.banks import kind_of
from qingshou.reconciliation.rules.cells import moment_of
from qingshou.reconciliation.rules.lines import Balances, LineKind, StatementLine
from qingshou.reconciliation.rules.totals import Tally, compare
from qingshou.reconciliation.rules.verdicts import (
    CellUnreadable,
    CurrencyForeign,
    EntryIncomplete,
    NotCamt053,
)

Element = tuple[str, str, str, str]
_GROUPS = ("Ntry", "Bal", "Acct", "TxsSummry")


@dataclass(slots=True)
class Group:
    """The leaves of one part of the document: paths below it, texts, attributes."""

    name: str
    leaves: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)

    def text(self, *path: str) -> str:
        """Give the text of the first leaf whose path ends so, or nothing."""
        for at, text, _ in self.leaves:
            if at[-len(path) :] == path:
                return text
        return ""

    def below(self, *path: str) -> str:
        """Give the text of the leaf at exactly this path."""
        for at, text, _ in self.leaves:
            if at == path:
                return text
        return ""

    def currency(self) -> str:
        """Give the currency of the group's own amount."""
        for at, _, attributes in self.leaves:
            if at == ("Amt",):
                return attributes.removeprefix("Ccy=")
        return ""

    def parts(self, name: str) -> list[Group]:
        """Split off the repeated groups of a name, each with paths below it."""
        found: list[Group] = []
        for at, text, attributes in self.leaves:
            if not at and text == name:
                found.append(Group(name))
            elif name in at and found:
                inner = at[at.index(name) + 1 :]
                found[-1].leaves.append((inner, text, attributes))
        return found


@dataclass(slots=True)
class Document:
    """What a statement says beside its lines."""

    own_account: str = ""
    balances: Balances = field(default_factory=Balances)


def read(file: str, elements: Iterable[Element], document: Document) -> Iterator[StatementLine]:
    """Read the lines; account and balances are put into ``document``, totals are checked.

    Raises:
        NotCamt053: If the document is something else.
        EntryIncomplete, CellUnreadable, CurrencyForeign: If an entry cannot be booked.
        SummaryDiffers: If totals or balances are not what the entries come to.
    """
    tally, number, parts = Tally(), 0, _Parts(file)
    ends: dict[str, Money] = {}
    late = []
    for element in elements:
        group = parts.feed(element)
        if group is None:
            continue
        if group.name == "Ntry":
            number += 1
            yield from _entry(file, number, group, tally)
        elif group.name == "TxsSummry":
            late.append(group)  # it stands before the entries
        else:
            _note(file, group, document, ends)
    if not parts.seen:
        raise NotCamt053(file=file, root="Document")
    for group in late:
        _check_summary(file, group, tally)
    document.balances = _balances(file, ends, tally)


def _note(file: str, group: Group, document: Document, ends: dict[str, Money]) -> None:
    """Keep the account and the balances of the statement."""
    if group.name == "Acct":
        own = group.text("IBAN") or group.text("Othr", "Id")
        document.own_account = document.own_account or own
        return
    kind = group.text("CdOrPrtry", "Cd")
    if kind in ("OPBD", "PRCD", "CLBD"):
        ends["CLBD" if kind == "CLBD" else "OPBD"] = _amount(file, 0, group)


def _balances(file: str, ends: Mapping[str, Money], tally: Tally) -> Balances:
    opening, closing = ends.get("OPBD"), ends.get("CLBD")
    if opening is not None and closing is not None:
        net = tally.sums.get("in", Decimal(0)) - tally.sums.get("out", Decimal(0))
        compare(file, 0, "CLBD", _yuan(closing), _yuan(opening) + net)
    return Balances(opening, closing)


class _Parts:
    """Collects the parts of a statement from its elements, one whole part at a time."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._path: list[str] = []
        self._group: Group | None = None
        self._depth = 0
        self.seen = False

    def feed(self, element: Element) -> Group | None:
        """Take the next element; give a part when it is complete.

        Raises:
            NotCamt053: If the message below the document is another one.
        """
        what, name, text, attributes = element
        if what == "close":
            self._path.pop()
            return self._closed()
        if len(self._path) == 1 and name != "BkToCstmrStmt":
            raise NotCamt053(file=self._file, root=name)
        if self._group is not None:
            below = (*self._path[self._depth + 1 :], name)
            if what == "leaf":
                self._group.leaves.append((below, text, attributes))
            elif name == "TxDtls":
                self._group.leaves.append(((), name, ""))
        elif what == "open" and name in _GROUPS and self._path[-1:] == ["Stmt"]:
            self._group, self._depth, self.seen = Group(name), len(self._path), True
        if what == "open":
            self._path.append(name)
        return None

    def _closed(self) -> Group | None:
        if self._group is None or len(self._path) != self._depth:
            return None
        done, self._group = self._group, None
        return done


def _entry(file: str, number: int, entry: Group, tally: Tally) -> Iterator[StatementLine]:
    status = entry.below("Sts") or entry.below("Sts", "Cd") or entry.below("Sts", "Prtry")
    if status in ("PDNG", "INFO", "FUTR"):
        return
    amount = _amount(file, number, entry)
    if entry.currency() not in ("CNY", "RMB", ""):
        raise CurrencyForeign(file=file, row=number, currency=entry.currency())
    tally.add_money(amount)
    tally.add("row", Decimal(0))
    told = _moment(file, number, entry)
    parts = entry.parts("TxDtls")
    amounts = [part.below("Amt") or part.text("TxAmt", "Amt") for part in parts]
    if len(parts) < 2 or not all(amounts):
        yield _line(number, told, amount, entry, (parts or [entry])[0])
        return
    sign = 1 if amount.fen > 0 else -1
    shares = [sign * _fen(file, number, text) for text in amounts]
    compare(file, number, "TxDtls", _yuan(Money(sum(shares))), _yuan(amount))
    for share, part in zip(shares, parts, strict=True):
        yield _line(number, told, Money(share), entry, part)


def _line(
    number: int, told: tuple[date, str], amount: Money, entry: Group, part: Group
) -> StatementLine:
    side = "Dbtr" if amount.fen > 0 else "Cdtr"
    name = part.text(side, "Nm") or part.text(side, "Pty", "Nm")
    account = part.text(f"{side}Acct", "Id", "IBAN") or part.text(f"{side}Acct", "Id", "Othr", "Id")
    remark = " ".join(
        dict.fromkeys(filter(None, (part.text("Ustrd"), entry.below("AddtlNtryInf"))))
    )
    own = part.text("EndToEndId")
    serial = (
        part.text("Refs", "AcctSvcrRef") or entry.below("AcctSvcrRef") or entry.below("NtryRef")
    )
    day, clock = told
    kind = kind_of(amount, remark, name)
    return StatementLine(
        row_no=number,
        on=day,
        at=clock,
        kind=LineKind.REFUND if entry.below("RvslInd") == "true" and amount.fen < 0 else kind,
        amount=amount,
        serial=serial,
        order_number="" if own in ("NOTPROVIDED", "") else own,
        payer_name=name,
        payer_account=account,
        remark=remark,
    )


def _moment(file: str, number: int, entry: Group) -> tuple[date, str]:
    for path in (("BookgDt", "Dt"), ("BookgDt", "DtTm"), ("ValDt", "Dt"), ("ValDt", "DtTm")):
        text = entry.below(*path)
        if text:
            found = moment_of(text[:19])
            if found is None:
                raise CellUnreadable(
                    file=file, row=number, title="BookgDt", text=text[:40], wanted="DAY"
                )
            return found
    raise EntryIncomplete(file=file, row=number, element="BookgDt")


def _amount(file: str, number: int, group: Group) -> Money:
    side, text = group.below("CdtDbtInd"), group.below("Amt")
    if side not in ("CRDT", "DBIT") or not text:
        raise EntryIncomplete(file=file, row=number, element="Amt" if side else "CdtDbtInd")
    fen = _fen(file, number, text)
    return Money(fen if side == "CRDT" else -fen)


def _fen(file: str, number: int, text: str) -> int:
    try:
        scaled = Decimal(text).scaleb(2)
        if scaled == int(scaled):
            return int(scaled)
    except (InvalidOperation, ValueError, OverflowError):
        pass
    raise CellUnreadable(file=file, row=number, title="Amt", text=text[:40], wanted="AMOUNT")


def _check_summary(file: str, group: Group, tally: Tally) -> None:
    for name, side in (("TtlCdtNtries", "in"), ("TtlDbtNtries", "out"), ("TtlNtries", "row")):
        for leaf, summed in (("NbOfNtries", tally.counts), ("Sum", tally.sums)):
            text = group.below(name, leaf)
            if not text or (side == "row" and leaf == "Sum"):
                continue
            try:
                stated = Decimal(text)
            except InvalidOperation as error:
                raise CellUnreadable(
                    file=file, row=0, title=leaf, text=text[:40], wanted="AMOUNT"
                ) from error
            compare(file, 0, f"{name}/{leaf}", stated, Decimal(summed.get(side, 0)))


def _yuan(amount: Money) -> Decimal:
    return Decimal(amount.fen).scaleb(-2)
