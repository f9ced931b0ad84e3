"""Has an HTTP application listen on an address of the pod."""

from typing import Final

from aiohttp import web

from fairlead_shared.errors import ConfigurationError

STOP_SECONDS: Final = 1.0
"""How long requests under way may take when a listener stops."""


class HttpListener:
    """An HTTP application that listens, or will."""

    def __init__(self, routes: list[web.RouteDef], *, purpose: str) -> None:
        """Listen nowhere yet.

        Args:
            routes: What the application answers.
            purpose: What it cannot do where it cannot listen, and the variables that say where: for people.
        """
        self._purpose = purpose
        application = web.Application()
        application.add_routes(routes)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_SECONDS)

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which the system chooses for port 0.

        Raises:
            ConfigurationError: The address cannot be listened on; the sentence says why.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigurationError(f"{self._purpose.format(address=f'{host}:{port}')}: {error.strerror}.") from error
        chosen: int = self._runner.addresses[0][1]
        return chosen

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()
