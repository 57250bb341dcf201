"""Quote a penalty: JSON in, JSON out, no database."""

from __future__ import annotations

import json
from typing import Any

from qingshou.billing.rules.penalties import Penalty
from qingshou.billing.rules.penalty_quotes import read_question
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.management.commands.quote_charge import read_standard_input
from qingshou.tariffs.rules.forms import decimal_text, read_form

EXAMPLE = (
    '{"items": [{"principal": "1000.00", "due_on": "2026-01-31"}], '
    '"rule": {"kind": "DAILY", "rate": "0.0005"}, "until": "2026-03-01", '
    '"rounding": [{"unit": "FEN", "stage": "SEGMENT"}]}'
)


class Command(Door):
    """Answer what a late payment would cost."""

    summary_zh = "试算违约金：从标准输入读 JSON，不用数据库"
    summary_en = "Quote a late charge: JSON in, JSON out, no database"
    example = f"echo '{EXAMPLE}' | qingshou quote_penalty"
    needs_database = False
    speaks_json = False

    def act(self, **_: Any) -> Answer:
        """Read the question, compute, write the answer.

        Raises:
            Refusal: If the question is not a well-formed one or a rate is not known.
        """
        facts = tell(read_question(read_form(read_standard_input())).answer())
        return Answer(json.dumps(facts, ensure_ascii=False, indent=2), facts)


def tell(found: Penalty) -> dict[str, Any]:
    """Write the answer as the quote's JSON."""
    return {
        "amount": found.amount.yuan,
        "segments": [
            {
                "from": segment.period.start.isoformat(),
                "until": segment.period.until.isoformat(),
                "days": segment.days,
                "rate": decimal_text(segment.rate),
                "principal": segment.principal.yuan,
                "amount": segment.amount.yuan,
            }
            for segment in found.segments
        ],
    }
