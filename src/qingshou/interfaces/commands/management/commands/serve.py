"""Serve the doors of the house, such as those for gateways' notices, on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.wsgi import get_wsgi_application
from waitress import create_server

from qingshou.interfaces.commands.door import REFUSED, Answer, Door

ADDRESS, PORT = "127.0.0.1", 8000
THREADS = 8


class Command(Door):
    """Serve over HTTP on the loopback address; a proxy with TLS stands before it."""

    summary_zh = "在本机提供网页与回调服务；对外须由带 TLS 的代理转发"
    summary_en = "Serve pages and gateway notices on this machine, behind a proxy with TLS"
    example = "qingshou serve --port 8000"
    speaks_json = False

    def describe(self, parser: ArgumentParser) -> None:
        """Declare where."""
        parser.add_argument("--port", type=int, default=PORT, help="端口，默认 8000。Port.")

    def act(self, **options: Any) -> Answer:
        """Serve until interrupted."""
        port = options["port"]
        try:
            server = create_server(get_wsgi_application(), host=ADDRESS, port=port, threads=THREADS)
        except OSError:
            return Answer(f"{ADDRESS}:{port} 已被占用，请换一个 --port。", exit_code=REFUSED)
        self.stdout.write(f"服务地址：http://{ADDRESS}:{port}/ （按 Ctrl-C 结束）")
        try:
            server.run()
        finally:
            server.close()
        return Answer("")
