"""Lines of prose put together from words and figures."""

from __future__ import annotations

from collections.abc import Iterable

from qingshou.reports.document import FigureRef, Line, Paragraph, Part, Text

Piece = str | Part | Line | None


def say(*pieces: Piece) -> Line:
    """Put pieces together to one line; lines are taken in, None is left out."""
    return tuple(_parts(pieces))


def paragraph(*pieces: Piece) -> Paragraph:
    """Put pieces together to one paragraph."""
    return Paragraph(say(*pieces))


def listed(lines: Iterable[Line], *, between: str = "、", last: str | None = None) -> Line:
    """Join lines, with another word before the last if one is given."""
    every = list(lines)
    joined: list[Part] = []
    for number, line in enumerate(every):
        if number:
            final = number == len(every) - 1
            joined.append(Text(last if final and last else between))
        joined.extend(line)
    return tuple(joined)


def strong(text: str) -> Text:
    """Words that carry the paragraph."""
    return Text(text, strong=True)


def _parts(pieces: Iterable[Piece]) -> Iterable[Part]:
    for piece in pieces:
        match piece:
            case None | "":
                continue
            case str():
                yield Text(piece)
            case tuple():
                yield from piece
            case Text() | FigureRef():
                yield piece
