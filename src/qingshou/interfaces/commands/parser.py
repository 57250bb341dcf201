"""The command line's parser in both languages: help, headings and complaints."""

from __future__ import annotations

import shutil
import sys
from argparse import (
    SUPPRESS,
    Action,
    ArgumentParser,
    ArgumentTypeError,
    RawDescriptionHelpFormatter,
)
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import CommandError

from qingshou.interfaces.wording.columns import wrapped
from qingshou.interfaces.wording.usage import tell_wrong_usage

USAGE = 2
EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)
WIDEST = 110
LONGEST_REQUEST_ID = 100


class Layout(RawDescriptionHelpFormatter):
    """Breaks helps by the columns they take, not by their characters."""

    def __init__(self, prog: str) -> None:
        width = min(shutil.get_terminal_size((100, 24)).columns - 2, WIDEST)
        super().__init__(prog, max_help_position=26, width=width)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Head the usage in both languages."""
        super().add_usage(usage, actions, groups, prefix or "用法 Usage: ")


class Parser(ArgumentParser):
    """Parses the options of one command; wrong usage ends with exit code 2."""

    def __init__(self, *, from_shell: bool, **kwargs: Any) -> None:
        super().__init__(add_help=False, formatter_class=Layout, **kwargs)
        self.from_shell = from_shell
        self._positionals.title = "参数 Arguments"
        self._optionals.title = "选项 Options"
        self.add_argument("-h", "--help", action="help", help="显示本说明。Show this help.")
        self._add_what_django_expects()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in both languages; a program that calls gets an exception."""
        told = tell_wrong_usage(message, command=self.prog)
        if not self.from_shell:
            raise CommandError(told, returncode=USAGE)
        sys.stderr.write(f"{told}\n")
        sys.exit(USAGE)

    def _add_what_django_expects(self) -> None:
        for flag in ("--traceback", "--no-color", "--force-color"):
            self.add_argument(flag, action="store_true", help=SUPPRESS)
        for option in ("--settings", "--pythonpath"):
            self.add_argument(option, help=SUPPRESS)
        self.add_argument("--verbosity", type=int, default=1, help=SUPPRESS)


def listed(names: Mapping[str, str]) -> str:
    """List codes with their Chinese names for a help."""
    return "，".join(f"{code} {name}" for code, name in names.items())


def day(text: str) -> date:
    """Read a day of an option.

    Raises:
        ArgumentTypeError: If it is no calendar day between 1949 and 2199.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise ArgumentTypeError(f"not a day: {text}")
    return found


def request_id(text: str) -> str:
    """Read the id of a request.

    Raises:
        ArgumentTypeError: If it is empty or longer than a hundred characters.
    """
    if not 1 <= len(text.strip()) <= LONGEST_REQUEST_ID:
        raise ArgumentTypeError(f"needs 1 to {LONGEST_REQUEST_ID} characters")
    return text.strip()
