"""What the import commands share: stage, let a process carry the rows onward, tell, return.

Any problem refuses the whole file; the customer's own rows come back as a workbook with the reasons
in comments on the cells.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.conf import settings

from qingshou.intake import operations
from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.maps import MapUnreadable
from qingshou.intake.rules.problems import Problem
from qingshou.intake.rules.staging import Staged
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.import_report import Outcome, facts_of, told
from qingshou.interfaces.commands.progress import steps
from qingshou.interfaces.commands.returned_workbook import write_returned
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.identity import Actor


class Carries(Protocol):
    """A process module that carries staged rows to the contexts, and takes them back."""

    def arrive(self, *, import_id: Any, actor: Actor, today: date, preview: bool) -> Arrival:
        """Let staged rows in."""

    def withdraw(self, *, import_id: Any, actor: Actor, today: date) -> Arrival:
        """Take them back."""


class ImportDoor(Door):
    """Imports one kind of customer file."""

    kind: ClassVar[str]

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the options all imports have."""
        parser.add_argument("file", help="xlsx、xls、xlsb、ods 或 csv 文件。Workbook or CSV.")
        parser.add_argument(
            "--preview", action="store_true", help="只核对，不写入。Check only, let nothing in."
        )
        parser.add_argument(
            "--map",
            dest="map_file",
            help="列对应文件（JSON），见 docs/specs/import.md。Names the columns.",
        )
        parser.add_argument(
            "--sender", default="", help="资料提供方，按其记住列对应。Whose columns to remember."
        )
        parser.add_argument(
            "--errors",
            dest="errors_file",
            help="问题工作簿写到这里。Where to return the rows with problems.",
        )

    def process(self) -> Carries:
        """Name the process that carries this kind onward."""
        raise NotImplementedError

    def act(self, **options: Any) -> Answer:
        """Stage the file, carry it onward, tell what became of it."""
        source, preview = Path(options["file"]), options["preview"]
        column_map = _read_map(options["map_file"])
        with steps(self.stderr) as step:
            step("读取文件")
            staged = operations.stage(
                kind=self.kind,
                path=source,
                sender=options["sender"],
                column_map=column_map,
                actor=self.actor,
            )
            step("核对数据" if preview else "写入数据")
            arrival = self._carry(staged, preview=preview)
            problems = _problems(staged, arrival)
            returned = None
            if problems:
                step("生成问题工作簿")
                returned = _return(source, problems, options["errors_file"])
        outcome = Outcome(self.kind, staged, arrival, problems, preview=preview, returned=returned)
        return Answer(told(outcome), facts_of(outcome), REFUSED if problems else 0)

    def _carry(self, staged: Staged, *, preview: bool) -> Arrival:
        if staged.problems:
            operations.discard(import_id=staged.import_id)
            return Arrival()
        if preview:
            return self._previewed(staged)
        operations.begin(import_id=staged.import_id)
        today = clock.today()
        try:
            arrival = self.process().arrive(
                import_id=staged.import_id, actor=self.actor, today=today, preview=False
            )
        except Refusal:
            operations.give_up(import_id=staged.import_id)
            raise
        if arrival.problems:
            operations.give_up(import_id=staged.import_id)
            return arrival
        operations.finish(
            import_id=staged.import_id,
            on=today,
            totals=_plain(arrival.totals),
            community_ids=arrival.totals.get("community_ids", ()),
            actor=self.actor,
        )
        return arrival

    def _previewed(self, staged: Staged) -> Arrival:
        try:
            return self.process().arrive(
                import_id=staged.import_id, actor=self.actor, today=clock.today(), preview=True
            )
        finally:
            operations.discard(import_id=staged.import_id)


def _read_map(path: str | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(Path(path).read_text("utf-8-sig"))
    except (OSError, UnicodeError) as error:
        raise MapUnreadable(because=f"文件「{path}」无法读取") from error
    except ValueError as error:
        raise MapUnreadable(because=f"不是有效的 JSON({error})") from error


def _problems(staged: Staged, arrival: Arrival) -> tuple[Problem, ...]:
    """Place problems found later by the columns the file was read with."""
    letters = staged.letters
    return (*staged.problems, *(problem.located(letters) for problem in arrival.problems))


def _return(source: Path, problems: Sequence[Problem], asked: str | None) -> Path:
    target = Path(asked) if asked else settings.VAR / "imports" / f"{source.stem}_问题.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    return write_returned(target, source, problems)


def _plain(totals: Any) -> Any:
    return json.loads(json.dumps(dict(totals), default=str, ensure_ascii=False))
