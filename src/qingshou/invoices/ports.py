"""What invoices need of the tax platform: a sheet to hand in, and its answers read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from qingshou.invoices.rules.requests import RequestCard

BATCH_SHEET = "BATCH_SHEET"
"""The name under which the platform's batch sheet is plugged."""


class Malformed(Exception):  # noqa: N818 - a statement about the file
    """The answer sheet cannot be read; a person must look."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The platform's answer to one request: an invoice number and its day, or why not."""

    serial: str
    number: str
    issued_on: date | None
    because: str


class TaxPlatform(Protocol):
    """Takes batches and gives answers, by file."""

    def write(self, requests: Sequence[RequestCard], path: Path) -> Path:
        """Write the batch to hand in."""
        ...

    def read(self, path: Path) -> list[Verdict]:
        """Read the answers.

        Raises:
            Malformed: If it is not an answer sheet.
        """
        ...
