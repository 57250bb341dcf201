"""The page that lists and opens what the demo made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.template import Context, Engine

STYLE = "showcase.css"
_SIZES = (("MB", 1 << 20), ("kB", 1 << 10))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A titled group of files with one sentence on what they are."""

    title: str
    about: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ReportCard:
    """One finished report in all its formats."""

    title: str
    about: str
    paths: Mapping[str, Path]


def write_page(
    out: Path,
    *,
    facts: Sequence[tuple[str, str]],
    reports: Sequence[ReportCard],
    shelves: Sequence[Shelf],
    note: str,
) -> Path:
    """Write ``index.html`` and its style sheet into the demo's folder."""
    templates = files("qingshou.interfaces.commands").joinpath("templates", "showcase")
    (out / STYLE).write_text(templates.joinpath(STYLE).read_text("utf-8"), "utf-8")
    template = Engine(autoescape=True).from_string(
        templates.joinpath("index.html").read_text("utf-8")
    )
    page = template.render(
        Context(
            {
                "style": STYLE,
                "facts": facts,
                "note": note,
                "reports": [_card(out, card) for card in reports],
                "shelves": [_shelf(out, shelf) for shelf in shelves if shelf.paths],
            }
        )
    )
    index = out / "index.html"
    index.write_text(page, "utf-8")
    return index


def _card(out: Path, card: ReportCard) -> dict[str, Any]:
    links = [{"label": label} | _link(out, path) for label, path in card.paths.items()]
    return {"title": card.title, "about": card.about, "links": links}


def _shelf(out: Path, shelf: Shelf) -> dict[str, Any]:
    return {
        "title": shelf.title,
        "about": shelf.about,
        "links": [_link(out, path) for path in shelf.paths],
    }


def _link(out: Path, path: Path) -> dict[str, str]:
    return {
        "name": path.name,
        "href": quote(str(path.relative_to(out))),
        "size": _size(path.stat().st_size),
    }


def _size(size: int) -> str:
    for unit, scale in _SIZES:
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} B"
