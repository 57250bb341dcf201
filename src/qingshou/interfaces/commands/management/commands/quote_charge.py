"""Quote a charge: JSON in, JSON out, no database."""

from __future__ import annotations

import json
import sys
from typing import Any

from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.wording.tariffs import explain_charge, explain_line
from qingshou.tariffs.rules.charges import Charged, Line
from qingshou.tariffs.rules.forms import decimal_text, read_form
from qingshou.tariffs.rules.quotes import Question, read_question

EXAMPLE = (
    '{"area_m2": "100.00", "price_per_m2_month": "2.50", "from": "2026-01-01", '
    '"until": "2026-04-16", "proration": "ACTUAL_MONTH", '
    '"rounding": [{"unit": "FEN", "stage": "LINE"}]}'
)


class Command(Door):
    """Answer what a service would cost."""

    summary_zh = "试算收费：从标准输入读 JSON，不用数据库"
    summary_en = "Quote a charge: JSON in, JSON out, no database"
    example = f"echo '{EXAMPLE}' | qingshou quote_charge"
    needs_database = False
    speaks_json = False

    def act(self, **_: Any) -> Answer:
        """Read the question, charge, write the answer.

        Raises:
            Refusal: If the question is not a well-formed one.
        """
        question = read_question(read_form(read_standard_input()))
        facts = tell(question, question.answer())
        return Answer(json.dumps(facts, ensure_ascii=False, indent=2), facts)


def read_standard_input() -> str:
    """Read UTF-8; bytes that are none become a character no JSON accepts outside of text."""
    return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")


def tell(question: Question, charged: Charged) -> dict[str, Any]:
    """Write the answer as the quote's JSON."""
    return {
        "amount": charged.amount.yuan,
        "lines": [_line(line, question, charged) for line in charged.lines],
        "explanation": explain_charge(charged, by_area=question.by_area),
    }


def _line(line: Line, question: Question, charged: Charged) -> dict[str, Any]:
    return {
        "from": line.period.start.isoformat(),
        "until": line.period.until.isoformat(),
        "quantity": decimal_text(line.quantity),
        "price": decimal_text(line.price.price, places=2),
        "months": decimal_text(line.time),
        "factor": decimal_text(charged.terms.factor),
        "amount": line.amount.yuan,
        "rounding_fen": line.rounding_fen,
        "explanation": explain_line(line, charged.terms, by_area=question.by_area),
    }
