"""Listens for pods that hand over their slots."""

from typing import Final

from aiohttp import web

from fairlead_bot.gateway.handover.channel import ChannelError, accept_channel
from fairlead_bot.gateway.handover.messages import HandoverError
from fairlead_bot.gateway.handover.taking import Reception
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.logging import get_logger

PATH: Final = "/handover"
STOP_SECONDS: Final = 1.0
"""How long conversations under way may take when the server stops."""

_log = get_logger("gateway.handover")


class HandoverServer:
    """The server of one pod; whoever does not know the Secret gets no further than a challenge."""

    def __init__(self, reception: Reception, secret: bytes) -> None:
        """Listen nowhere yet.

        Args:
            reception: Answers offers.
            secret: What the pods of the bot know.
        """
        self._reception = reception
        self._secret = secret
        application = web.Application()
        application.add_routes([web.get(PATH, self._handle)])
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
            raise ConfigurationError(
                f"The pod cannot be handed slots at {host}:{port} (HANDOVER_HOST, FAIRLEAD_HANDOVER_PORT): "
                f"{error.strerror}."
            ) from error
        chosen: int = self._runner.addresses[0][1]
        return chosen

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            async with accept_channel(request, self._secret) as channel:
                await self._reception.receive(channel)
        except (ChannelError, HandoverError) as error:
            _log.warning("an offer of a slot came to nothing", peer=request.remote, error=str(error))
        return web.Response()
