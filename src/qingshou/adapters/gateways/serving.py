"""Serve a site over HTTP on the loopback address, and let the courier walk beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Event, Thread
from typing import Any

import httpx
from waitress import create_server

from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Message, Request, Site

ADDRESS = "127.0.0.1"
LARGEST_BODY = 1024 * 1024
PAUSE_SECONDS = 0.2
_REASONS = {200: "OK", 204: "No Content", 302: "Found", 400: "Bad Request", 404: "Not Found"}


def application(site: Site, now: Callable[[], datetime]) -> Callable[..., Iterable[bytes]]:
    """Make a site a WSGI application."""

    def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        path = environ.get("REQUEST_URI") or environ["PATH_INFO"] + (f"?{query}" if query else "")
        size = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST_BODY)
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        body = environ["wsgi.input"].read(size)
        answer = site.respond(Request(environ["REQUEST_METHOD"], path, body, headers), now())
        status = f"{answer.status} {_REASONS.get(answer.status, 'Answer')}"
        start_response(status, list(answer.headers))
        return [answer.body]

    return respond


def post_over_http(url: str, message: Message) -> tuple[int, bytes] | None:
    """Send a notice as a gateway does; no answer within five seconds is none."""
    headers, body = message
    try:
        with httpx.Client(trust_env=False, timeout=5) as client:
            answer = client.post(url, headers=headers, content=body)
    except httpx.HTTPError:
        return None
    return answer.status_code, answer.content


class Serving:
    """A running gateway: its server and its courier, both stopped together."""

    def __init__(
        self, site: Site, courier: Courier, *, port: int, now: Callable[[], datetime]
    ) -> None:
        self._server = create_server(application(site, now), host=ADDRESS, port=port, threads=4)
        self._courier, self._now, self._over = courier, now, Event()
        self._walker = Thread(target=self._walk, daemon=True)
        self.port = int(self._server.effective_port)
        self.address = f"http://{ADDRESS}:{self.port}"

    def __enter__(self) -> Serving:
        self._walker.start()
        Thread(target=self._server.run, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.close()

    def wait(self) -> None:
        """Serve until somebody interrupts."""
        self._over.wait()

    def _walk(self) -> None:
        while not self._over.wait(PAUSE_SECONDS):
            self._courier.carry(self._now())
