"""Writers: any report as Word, PDF, web page and workbook, equal content as equal bytes.

write(report, rows, Path("out"), {"docx", "pdf", "html", "xlsx"})
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from qingshou.reports.document import Report, RowSource
from qingshou.reports.writers import docx, html, pdf, xlsx

FORMATS = ("docx", "pdf", "html", "xlsx")


def write(
    report: Report,
    rows: RowSource,
    out: Path,
    formats: Collection[str] = FORMATS,
    *,
    template: Path | None = None,
) -> list[Path]:
    """Write a report into a folder and list the files a reader would open, in a fixed order.

    The files are ``report-<outline>.<format>``. Beside the web page stand ``report.css`` and
    the folder ``report-<outline>.rows``, beside the Word document the template it was made
    from, unless ``template`` names another.

    Raises:
        ValueError: If a format is not one of ``FORMATS``.
        RowsDoNotAddUp: If the rows of a figure do not make the figure.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ValueError(f"no writer for {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for wanted in (known for known in FORMATS if known in formats):
        path = out / f"{report.stem}.{wanted}"
        match wanted:
            case "docx":
                docx.write(report, path, template)
            case "pdf":
                pdf.write(report, path)
            case "html":
                html.write(report, rows, path)
            case "xlsx":
                xlsx.write(report, rows, path)
        written.append(path)
    return written
