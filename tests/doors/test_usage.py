"""The command line speaks two languages, and its exit codes tell wrong usage from a refusal."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from qingshou.interfaces.commands import index
from qingshou.interfaces.commands.main import run
from qingshou.interfaces.wording.columns import width

HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:()]|[,;:()][\u4e00-\u9fff]")
REFUSED, USAGE = 1, 2

WRONG = [
    # An option is missing, unknown, or lacks its value.
    ("bill", "缺少 --community、--period"),
    ("bill --community YSL --period 2026-11 --perhaps", "不认识 --perhaps"),
    ("bill --community", "选项 --community：后面缺少值"),
    # Two options exclude each other, or one of them is needed.
    ("reverse_bill --community YSL --reason x", "以下选项须填写一个：--period、--run"),
    ("reverse_bill --community Y --reason x --run 1 --period 2", "不能与 --run 同时使用"),
    (
        "log_contact --unit 1 --outcome PROMISED --channel SMS --promised-amount 5",
        "还须用 --promised-on 写明承诺缴费日",
    ),
    ("bill --community all --period 2026-11 --digest x", "--digest 只用于单个小区"),
    # A value is none that the option takes.
    ("aging --as-of 2026-02-30", "「2026-02-30」不是日期"),
    ("aging --as-of 9999-12-31", "「9999-12-31」不是日期"),
    ("undo_import twelve", "「twelve」不是整数"),
    ("log_contact --unit 1 --outcome REACHED --channel DOVE", "没有「DOVE」，可选：PHONE、SMS"),
    ("report --period 2026Q3 --out x --format doc", "没有「doc」，可选：docx、pdf"),
    ("report --period 2026Q3 --out x --template no.docx", "找不到文件「no.docx」"),
    # There is no such command, or the terminal sends no text.
    ("biil", "没有命令「biil」。是否要用：bill？"),
    ("help biil", "没有命令「biil」"),
    ("bill \udcff", "请把终端的编码设为 UTF-8"),
]


def typed(line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Type a command line; tell exit code, answer, complaint."""
    try:
        code = run(line.split(" "))
    except SystemExit as left:
        code = int(left.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_list_of_commands_is_aligned_and_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, text, _ = typed("help", capsys)
    lines = [line for line in text.split("\n") if line.startswith("  ")]
    assert code == 0 and len(lines) == len(index.names())
    columns = set()
    for line in lines:
        name, chinese, english = re.split(r" {2,}", line.strip())
        assert name in index.names() and HAN.search(chinese) and not HAN.search(english)
        assert not re.search(r"[。.]$", chinese) and not english.endswith(".")
        columns.add((width(line[: line.index(chinese)]), width(line[: line.index(english)])))
    assert len(columns) == 1


@pytest.mark.parametrize("name", index.names())
def test_every_command_helps_in_both_languages(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = typed(f"{name} --help", capsys)
    assert code == 0
    described = text.split("选项 Options")[0]
    assert HAN.search(described) and ENGLISH.search(described)
    assert HALF_WIDTH.search(text) is None
    own = re.findall(r"^  --?\w.*(?:\n {4,}.*)*", text, re.MULTILINE)
    assert [option for option in own if not HAN.search(option)] == []


@pytest.mark.parametrize(("line", "told"), WRONG)
def test_wrong_usage_is_told_in_both_languages_and_exits_2(
    line: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer, complaint = typed(line, capsys)
    assert (code, answer) == (USAGE, "")
    assert told in complaint
    assert ENGLISH.search(complaint)


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("aging --community 无此小区", "estate.community-unknown"),
        ("bill --community 无此小区 --period 2026-11", "estate.community-unknown"),
        ("bill --community 无此小区 --period 0000", "kernel.period-unreadable"),
        ("undo_import 99999999999999999999", "intake.import-not-found"),
        ("import_payments 无此文件.xlsx", "files.missing"),
        ("log_contact --unit 9-9-909 --channel SMS --outcome REACHED", "estate.unit-unknown"),
    ],
)
@pytest.mark.usefixtures("fresh_database")
def test_a_refusal_is_one_sentence_and_json_on_request_and_exits_1(
    line: str, refused: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.setattr("qingshou.platform.db.prepare.prepare_database", lambda: None)
    code, answer, complaint = typed(line, capsys)
    assert (code, answer) == (REFUSED, "")
    sentence = complaint.strip().split("\n")[-1]
    assert sentence.endswith("。") and HAN.search(sentence) and HALF_WIDTH.search(sentence) is None

    code, answer, complaint = typed(f"{line} --json", capsys)
    facts = json.loads(answer)
    assert (code, facts["refused"], facts["sentence"]) == (REFUSED, refused, sentence)
    assert sentence in complaint


def test_an_unwritable_place_is_told_in_words(
    fresh_database: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.setattr("qingshou.platform.db.prepare.prepare_database", lambda: None)
    code, _, complaint = typed("export_ledger --out /dev/null/books", capsys)
    assert code == REFUSED
    assert "「/dev/null" in complaint and "本次未完成" in complaint
