"""Tidy: sizes, names and imports that the house forbids, each with its remedy."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for path in (ROOT / "src" / "qingshou").rglob("*.py") if "migrations" not in path.parts
)
BANNED = re.compile(
    r"^(utils?|helpers?|common|misc|managers?|handlers?|processors?|data|info|obj|do_stuff|flag"
    r"|type2|new_.*|final_.*)$"
)
CLOCK = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("timezone", "now")}
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
LONGEST_LINE, LONGEST_CHINESE_LINE = 100, 130
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 600, 60, 15


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_is_tidy(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert not text or ast.get_docstring(tree), "begin with one sentence on what the file owns"
    assert text.count("\n") <= LONGEST_FILE, "split it: it holds two rooms"
    assert not BANNED.match(path.stem), f"{path.stem} names nothing"
    for number, line in enumerate(text.splitlines(), 1):
        longest = LONGEST_CHINESE_LINE if CHINESE.search(line) else LONGEST_LINE
        assert len(line) <= longest, f"line {number} is too long"
    for function in _functions(tree):
        assert _length(function) <= LONGEST_FUNCTION, f"{function.name} is too long: name its parts"
        assert not BANNED.match(function.name), f"{function.name} names nothing"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    if path.name == "clock.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCK, "take the day as an argument"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_operations_and_rules_are_told_the_day(path: Path) -> None:
    if not {"operations", "rules"} & {*path.parts, path.stem}:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        asks = isinstance(node, ast.Attribute) and node.attr == "today"
        assert not (asks and getattr(node.value, "id", "") == "clock"), "take today= instead"
        takes = isinstance(node, ast.ImportFrom) and node.module == "qingshou.platform.clock"
        assert not (takes and "today" in {name.name for name in node.names}), "take today= instead"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_one_gateway_writes_spreadsheets(path: Path) -> None:
    if path.name == "spreadsheet.py":
        return
    text = path.read_text("utf-8")
    assert "import xlsxwriter" not in text, "use platform/files/spreadsheet.py, which is safe"


def test_no_float_touches_money() -> None:
    exact = ["kernel", "ledger", "tariffs", "billing", "payments"]
    for path in SOURCES:
        if path.relative_to(ROOT / "src" / "qingshou").parts[0] not in exact:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
            assert not is_float and not is_call, f"{_name(path)}:{node.lineno} uses a float"


def test_functions_are_short() -> None:
    lengths = [
        _length(function)
        for path in SOURCES
        for function in _functions(ast.parse(path.read_text("utf-8")))
    ]
    assert statistics.median(lengths) < MEDIAN_FUNCTION


def test_the_lock_names_no_address() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")
