"""Serve the page in the dashboard's place on ``PORT`` (3000) until a signal: ``python serve.py``."""

import os
import signal
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
PAGES: Final = {
    "/": ("text/html; charset=utf-8", FOLDER / "index.html"),
    "/style.css": ("text/css; charset=utf-8", FOLDER / "style.css"),
}
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page(BaseHTTPRequestHandler):
    """Answers a request: the page, its style, ``/livez`` and ``/readyz``."""

    server_version = "fairlead"
    sys_version = ""
    timeout = 10  # seconds that a client may say nothing

    def do_GET(self) -> None:
        """Answer GET."""
        path = self.path.partition("?")[0]
        if path in {"/livez", "/readyz"}:
            self._answer(HTTPStatus.OK, "text/plain; charset=utf-8", b"ok\n")
        elif path in PAGES:
            kind, file = PAGES[path]
            self._answer(HTTPStatus.OK, kind, file.read_bytes())
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is no such page.\n")

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log no requests: probes would fill the log."""


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    port = os.environ.get("PORT", "3000")
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        sys.stderr.write("PORT: must be a number from 1 to 65535\n")
        return 2
    with ThreadingHTTPServer(("0.0.0.0", int(port)), Page) as server:  # noqa: S104 - a container's own address
        # The process is the container's first: without handlers the kernel would drop the signals.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
