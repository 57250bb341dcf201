"""Penalty terms (违约金条款): the clause of a contract, dated, and which version an item takes.

A version holds for every item that falls due from its first day on until the next version of
the same kinds begins; so versions never overlap, and a new one never reaches back. Terms for
one charge kind outrank those for all kinds. ``docs/specs/penalty-ledger.md`` has the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qingshou.billing.rules.penalties import Clause, LoanPrimeRate, Monthly, Stage
from qingshou.billing.rules.penalty_quotes import Kind, read_clause
from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules.forms import Form

ALL_KINDS = ""
BEARS_NONE = ("PENALTY", "COST")
"""Interest is simple: what is itself a penalty, or a cost of collection, bears no penalty."""

PLACES_OF_MULTIPLE = 6
CLAUSE_FIELDS = (
    "rule", "grace_days", "day_basis", "year_days", "count_first_day", "count_last_day", "cap",
    "rounding",
)  # fmt: skip


class TermsRoundTotals(Refusal):
    """Terms round a total; in the ledger each item stands alone."""

    code = "billing.terms-round-totals"

    def __init__(self, *, valid_from: date) -> None:
        super().__init__(valid_from=valid_from)


class TermsRoundTwice(Refusal):
    """Terms round twice at the same stage."""

    code = "billing.terms-round-twice"

    def __init__(self, *, stage: str) -> None:
        super().__init__(stage=stage)


class MultipleTooFine(Refusal):
    """A multiple of the loan prime rate has more than six places."""

    code = "billing.multiple-too-fine"

    def __init__(self, *, places: int) -> None:
        super().__init__(places=places)


@dataclass(frozen=True, slots=True)
class Terms:
    """A version: from which due day on, for which kind (none: all), which clause, and where
    it is written."""

    valid_from: date
    clause: Clause
    kind: str = ALL_KINDS
    document: str = ""

    @property
    def rule(self) -> Kind:
        """Which of the three kinds of clauses it is."""
        if isinstance(self.clause.rule, LoanPrimeRate):
            return Kind.LPR
        return Kind.MONTHLY if isinstance(self.clause.rule, Monthly) else Kind.DAILY

    def grain(self, stage: Stage) -> int | None:
        """Tell how many fen a stage rounds to; None where it does not round."""
        return next((step.unit.fen for step in self.clause.rounding if step.stage == stage), None)


def terms_for(kind: str, due_on: date, versions: Sequence[Terms]) -> Terms | None:
    """Choose the version in force when an item fell due; None where it bears no penalty."""
    if kind in BEARS_NONE:
        return None
    in_force = [
        one for one in versions if one.kind in (ALL_KINDS, kind) and one.valid_from <= due_on
    ]
    return max(in_force, key=lambda one: (one.kind, one.valid_from), default=None)


def read_terms(form: Form) -> Terms:
    """Read the form of a version: ``valid_from``, ``kind``, ``document`` and its clause.

    Raises:
        FieldMissing: If the first day or the rule is not there.
        FieldUnknown: If it has a field the form does not know.
        TermsRoundTotals: If it rounds a total.
        TermsRoundTwice: If it rounds twice at one stage.
        MultipleTooFine: If a multiple has more than six places.
    """
    form.only("valid_from", "kind", "document", *CLAUSE_FIELDS)
    terms = Terms(
        valid_from=form.day("valid_from"),
        clause=read_clause(form),
        kind=_text(form, "kind"),
        document=_text(form, "document"),
    )
    _refuse_unkept(terms)
    return terms


def _text(form: Form, name: str) -> str:
    return str(form.raw(name)).strip() if name in form else ""


def _refuse_unkept(terms: Terms) -> None:
    stages = [step.stage for step in terms.clause.rounding]
    if Stage.TOTAL in stages:
        raise TermsRoundTotals(valid_from=terms.valid_from)
    twice = [stage for stage in stages if stages.count(stage) > 1]
    if twice:
        raise TermsRoundTwice(stage=twice[0].value)
    rule = terms.clause.rule
    multiple = rule.multiple if isinstance(rule, LoanPrimeRate) else Fraction(1)
    if (multiple * 10**PLACES_OF_MULTIPLE).denominator != 1:
        raise MultipleTooFine(places=PLACES_OF_MULTIPLE)
