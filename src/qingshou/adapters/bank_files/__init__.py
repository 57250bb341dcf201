"""Files of banks: batch debits written by template, and what banks return; forms as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from qingshou.adapters.bank_files import pain, rehearsal, sheets, texts
from qingshou.adapters.bank_files.content import LARGEST, cells_of, content
from qingshou.debits.rules.batches import batches_named
from qingshou.debits.rules.sheets import Outgoing, Returned
from qingshou.debits.rules.templates import Form, Template, TemplateUnusable, filled
from qingshou.platform.files.cage import FileTooLarge

__all__ = ["Disk"]

_WRITERS = {Form.SHEET: sheets.write, Form.TEXT: texts.write, Form.PAIN008: pain.write}
_READERS = {Form.SHEET: sheets.read, Form.TEXT: texts.read, Form.PAIN008: pain.read}


class Disk:
    """Writes and reads the files of banks on this machine."""

    def templates(self) -> dict[str, Mapping[str, Any]]:
        """Tell the templates that come with the product, by code."""
        folder = files(__name__) / "templates"
        return {
            found.name.removesuffix(".toml"): tomllib.loads(found.read_text("utf-8"))
            for found in sorted(folder.iterdir(), key=lambda found: found.name)
        }

    def template(self, path: Path) -> Mapping[str, Any]:
        """Read a template somebody wrote.

        Raises:
            TemplateUnusable: If the file is not one.
        """
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise TemplateUnusable(template=path.stem, place=path.name, found=str(error)) from error

    def write(self, template: Template, outgoing: Outgoing, folder: Path) -> Path:
        """Write the file of a batch, all of it or nothing.

        Raises:
            Refusal: If a value does not fit into its column or its encoding.
        """
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / filled(template.file, outgoing.facts(template))
        _WRITERS[template.form](template, outgoing, target)
        target.chmod(0o600)  # account numbers in the clear, for the bank alone
        return target

    def batches(self, path: Path) -> set[int]:
        """Find the batches whose lines a file names.

        Raises:
            FileUnreadable: If it is no file of a bank.
        """
        if path.stat().st_size > LARGEST:
            raise FileTooLarge(file=path.name)
        return batches_named(cells_of(path))

    def read(self, template: Template, path: Path) -> Returned:
        """Read a return file.

        Raises:
            Refusal: If it is not of the template's shape.
        """
        content(path)
        return _READERS[template.form](template, path)

    def rehearse(self, template: Template, path: Path, *, seed: int, folder: Path) -> Path:
        """Answer a file as a bank would, by seeded outcomes; for rehearsals only."""
        folder.mkdir(parents=True, exist_ok=True)
        return rehearsal.answer(template, path, seed=seed, folder=folder)
