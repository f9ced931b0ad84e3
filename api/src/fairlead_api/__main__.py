"""``python -m fairlead_api``: runs one replica of the API.

Ends with exit code 0 when it was asked to stop; with 2 and a sentence when a person has to look: a wrong setting, a
settings class of the bot that cannot be used, an address that cannot be listened on. PostgreSQL and Redis may be away:
`/readyz` says so.
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from fastapi import FastAPI

from fairlead_api.app import create_app, end_streams
from fairlead_api.event_loop import new_event_loop
from fairlead_api.settings import ApiSettings
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.logging import configure_logging, get_logger, redact

STOP_SECONDS: Final = 10
"""How long requests under way may take when the process is asked to stop."""
BACKLOG: Final = 2_048
UNREAD_SECONDS: Final = 30
"""How long a client may leave unread what was sent, before the system drops its connection with all that waits."""


def _listening(host: str, port: int) -> socket.socket:
    """Listen before the server starts: it would end the process by itself where it cannot.

    Raises:
        ConfigurationError: The address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        sentence = f"The API cannot listen on {host}:{port} (API_HOST, API_PORT): {error.strerror or error}."
        raise ConfigurationError(sentence) from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; its connections have it too
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
    return listening


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to us: uvicorn stops by them too, but then ends the process by the same signal."""
        yield


async def _serve(app: FastAPI, server: uvicorn.Server, listening: socket.socket) -> None:
    def stop() -> None:
        server.should_exit = True
        end_streams(app)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve(sockets=[listening])


def main() -> int:
    """Run the API; return the exit code."""
    try:
        settings = ApiSettings.load()
        configure_logging("api", level=settings.log_level, development=settings.dev_mode)
        app = create_app(settings)
        listening = _listening(settings.listen_host, settings.api_port)
    except ConfigurationError as error:
        sys.stderr.write(f"{redact(str(error))}\n")
        return 2
    logger = get_logger("app")
    for sentence in settings.warnings():
        logger.warning(sentence)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=STOP_SECONDS,
        lifespan="on",
    )
    logger.info("listening", host=settings.listen_host, port=listening.getsockname()[1])
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(app, _Server(config), listening))
    logger.info("api stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
