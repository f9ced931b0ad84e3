"""The program of the pods here: a server that answers as it is told, and says what it hears.

It runs as a script of its own. GET /<path> answers with the status that PUT /<path>/<status> has set, 200 at first;
the body is its environment, and its log has a line for each question. With ``DEAF`` set it does not heed SIGTERM, with
``CHILD`` it has a child that does not either; ``FAILING`` names paths that answer with 503 from the start on.
"""

import json
import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PORT = 8080
_statuses: dict[str, int] = dict.fromkeys(os.environ.get("FAILING", "").split(), 503)


class Answers(BaseHTTPRequestHandler):
    """Answers with the status that was set for a path."""

    def do_GET(self) -> None:
        say(f"asked {self.path}")
        self._answer(_statuses.get(self.path, 200), json.dumps(dict(os.environ)).encode())

    def do_PUT(self) -> None:
        path, _, status = self.path.rpartition("/")
        _statuses[path] = int(status)
        self._answer(200, b"")

    def log_message(self, *_: Any) -> None:
        """Say nothing: the log is for what the test looks for."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def say(line: str) -> None:
    """Write a line to the log at once."""
    print(line, flush=True)  # noqa: T201 - its output is its log


def end(*_: object) -> None:
    """End, unless deaf."""
    say("asked to end")
    if "DEAF" not in os.environ:
        sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    if "CHILD" in os.environ:
        deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
        say(f"child {subprocess.Popen([sys.executable, '-c', deaf]).pid}")
    server = ThreadingHTTPServer((os.environ["HEALTH_HOST"], PORT), Answers)
    say("listening")
    server.serve_forever()
