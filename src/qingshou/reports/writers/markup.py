"""HTML built from values: whatever is not markup already is escaped."""

from __future__ import annotations

from html import escape


class Markup(str):
    """A piece of finished HTML."""

    __slots__ = ()


Child = str | Markup | None
_VOID = {"link", "meta", "br", "img"}


def tag(name: str, /, *children: Child, **attributes: str | None) -> Markup:
    """Make an element; ``class_`` and ``aria_label`` become ``class`` and ``aria-label``.

    >>> tag("a", "1 < 2", href="rows/x.html", class_="figure")
    '<a href="rows/x.html" class="figure">1 &lt; 2</a>'
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value, quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Put pieces one after another."""
    return Markup("".join(_safe(child) for child in children if child is not None))


def page(*, title: str, style: str, body: Markup) -> str:
    """A whole page without scripts, with its style sheet beside it."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("link", rel="stylesheet", href=style),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='zh-CN')}\n"


def _safe(child: str) -> str:
    return child if isinstance(child, Markup) else escape(child, quote=False)
