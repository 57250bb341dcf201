"""Let a statement in: read in the cage, checked against itself, copied, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import connection
from django.db import transaction as django_transaction

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.files import cage, wrapping
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.operations.settling import Settled, settle_within
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard, fund_account_for
from qingshou.reconciliation.rules import reading as readings
from qingshou.reconciliation.rules.lines import Break, Source, StatementLine, Sums, summed
from qingshou.reconciliation.rules.reading import Reading, SheetRows

_IDENTITY_BYTES = 20


class StatementAlreadyIn(Refusal):
    """The same file is in; nothing was changed."""

    code = "reconciliation.statement-already-in"

    def __init__(self, *, file: str, earlier: str, on: date, statement_id: int) -> None:
        super().__init__(file=file, earlier=earlier, on=on, statement_id=statement_id)


class StatementOfAnotherAccount(Refusal):
    """The statement names another account than the one it is to be booked on."""

    code = "reconciliation.statement-of-another-account"

    def __init__(self, *, file: str, stated: str, asked: str) -> None:
        super().__init__(file=file, stated=stated, asked=asked)


class StatementAheadOfToday(Refusal):
    """A line lies after today."""

    code = "reconciliation.statement-ahead-of-today"

    def __init__(self, *, file: str, on: date, today: date) -> None:
        super().__init__(file=file, on=on, today=today)


class DayIsClosed(Refusal):
    """A day that the change would touch is closed."""

    code = "reconciliation.day-is-closed"

    def __init__(self, *, on: date, account: str) -> None:
        super().__init__(on=on, account=account)


@dataclass(frozen=True, slots=True)
class Offer:
    """A file to be let in: whose statement, of which account where it does not say itself.

    ``hold`` compares only: unknown money is neither received nor parked. A ``preview`` tells the
    same and leaves nothing behind.
    """

    source: Source
    path: Path
    number: str = ""
    hold: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class LetIn:
    """A statement as let in: its sums, what was known before, where its balance breaks."""

    statement_id: int
    account: FundAccountCard
    layout: str
    first_on: date
    latest_on: date
    sums: Sums
    known: int
    repeats: int
    echoes: int
    opening: Money | None
    closing: Money | None
    breaks: tuple[Break, ...]
    settled: Settled


@transaction
def import_statement(*, community_id: int, offer: Offer, today: date, actor: Actor) -> LetIn:
    """Let a statement in and settle what is certain; tell what became of its lines.

    Lines that an earlier statement told are left out, so overlapping files add nothing twice.

    Raises:
        FileUnreadable: If the file cannot be read at all.
        Refusal: Of ``rules.verdicts``, if a row or a total cannot be trusted.
        FundAccountUnknown: If the community follows no such account.
        StatementAlreadyIn: If the same file is in.
        StatementOfAnotherAccount: If it names another account.
        StatementAheadOfToday: If a line lies after today.
        DayIsClosed: If it tells a new line of a closed day.
    """
    path, source = offer.path, offer.source
    digest = _digest(path)
    reading = _read(path, source)  # before anybody has to wait for it
    hold_community(subject=Subject.STATEMENTS, community_id=community_id)
    account = fund_account_for(
        community_id=community_id, source=source, number=offer.number, stated=reading.own_account
    )
    _refuse_strange(path, reading, account, today)
    _refuse_known(path, digest, source, account)

    sums = summed(reading.lines)
    statement = _record(offer, digest, account, reading, sums, today, actor)
    known = _copy(account, statement.id, reading.lines, source)
    reading.lines.clear()  # a long statement need not be held while it is settled
    _refuse_closed(statement.id, account)
    settled = settle_within(
        community_id=community_id,
        statement_id=statement.id,
        today=today,
        actor=actor,
        hold=offer.hold,
        fresh=True,
    )
    _note(statement, reading.layout, known, actor)
    repeats, echoes = _marked(account.community_id, statement.id)
    if offer.preview:
        django_transaction.set_rollback(True)
    return LetIn(
        statement_id=statement.id,
        account=account,
        layout=reading.layout,
        first_on=statement.first_on,
        latest_on=statement.latest_on,
        sums=sums,
        known=known,
        repeats=repeats,
        echoes=echoes,
        opening=reading.balances.opening,
        closing=reading.balances.closing,
        breaks=reading.balances.breaks,
        settled=settled,
    )


# Reading.


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            digest = sha256()
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except OSError as error:
        raise cage.FileMissing(file=path.name) from error
    return digest.hexdigest()


def _read(path: Path, source: Source) -> Reading:
    with wrapping.unwrapped(path) as files:
        if source is Source.CAMT053:
            with _elements(files[0]) as elements:
                return readings.read_markup(path.name, elements)
        return readings.read(path.name, source, _sheets(files))


@contextmanager
def _elements(file: Path) -> Iterator[Iterator[tuple[str, str, str, str]]]:
    with cage.opened(file, markup=True) as document:
        yield (
            (str(what), str(name), str(text), str(attributes))
            for sheet in document.sheets
            for batch in sheet.batches
            for what, name, text, attributes in batch.rows()
        )


def _sheets(files: Iterable[Path]) -> Iterator[SheetRows]:
    for file in files:
        with cage.opened(file) as workbook:
            for sheet in workbook.sheets:
                if not sheet.hidden:
                    yield SheetRows(sheet.name, map(_numbered, sheet.batches))


def _numbered(batch: cage.Batch) -> list[tuple[int, tuple[cage.Cell, ...]]]:
    return list(enumerate(batch.rows(), batch.first_row + 1))


# What stands against it.


def _refuse_strange(path: Path, reading: Reading, account: FundAccountCard, today: date) -> None:
    if not account.may_be(reading.own_account):
        raise StatementOfAnotherAccount(
            file=path.name, stated=reading.own_account, asked=account.number
        )
    latest = max(line.on for line in reading.lines)
    if latest > today:
        raise StatementAheadOfToday(file=path.name, on=latest, today=today)


def _refuse_known(path: Path, digest: str, source: Source, account: FundAccountCard) -> None:
    earlier = models.Statement.objects.filter(
        community_id=account.community_id,
        fund_account_id=account.fund_account_id,
        source=source.value,
        sha256=digest,
        withdrawn_on__isnull=True,
    ).first()
    if earlier is not None:
        raise StatementAlreadyIn(
            file=path.name,
            earlier=earlier.file_name,
            on=earlier.let_in_on,
            statement_id=earlier.id,
        )


def _refuse_closed(statement_id: int, account: FundAccountCard) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [account.community_id, statement_id])
        found = cursor.fetchone()
    if found:
        raise DayIsClosed(on=found[0], account=account.number)


# Writing.


def _record(
    offer: Offer,
    digest: str,
    account: FundAccountCard,
    reading: Reading,
    sums: Sums,
    today: date,
    actor: Actor,
) -> models.Statement:
    ends = reading.balances
    return models.Statement.objects.create(
        community_id=account.community_id,
        fund_account_id=account.fund_account_id,
        source=offer.source.value,
        layout=reading.layout,
        file_name=offer.path.name,
        sha256=digest,
        first_on=min(line.on for line in reading.lines),
        latest_on=max(line.on for line in reading.lines),
        lines=sums.lines,
        in_fen=sums.money_in.fen,
        out_fen=sums.money_out.fen,
        opening_fen=ends.opening.fen if ends.opening else None,
        closing_fen=ends.closing.fen if ends.closing else None,
        let_in_on=today,
        actor=actor.name,
    )


@transaction_required
def _copy(
    account: FundAccountCard, statement_id: int, lines: Iterable[StatementLine], source: Source
) -> int:
    """Copy the lines in; tell how many were known before."""
    values = {
        "community_id": account.community_id,
        "fund_account_id": account.fund_account_id,
        "statement_id": statement_id,
        "source": source.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        with cursor.cursor.copy(_COPY) as copy:
            for line in lines:
                copy.write_row(_row(line))
        cursor.execute(_LET_IN, values)
        let_in = int(cursor.rowcount)
        cursor.execute(_ECHOES, values)
        cursor.execute("SELECT count(*) FROM reconciliation_incoming")
        (told,) = cursor.fetchone()
    return int(told) - let_in


def _row(line: StatementLine) -> tuple[object, ...]:
    saying = line.saying if line.ordinal == 1 else f"{line.saying} #{line.ordinal}"
    return (
        line.row_no,
        line.on,
        line.at,
        line.kind.value,
        line.amount.fen,
        None if line.balance is None else line.balance.fen,
        line.serial,
        line.order_number,
        line.origin_number,
        line.payer_name,
        line.payer_account,
        line.remark,
        sha256(saying.encode()).digest()[:_IDENTITY_BYTES].hex(),
        line.ordinal > 1 and line.is_known_by_number,
    )


def _marked(community_id: int, statement_id: int) -> tuple[int, int]:
    lines = models.Line.objects.filter(community_id=community_id, statement_id=statement_id)
    return lines.filter(repeats=True).count(), lines.filter(echo=True).count()


def _note(statement: models.Statement, layout: str, known: int, actor: Actor) -> None:
    audit.note(
        actor=actor,
        action="reconciliation.import-statement",
        community_id=statement.community_id,
        subject=f"statement:{statement.id}",
        facts={
            "file": statement.file_name,
            "sha256": statement.sha256,
            "layout": layout,
            "lines": statement.lines,
            "known": known,
            "in": Money(statement.in_fen).yuan,
            "out": Money(statement.out_fen).yuan,
        },
    )


_INCOMING = """
DROP TABLE IF EXISTS pg_temp.reconciliation_incoming;
CREATE TEMP TABLE reconciliation_incoming (
    row_no integer, "on" date, at text, kind text, amount_fen bigint, balance_fen bigint,
    serial text, order_number text, origin_number text, payer_name text, payer_account text,
    remark text, identity text, repeats boolean
) ON COMMIT DROP
"""

_COPY = """
COPY reconciliation_incoming (row_no, "on", at, kind, amount_fen, balance_fen, serial,
    order_number, origin_number, payer_name, payer_account, remark, identity, repeats) FROM STDIN
"""

_LET_IN = """
INSERT INTO reconciliation_line
    (community_id, statement_id, fund_account_id, row_no, "on", at, kind, amount_fen,
     balance_fen, serial, order_number, origin_number, payer_name, payer_account, remark,
     identity, repeats, live, echo)
SELECT %(community_id)s, %(statement_id)s, %(fund_account_id)s, row_no, "on", at, kind,
       amount_fen, balance_fen, serial, order_number, origin_number, payer_name, payer_account,
       remark, identity, repeats, true, false
FROM reconciliation_incoming ORDER BY row_no
ON CONFLICT (community_id, fund_account_id, identity) WHERE live DO NOTHING
"""

_ECHOES = """
UPDATE reconciliation_line line SET echo = true
FROM reconciliation_line told
JOIN reconciliation_statement file
    ON file.community_id = told.community_id AND file.id = told.statement_id
WHERE line.community_id = %(community_id)s AND line.statement_id = %(statement_id)s
  AND line.order_number <> '' AND told.community_id = line.community_id
  AND told.fund_account_id = line.fund_account_id AND told.order_number = line.order_number
  AND told.kind = line.kind AND told.amount_fen = line.amount_fen
  AND told.live AND NOT told.echo AND file.source <> %(source)s
"""

_CLOSED = """
SELECT closed."on" FROM reconciliation_line line
JOIN reconciliation_closedday closed
    ON closed.community_id = line.community_id
    AND closed.fund_account_id = line.fund_account_id AND closed."on" = line."on"
WHERE line.community_id = %s AND line.statement_id = %s AND NOT line.echo
ORDER BY closed."on" LIMIT 1
"""
