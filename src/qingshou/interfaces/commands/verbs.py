"""Verbs of a command that has several: each with its own options and help in both languages."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from typing import Any

from qingshou.interfaces.commands.parser import Parser


class Verbs:
    """The verbs of one command; the one that was chosen is the option ``verb``."""

    def __init__(self, parser: ArgumentParser) -> None:
        assert isinstance(parser, Parser)
        self._from_shell = parser.from_shell
        self._verbs: Any = parser.add_subparsers(
            prog=parser.prog, dest="verb", required=True, metavar="动作", title="动作 Verbs"
        )

    def add(self, verb: str, chinese: str, english: str) -> ArgumentParser:
        """Declare a verb; options are declared on what is returned."""
        told = f"{chinese}。{english}."
        found: ArgumentParser = self._verbs.add_parser(
            verb, from_shell=self._from_shell, help=told, description=told
        )
        found.add_argument(
            "--json",
            action="store_true",
            dest="as_json",
            default=SUPPRESS,
            help="输出 JSON。Print JSON.",
        )
        return found
