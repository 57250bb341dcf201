"""The demo's page is served to this machine alone, under a strict policy."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

from qingshou.interfaces.commands.demo.page import ReportCard, Shelf, write_page
from qingshou.interfaces.commands.demo.server import make_server


def test_the_page_lists_and_opens_what_was_made(tmp_path: Path) -> None:
    report, book = tmp_path / "report-1.pdf", tmp_path / "账龄.json"
    report.write_bytes(b"%PDF")
    book.write_text("{}", "utf-8")
    write_page(
        tmp_path,
        facts=[("小区", "3 个")],
        reports=[ReportCard("提纲一", "说明", {"PDF": report})],
        shelves=[Shelf("账本", "<说明>", (book,))],
        note="示例",
    )
    server = make_server(tmp_path, port=0)
    Thread(target=server.serve_forever, daemon=True).start()
    host, port = server.server_address[:2]
    try:
        page = HTTPConnection(str(host), port, timeout=5)
        page.request("GET", "/")
        answer = page.getresponse()
        text = answer.read().decode()
        page.request("GET", "/report-1.pdf")
        opened = page.getresponse()
    finally:
        server.shutdown()
        server.server_close()
    assert host == "127.0.0.1"
    assert "default-src 'none'" in (answer.headers["Content-Security-Policy"] or "")
    assert "&lt;说明&gt;" in text and 'href="report-1.pdf"' in text
    assert (opened.status, opened.read()) == (200, b"%PDF")
