"""Listens for pods that hand over their slots."""

from typing import Final

from aiohttp import web

from fairlead_bot.gateway.handover.channel import ChannelError, accept_channel
from fairlead_bot.gateway.handover.messages import HandoverError
from fairlead_bot.gateway.handover.taking import Reception
from fairlead_bot.http_listener import HttpListener
from fairlead_shared.logging import get_logger

PATH: Final = "/handover"

_log = get_logger("gateway.handover")


class HandoverServer(HttpListener):
    """The server of one pod; whoever does not know the Secret gets no further than a challenge."""

    def __init__(self, reception: Reception, secret: bytes) -> None:
        """Listen nowhere yet.

        Args:
            reception: Answers offers.
            secret: What the pods of the bot know.
        """
        self._reception = reception
        self._secret = secret
        super().__init__(
            [web.get(PATH, self._handle)],
            purpose="The pod cannot be handed slots at {address} (HANDOVER_HOST, FAIRLEAD_HANDOVER_PORT)",
        )

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            async with accept_channel(request, self._secret) as channel:
                await self._reception.receive(channel)
        except (ChannelError, HandoverError) as error:
            _log.warning("an offer of a slot came to nothing", peer=request.remote, error=str(error))
        return web.Response()
