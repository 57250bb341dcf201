"""Writers: any report as Word, PDF, web page and workbook, equal content as equal bytes.

write(report, rows, Path("out"), {"docx", "pdf", "html", "xlsx"})
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from qingshou.reports.document import Report, RowSource
from qingshou.reports.writers import docx, html, html_rows, pdf, xlsx
from qingshou.reports.writers.shelf import Shelf, shelved

FORMATS = ("docx", "pdf", "html", "xlsx")
_WITH_ROWS = {"html", "xlsx"}


def write(
    report: Report,
    rows: RowSource,
    out: Path,
    formats: Collection[str] = FORMATS,
    *,
    template: Path | None = None,
) -> list[Path]:
    """Write one report into a folder; see ``take_rows`` and ``write_all``.

    Raises:
        ValueError: If a format is not one of ``FORMATS``.
        RowsDoNotAddUp: If the rows of a figure do not make the figure.
    """
    shelf = take_rows([report], rows, formats)
    return write_all([report], shelf, out, formats, template=template)


def take_rows(reports: Sequence[Report], rows: RowSource, formats: Collection[str]) -> Shelf:
    """Read and check all rows that the files of the reports will list, before any is written.

    Raises:
        ValueError: If a format is not one of ``FORMATS``.
        RowsDoNotAddUp: If the rows of a figure do not make the figure.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ValueError(f"no writer for {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    return shelved(reports, rows) if _WITH_ROWS & set(formats) else Shelf()


def write_all(
    reports: Sequence[Report],
    shelf: Shelf,
    out: Path,
    formats: Collection[str] = FORMATS,
    *,
    template: Path | None = None,
    export: str = "",
) -> list[Path]:
    """Write reports of one run and list the files a reader would open, in a fixed order.

    The files are ``report-<outline>.<format>``. Beside the web pages stand ``report.css`` and
    one folder with the rows of all their figures, beside the Word document the template it
    was made from, unless ``template`` names another. ``export`` is the command that writes
    all rows of a figure where there are too many for a page; the figure is added to it.
    """
    out.mkdir(parents=True, exist_ok=True)
    if "html" in formats:
        html_rows.write_all(reports, shelf, out, export=export)
    written = []
    for report in reports:
        for wanted in (known for known in FORMATS if known in formats):
            path = out / f"{report.stem}.{wanted}"
            match wanted:
                case "docx":
                    docx.write(report, path, template)
                case "pdf":
                    pdf.write(report, path)
                case "html":
                    html.write(report, path, rows=html_rows.folder_of(reports))
                case "xlsx":
                    xlsx.write(report, shelf, path, export=export)
            written.append(path)
    return written
