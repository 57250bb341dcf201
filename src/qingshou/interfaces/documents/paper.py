"""Set one of our papers: a template of this folder, its words, its QR code."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import segno

from qingshou.platform.files import typesetting
from qingshou.platform.files.fonts import SANS, SERIF

HERE = Path(__file__).parent

Form = Literal["pdf", "png"]


def set_paper(
    template: str, content: Mapping[str, Any], *, on: date, qr: str = "", form: Form = "pdf"
) -> list[bytes]:
    """Set a paper; equal content gives equal bytes. As ``png`` every page is a picture."""
    words = dict(content) | {"fonts": {"sans": SANS, "serif": SERIF}, "qr": bool(qr)}
    with TemporaryDirectory(prefix="paper-") as folder:
        root = Path(folder)
        if qr:
            (root / "qr.svg").write_bytes(_drawn(qr))
        compiler = typesetting.compiler(
            template=HERE / f"{template}.typ", content=words, folder=root
        )
        at = datetime(on.year, on.month, on.day, tzinfo=UTC)
        made: Any = compiler.compile(format=form, ppi=96, timestamp=at)
    return list(made) if isinstance(made, list) else [made]


def _drawn(text: str) -> bytes:
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=2, scale=4)
    return drawing.getvalue()
