"""Two people let the same file in at once; a program is killed in the middle of letting one in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection, connections

from qingshou.intake import operations
from qingshou.intake.models import Import
from qingshou.platform.files.spreadsheet import Column, SheetOut, write_workbook
from qingshou.platform.identity import Actor

CLERK = Actor("clerk")
HOMES = 1_500


def a_registry(folder: Path, homes: int) -> Path:
    project = [Column("小区"), Column("小区编号"), Column("物业公司")]
    titles = [Column(title) for title in ("楼栋", "房号", "建筑面积", "交付日期", "业主", "电话")]
    rows = [
        [f"{number // 100 + 1}栋", f"{number % 100 + 101}", 89.5, date(2020, 6, 1),
         f"示例业主{number:04d}", f"1390000{number:04d}"]
        for number in range(homes)
    ]  # fmt: skip
    return write_workbook(
        folder / "台账.xlsx",
        [
            SheetOut(
                "项目", columns=project, rows=[["示例·云杉里", "YSL", "示例物业服务有限公司"]]
            ),
            SheetOut("房产", columns=titles, rows=rows),
        ],
    )


@pytest.mark.usefixtures("fresh_database")
def test_of_two_that_let_the_same_file_in_one_is_told(tmp_path: Path) -> None:
    path = a_registry(tmp_path, 3)
    barrier, outcomes = Barrier(2), []

    def let_in() -> None:
        try:
            staged = operations.stage(
                kind="REGISTRY", path=path, sender="", column_map=None, actor=CLERK
            )
            barrier.wait(timeout=20)
            operations.begin(import_id=staged.import_id)
            outcomes.append("begun")
        except operations.ImportInterrupted:
            outcomes.append("told")
        finally:
            connections.close_all()

    both = [Thread(target=let_in) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["begun", "told"]
    assert Import.objects.filter(state="ARRIVING").count() == 1


def run(*arguments: str, kill_after: float | None = None) -> int:
    """Run the program in a process of its own against this test's database, and maybe kill it."""
    program = (
        "import os, sys; from django.conf import settings; "
        "settings.DATABASES['default']['NAME'] = os.environ['TEST_NAME']; "
        "from qingshou.interfaces.commands.main import main; main()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "qingshou.project.settings",
            "PYTHONPATH": "src",
            "QINGSHOU_VAR": str(settings.VAR),
            "TEST_NAME": connection.settings_dict["NAME"],
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if kill_after is not None:
        time.sleep(kill_after)
        child.send_signal(signal.SIGKILL)
    return child.wait(timeout=60)


def units() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM estate_unit WHERE withdrawn_at IS NULL")
        return int(cursor.fetchone()[0])


@pytest.mark.nightly
@pytest.mark.usefixtures("fresh_database")
def test_an_import_killed_anywhere_leaves_all_or_nothing(tmp_path: Path) -> None:
    path = a_registry(tmp_path, HOMES)
    began = time.monotonic()
    assert run("import_registry", str(path)) == 0
    lasted = time.monotonic() - began
    assert units() == HOMES
    _undo()

    for moment in range(10):
        run("import_registry", str(path), kill_after=lasted * (0.2 + 0.08 * moment))
        assert units() in (0, HOMES)
        _undo()
        assert units() == 0
    assert run("import_registry", str(path)) == 0
    assert units() == HOMES


def _undo() -> None:
    for live in Import.objects.filter(state__in=["ARRIVING", "DONE"]).values_list("pk", flat=True):
        assert run("undo_import", str(live)) == 0
