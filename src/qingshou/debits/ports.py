"""What bank debit needs from outside: files written for a bank and read from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from qingshou.debits.rules.sheets import Outgoing, Returned
from qingshou.debits.rules.templates import Template

FILES = "files"


class BankFiles(Protocol):
    """Writes and reads the files of banks, whatever their form."""

    def templates(self) -> dict[str, Mapping[str, Any]]:
        """Tell the templates that come with the product, by code, as plain values."""

    def template(self, path: Path) -> Mapping[str, Any]:
        """Read a template somebody wrote.

        Raises:
            TemplateUnusable: If the file is not one.
        """

    def write(self, template: Template, outgoing: Outgoing, folder: Path) -> Path:
        """Write the file of a batch, all of it or nothing.

        Raises:
            Refusal: If a value does not fit into its column or its encoding.
        """

    def batches(self, path: Path) -> set[int]:
        """Find the batches whose lines a file names.

        Raises:
            FileUnreadable: If it is no file of a bank.
        """

    def read(self, template: Template, path: Path) -> Returned:
        """Read a return file.

        Raises:
            Refusal: If it is not of the template's shape.
        """

    def rehearse(self, template: Template, path: Path, *, seed: int, folder: Path) -> Path:
        """Answer a file as a bank would, by seeded outcomes; for rehearsals only."""
