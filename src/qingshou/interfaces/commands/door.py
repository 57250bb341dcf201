"""What all commands share: help in two languages, JSON on request, refusals with exit code 1."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from qingshou.interfaces import wording
from qingshou.interfaces.commands.parser import USAGE, Parser
from qingshou.interfaces.wording.usage import tell_file_fault, tell_wrong_usage
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.identity import Actor, staff

REFUSED = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command tells: text for people, facts for programs, and whether all is well."""

    text: str
    facts: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0


class Door(BaseCommand):
    """A command: describe its options, act, answer.

    Exit codes: 0 done, 1 refused with a reason, 2 wrong usage.
    """

    summary_zh: ClassVar[str]
    summary_en: ClassVar[str]
    example: ClassVar[str] = ""
    needs_database: ClassVar[bool] = True
    speaks_json: ClassVar[bool] = True
    takes_two: ClassVar[bool] = False
    """Whether people who share a machine do it, each in their own name: adds ``--as``."""

    requires_system_checks = []
    stealth_options = ("as_json", "as_login")
    _staff: Actor | None = None

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the command's own options."""

    def examine(self, **options: Any) -> None:
        """Refuse combinations of options with :meth:`usage`, before the database is needed."""

    def act(self, **options: Any) -> Answer:
        """Do what the command is for.

        Raises:
            Refusal: If the business says no; its sentence goes to standard error.
        """
        raise NotImplementedError

    def usage(self, english: str, chinese: str) -> NoReturn:
        """Refuse a combination of options that the parser cannot see; exit code 2."""
        command = f"qingshou {type(self).__module__.rpartition('.')[2]}"
        self.stderr.write(tell_wrong_usage(english, chinese, command=command), self.style.ERROR)
        sys.exit(USAGE)

    @property
    def actor(self) -> Actor:
        """The person at the shell, or whoever of the staff they act as."""
        return self._staff or Actor(name=f"cli:{getpass.getuser()}")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Build the parser with both languages in its description."""
        parser = Parser(
            prog=f"qingshou {subcommand}",
            description=f"{self.summary_zh}。\n{self.summary_en}.",
            epilog=f"样例 Example:\n  {self.example}" if self.example else None,
            from_shell=getattr(self, "_called_from_command_line", False),
            **kwargs,
        )
        self.add_arguments(parser)
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options every command has, then its own."""
        self.describe(parser)
        if self.takes_two:
            parser.add_argument(
                "--as",
                dest="as_login",
                metavar="LOGIN",
                help="以该员工身份办理，须已登记并有授权。Act as this member of the staff.",
            )
        if self.speaks_json:
            parser.add_argument(
                "--json", action="store_true", dest="as_json", help="输出 JSON。Print JSON."
            )

    def handle(self, *_: Any, **options: Any) -> None:
        """Prepare the database, act, and answer with the right exit code."""
        self.examine(**options)
        try:
            if self.needs_database:
                from qingshou.platform.db.prepare import prepare_database

                prepare_database()
            self._staff = _member(options.get("as_login"))
            answer = self.act(**options)
        except Refusal as refusal:
            self._refuse(refusal, as_json=bool(options.get("as_json")))
        except OSError as fault:
            self._cannot(fault)
        else:
            self._tell(answer, as_json=bool(options.get("as_json")))

    def _tell(self, answer: Answer, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(_json(answer.facts))
        elif answer.text:
            self.stdout.write(answer.text)
        if answer.exit_code:
            sys.exit(answer.exit_code)

    def _refuse(self, refusal: Refusal, *, as_json: bool) -> None:
        sentence = wording.of(refusal)
        if as_json:
            facts = {"refused": refusal.code, "facts": refusal.facts, "sentence": sentence}
            self.stdout.write(_json(facts))
        self.stderr.write(sentence, self.style.NOTICE)
        sys.exit(REFUSED)

    def _cannot(self, fault: OSError) -> NoReturn:
        """Tell of a file that cannot be used; another fault of the machine is not ours to word."""
        if fault.filename is None:
            raise fault
        self.stderr.write(tell_file_fault(str(fault.filename), fault.errno or 0))
        sys.exit(REFUSED)


def _member(login: str | None) -> Actor | None:
    return None if login is None else staff.member(login=login, today=clock.today())


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, default=str)
