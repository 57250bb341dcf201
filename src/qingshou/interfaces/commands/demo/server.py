"""Serve the demo's folder on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ADDRESS = "127.0.0.1"
PORT = 8000
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Pages(SimpleHTTPRequestHandler):
    """Static files with a strict content security policy."""

    def end_headers(self) -> None:
        """Add the policy to every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet; the demo has nothing to say per request."""


def make_server(folder: Path, port: int = PORT) -> ThreadingHTTPServer:
    """Bind to the loopback address; the caller serves and closes.

    Raises:
        OSError: If the port is taken.
    """
    return ThreadingHTTPServer((ADDRESS, port), partial(Pages, directory=str(folder)))
