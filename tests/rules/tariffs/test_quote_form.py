"""Bad questions to quote_charge are refused by the field's name; no database is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qingshou.interfaces import wording
from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules.forms import Form, read_form
from qingshou.tariffs.rules.quotes import read_question

GOOD = {
    "area_m2": "100.00",
    "price_per_m2_month": "2.50",
    "from": "2026-01-01",
    "until": "2026-04-16",
    "proration": "ACTUAL_MONTH",
    "rounding": [{"unit": "FEN", "stage": "LINE"}],
}


@pytest.mark.parametrize(
    ("more", "code", "word"),
    [
        ({"area": "1"}, "tariffs.field-unknown", "area"),
        ({"area_m2": None}, "tariffs.field-missing", "area_m2"),
        ({"area_m2": "-1"}, "tariffs.not-a-decimal", "area_m2"),
        ({"area_m2": "0.00"}, "tariffs.not-positive", "area_m2"),
        ({"area_m2": 100.0}, "tariffs.not-a-decimal", "100.0"),
        ({"area_m2": "1e3"}, "tariffs.not-a-decimal", "1e3"),
        ({"area_m2": "１００"}, "tariffs.not-a-decimal", "１００"),
        ({"area_m2": "NaN"}, "tariffs.not-a-decimal", "NaN"),
        ({"fixed_per_month": "1"}, "tariffs.fields-exclude", "fixed_per_month"),
        ({"price_per_m2_month": None}, "tariffs.fields-exclude", "price_per_m2_month"),
        ({"until": "2026-01-01"}, "tariffs.period-empty", "2026-01-01"),
        ({"until": "2025-01-01"}, "tariffs.period-empty", "2025-01-01"),
        ({"until": "2026-02-31"}, "tariffs.not-a-date", "2026-02-31"),
        ({"until": "9999-12-31"}, "tariffs.not-a-date", "9999-12-31"),
        ({"proration": "DAYS"}, "tariffs.not-one-of", "DAYS"),
        ({"rounding": {"unit": "FEN"}}, "tariffs.not-a-list", "rounding"),
        ({"rounding": ["FEN"]}, "tariffs.not-a-list", "rounding[0]"),
        ({"rounding": [{"unit": "FEN"}]}, "tariffs.field-missing", "rounding[0].stage"),
        ({"rounding": [{"unit": "LI", "stage": "LINE"}]}, "tariffs.not-one-of", "LI"),
        ({"rounding": [{"unit": "FEN", "stage": "ITEM"}]}, "tariffs.not-one-of", "ITEM"),
        ({"factor": "-0.5"}, "tariffs.not-a-decimal", "factor"),
        ({"prices": [{"from": "2026-02-01"}]}, "tariffs.field-missing", "prices[0]"),
        (
            {"prices": [{"from": "2026-02-01", "fixed_per_month": "1"}]},
            "tariffs.field-unknown",
            "fixed_per_month",
        ),
        (
            {"prices": [{"from": "2026-02-01", "price_per_m2_month": "1"}] * 2},
            "tariffs.price-named-twice",
            "2026-02-01",
        ),
    ],
)
def test_a_bad_question_names_its_field(more, code, word):
    with pytest.raises(Refusal) as refused:
        read_question(Form(GOOD | more)).answer()
    assert refused.value.code == code
    assert word in wording.of(refused.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 9000, "\ufffd"]
)
def test_what_is_no_object_is_refused(text):
    with pytest.raises(Refusal) as refused:
        read_form(text)
    assert refused.value.code == "tariffs.form-unreadable"


def run(command: str, question: bytes) -> subprocess.CompletedProcess:
    program = Path(sys.executable).with_name("qingshou")
    nowhere = os.environ | {"QINGSHOU_VAR": "/dev/null/nowhere", "DATABASE_URL": ""}
    return subprocess.run(
        [program, command], input=question, capture_output=True, env=nowhere, timeout=60
    )


def test_the_commands_answer_without_a_database():
    answered = run("quote_charge", json.dumps(GOOD).encode())
    assert json.loads(answered.stdout)["amount"] == "875.00"
    refused = run("quote_penalty", b'{"items": \xff}')
    assert refused.returncode == 1
    assert "JSON" in refused.stderr.decode()
    assert not refused.stdout
