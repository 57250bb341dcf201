"""A company's sheet of penalty terms arrives: every line is a version of a community's clause.

A line says from which day, for which charge kind, at which rate. Versions are entered from the
earliest on; what the ledger would refuse is a problem of its line, and so is a rate beyond what
is usual. Any problem refuses the whole file. A version that was entered stands: the next one
ends it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction as django_transaction

from qingshou.billing import operations as billing
from qingshou.billing import queries
from qingshou.billing.rules.lpr import Term
from qingshou.billing.rules.penalties import Cap, Clause, Daily, LoanPrimeRate, Monthly, Rule, Stage
from qingshou.billing.rules.penalty_bounds import MOST_USUAL, is_unusual
from qingshou.billing.rules.penalty_quotes import MOST_GRACE_DAYS, Kind
from qingshou.billing.rules.penalty_terms import ALL_KINDS, Terms
from qingshou.estate import queries as estate
from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.problems import Problem
from qingshou.kernel.money import RoundingUnit
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.processes.rows_find_accounts import NothingKept, rows
from qingshou.tariffs.rules.forms import decimal_text
from qingshou.tariffs.rules.rounding import Step

ALL = ("全部", "所有", "全部收费项目", "所有收费项目", "全部项目", "不限")
COLUMNS = {"billing.terms-reach-back": "from", "billing.terms-of-unknown-kind": "kind"}
"""Which column of a line is wrong when the ledger refuses it."""


class ImportedTermsStand(Refusal):
    """Versions of penalty terms are not taken back; the next version ends them."""

    code = "billing.imported-terms-stand"

    def __init__(self, *, import_id: int, versions: int) -> None:
        super().__init__(import_id=import_id, versions=versions)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet, with the community it is of, if one is known."""

    sheet: str
    row_no: int
    cells: dict[str, str]
    community_id: int | None

    @property
    def order(self) -> tuple[int, str, str, int]:
        """Versions of a community and kind, the earliest first."""
        return (self.community_id or 0, self.kind, self.cells.get("from", ""), self.row_no)

    @property
    def kind(self) -> str:
        """The charge kind's code; blank where all are meant."""
        all_are_meant = self.cells.get("kind_name", "") in ALL
        return ALL_KINDS if all_are_meant else self.cells.get("kind", ALL_KINDS)

    def problem(self, column: str, code: str, **facts: Any) -> Problem:
        """Say what stands against this line."""
        return Problem(self.sheet, self.row_no, column, code, facts)


class _Unfit(Exception):  # noqa: N818 - carries what stands against a line
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def arrive(*, import_id: int, actor: Actor, today: date, preview: bool) -> Arrival:
    """Enter the versions of an import, or tell what stands against them.

    A preview, or a problem, leaves nothing behind; the totals tell what would have been.
    """
    try:
        return _arrive(import_id=import_id, actor=actor, preview=preview)
    except NothingKept as nothing:
        return nothing.arrival


@transaction
def withdraw(*, import_id: int, actor: Actor, today: date) -> Arrival:
    """Close an import that entered nothing; what was entered is not taken back.

    Raises:
        ImportedTermsStand: If it entered versions.
    """
    versions = queries.imported_terms(import_id=import_id)
    if versions:
        raise ImportedTermsStand(import_id=import_id, versions=versions)
    return Arrival(totals={"versions": 0})


@transaction
def _arrive(*, import_id: int, actor: Actor, preview: bool) -> Arrival:
    lines = _lines(import_id)
    told = [_enter(line, import_id, actor) for line in sorted(lines, key=lambda line: line.order)]
    problems = tuple(sorted(filter(None, told), key=lambda one: (one.sheet, one.row_no)))
    totals: dict[str, Any] = {
        "versions": len(lines) - len(problems),
        "communities": len({line.community_id for line in lines if line.community_id}),
    }
    if problems or preview:
        raise NothingKept(Arrival(totals, problems))
    audit.note(
        actor=actor, action="billing.terms-arrive", subject=f"import:{import_id}", facts=totals
    )
    return Arrival(totals)


def _lines(import_id: int) -> list[_Line]:
    cards = estate.communities()
    known = {name: card.community_id for card in cards for name in (card.name, card.code)}
    alone = cards[0].community_id if len(cards) == 1 else None
    lines = []
    for sheet, row_no, text in rows(_STAGED, {"import_id": import_id}):
        cells = json.loads(text)
        of = known.get(cells["community"]) if "community" in cells else alone
        lines.append(_Line(sheet, row_no, cells, of))
    return lines


def _enter(line: _Line, import_id: int, actor: Actor) -> Problem | None:
    """Enter one version; tell what stands against it."""
    try:
        if line.community_id is None:
            community = line.cells.get("community", "")
            return line.problem("community", "payments.community-unknown", text=community)
        with django_transaction.atomic():
            billing.enter_penalty_terms_within(
                community_id=line.community_id,
                terms=_terms(line),
                actor=actor,
                import_id=import_id,
            )
    except _Unfit as unfit:
        return unfit.problem
    except Refusal as refusal:
        facts = {name: str(value) for name, value in refusal.facts.items()}
        return line.problem(COLUMNS.get(refusal.code, ""), refusal.code, **facts)
    return None


def _terms(line: _Line) -> Terms:
    cells = line.cells
    clause = Clause(
        rule=_rule(line),
        grace_days=_grace_days(line),
        cap=Cap(cells.get("cap", Cap.PRINCIPAL.value)),
        rounding=(Step(RoundingUnit.FEN, Stage.ITEM),),
    )
    return Terms(date.fromisoformat(cells["from"]), clause, line.kind, cells.get("document", ""))


def _rule(line: _Line) -> Rule:
    way, *rest = line.cells["rate"].split(":")
    told = line.cells.get("way", "")
    if way and told and way != told:
        raise _Unfit(line.problem("way", "billing.penalty-ways-differ", rate=way, way=told))
    if not way and not told:
        raise _Unfit(line.problem("rate", "billing.penalty-way-missing", rate=rest[-1]))
    kind, rate = Kind(way or told), Fraction(rest[-1])
    if is_unusual(kind, rate):
        most = MOST_USUAL[kind]
        raise _Unfit(
            line.problem("rate", f"billing.{kind.value.lower()}-penalty-unusual",
                         rate=_shown(kind, rate), most=_shown(kind, most))
        )  # fmt: skip
    if kind is Kind.LPR:
        return LoanPrimeRate(Term(rest[0]) if len(rest) > 1 else Term.ONE_YEAR, rate)
    return Daily(rate) if kind is Kind.DAILY else Monthly(rate)


def _shown(kind: Kind, rate: Fraction) -> str:
    """Write a rate in the sign its sentence has: per mille, percent, times."""
    scale = {Kind.DAILY: 1000, Kind.MONTHLY: 100, Kind.LPR: 1}[kind]
    return decimal_text(rate * scale)


def _grace_days(line: _Line) -> int:
    text = line.cells.get("grace_days", "0")
    if not text.isdecimal() or int(text) > MOST_GRACE_DAYS:
        raise _Unfit(
            line.problem("grace_days", "billing.grace-unreadable", text=text, most=MOST_GRACE_DAYS)
        )
    return int(text)


_STAGED = """
SELECT sheet, row_no, cells::text FROM intake__staged_row
WHERE import_id = %(import_id)s AND record = 'penalty_terms' ORDER BY line
"""
