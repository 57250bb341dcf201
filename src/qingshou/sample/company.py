"""Writes the whole invented company: workbooks for the doors, the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qingshou.kernel.period import Period
from qingshou.sample.books import Books, live
from qingshou.sample.channels import Told, write_channels
from qingshou.sample.months import numbered
from qingshou.sample.plans import NAMED, communities
from qingshou.sample.truth import TruthFile
from qingshou.sample.workbooks.contacts import write_contacts
from qingshou.sample.workbooks.money import write_arrears, write_payments
from qingshou.sample.workbooks.registry import write_registry

SEED = 20241101
MONTHS = Period(date(2024, 9, 1), date(2026, 11, 1))
FEWEST_HOUSEHOLDS = 12

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Written:
    """The files of a sample company, each list in the order in which it is to be imported."""

    truth: Path
    registry: list[Path] = field(default_factory=list)
    arrears: list[Path] = field(default_factory=list)
    payments: list[Path] = field(default_factory=list)
    contacts: list[Path] = field(default_factory=list)
    channels: list[Path] = field(default_factory=list)
    households: int = 0


def silent(step: str, done: int, total: int) -> None:
    """Report no progress."""


def write_company(
    out: Path,
    *,
    households: int = 1200,
    seed: int = SEED,
    months: Period = MONTHS,
    progress: Progress = silent,
) -> Written:
    """Write the workbooks of a company with so many homes; shops and parking come on top.

    The same arguments give the same bytes. One community is in memory at a time. Progress is
    told in homes, after each community.

    Raises:
        ValueError: If there are too few homes to fill three communities.
    """
    if households < FEWEST_HOUSEHOLDS:
        raise ValueError(f"a sample company needs at least {FEWEST_HOUSEHOLDS} homes")
    out.mkdir(parents=True, exist_ok=True)
    written, numbers, homes = Written(out / "真相.json"), numbered(months), 0
    with TruthFile(written.truth, seed=seed, months=numbers) as truth:
        progress("写出示例台账", 0, households)
        for community in communities(households):
            books = live(community, seed=seed, months=numbers)
            told = _write_told(out, books, seed, numbers, written)
            truth.add(books, told)
            _write_books(out, books, numbers, written)
            homes += community.homes
            progress("写出示例台账", homes, households)
    written.payments.sort(key=_by_half_year)
    return written


def _write_told(out: Path, books: Books, seed: int, months: range, written: Written) -> Told | None:
    """Write what the channels saw; communities that only repeat the named ones have no files."""
    if books.community.number > NAMED:
        return None
    told = write_channels(out, books, seed=seed, months=months)
    written.channels.extend(told.files)
    return told


def _write_books(out: Path, books: Books, months: range, written: Written) -> None:
    written.households += books.community.homes
    written.registry.append(write_registry(out, books, months))
    written.arrears.append(write_arrears(out, books, months))
    written.payments.extend(write_payments(out, books))
    written.contacts.extend(write_contacts(out, books))


def _by_half_year(path: Path) -> str:
    """Order payment files by time, whatever the community; sorting keeps the rest."""
    return path.stem.rsplit("_", 1)[1].replace("上", "1").replace("下", "2")
