"""One connection to the gateway."""

import asyncio
from contextlib import suppress
from typing import Final, Self

import aiohttp
import discord
import yarl
from discord import utils
from discord.gateway import DiscordWebSocket
from discord.http import INTERNAL_API_VERSION

from fairlead_bot.gateway.decompression import decompressor, query
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.frame import Frame
from fairlead_bot.gateway.pulse import Pulse
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.logging import get_logger

RESUMABLE_CODE: Final = 4000
"""The close code that we send: Discord keeps the session on every code but 1000 and 1001."""
CLOSE_SECONDS: Final = 2.0
"""How long Discord has to answer a close."""

_log = get_logger("gateway.connection")


async def _no_hook(*_arguments: object, **_options: object) -> None:
    """Stand in for ``before_identify_hook``: the identify gate has waited already, with the socket closed."""


class GatewayConnection(DiscordWebSocket):
    """A socket of discord.py that only reads frames and sends; a shard decides what they mean.

    discord.py's own reading loop, its heartbeat thread and its closing with 1000 are not used.

    Attributes:
        pulse: The heartbeats, from HELLO on.
        greeted: Set when HELLO has come.
        ready: Set when READY or RESUMED has come.
        frames: How many frames were read.
        text: The last of them, as it was received but decompressed.
        events: How many events were applied, beside READY and RESUMED.
        hears: Whether one of them came after READY or RESUMED: a replay is no sign that a connection hears.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(socket, loop=loop)
        self.pulse: Pulse | None = None
        self.greeted = asyncio.Event()
        self.ready = asyncio.Event()
        self.frames = 0
        self.text: str | bytes = ""
        self.events = 0
        self.hears = False
        self._ending: Ending | None = None

    @classmethod
    async def establish(
        cls, client: discord.AutoShardedClient, shard_id: int, address: yarl.URL, compression: Compression
    ) -> Self:
        """Connect to an address for a shard.

        Raises:
            aiohttp.ClientError: The connection was refused or broke.
            OSError: As above.
        """
        url = address.with_query(v=INTERNAL_API_VERSION, encoding="json", **query(compression))
        state = client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as the parent's from_client does
        connection = cls(await client.http.ws_connect(str(url)), loop=client.loop)
        connection._decompressor = decompressor(compression)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue] - discord.py only calls it
        connection.token = client.http.token
        connection._connection = state
        connection._discord_parsers = state.parsers
        connection._dispatch = client.dispatch
        connection._max_heartbeat_timeout = state.heartbeat_timeout
        connection._rate_limiter.shard_id = shard_id
        connection._initial_identify = False
        connection.gateway = address
        connection.call_hooks = _no_hook
        connection.shard_id = shard_id
        connection.shard_count = client.shard_count
        if client._enable_debug_events:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as the parent's from_client does
            connection.send = connection.debug_send  # type: ignore[method-assign]
            connection.log_receive = connection.debug_log_receive  # type: ignore[method-assign]
        state._update_references(connection)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - voice clients send through it
        return connection

    @property
    def latency(self) -> float:
        """Seconds from the last acknowledged heartbeat to its acknowledgement; infinite before the first one."""
        latency = self.pulse.latency if self.pulse else None
        return float("inf") if latency is None else latency

    async def read(self) -> Frame | Ending:
        """Return the next frame, or how the connection ended."""
        while True:
            message = await self.socket.receive()
            try:
                if message.type is aiohttp.WSMsgType.BINARY:
                    text = self._decompressor.decompress(message.data)
                elif message.type is aiohttp.WSMsgType.TEXT:
                    text = message.data
                else:
                    return self._ended()
                if text is not None:
                    self.frames += 1
                    self.text = text
                    self.log_receive(text)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - discord.py passes the text, too
                    return self.decode(text)
            except Exception as error:  # noqa: BLE001 - each compression has errors of its own, and all mean the same
                return Ending(EndKind.UNREADABLE, detail=str(error))

    @staticmethod
    def decode(text: str | bytes) -> Frame:
        """Return a frame from its text.

        Raises:
            ValueError: It is not JSON.
        """
        frame: Frame = utils._from_json(text)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportArgumentType] - the faster of the two decoders that it chose; both take either
        return frame

    async def beat(self, clock: Clock, sequence: int | None) -> None:
        """Send a heartbeat with a sequence, or none before the first event; it passes the limit on sending by."""
        if self.pulse is not None:
            self.pulse.beat(clock.monotonic())
            await self.send_heartbeat({"op": self.HEARTBEAT, "d": sequence})

    def deliver(self, event: str, content: object) -> None:
        """Give an event to those who wait for it on this very socket."""
        if not (waiting := self._dispatch_listeners):
            return
        self._dispatch_listeners = []
        for listener in waiting:
            if listener.future.done():
                continue
            try:
                if listener.event != event or not listener.predicate(content):  # type: ignore[arg-type]
                    self._dispatch_listeners.append(listener)
                else:
                    listener.future.set_result(listener.result(content) if listener.result else content)  # type: ignore[arg-type]
            except Exception as error:  # noqa: BLE001 - it belongs to the one who waits
                listener.future.set_exception(error)

    async def request_chunks(
        self,
        guild_id: int,
        query: str | None = None,
        *,
        limit: int,
        user_ids: list[int] | None = None,
        presences: bool = False,
        nonce: str | None = None,
    ) -> None:
        """Ask for members of a guild; on a connection that has ended the asker's own deadline ends the wait."""
        try:
            await super().request_chunks(
                guild_id, query, limit=limit, user_ids=user_ids, presences=presences, nonce=nonce
            )
        except (OSError, aiohttp.ClientError, discord.ConnectionClosed) as error:
            _log.warning("members could not be asked for", shard=self.shard_id, guild_id=guild_id, error=str(error))

    async def end(self, ending: Ending) -> None:
        """Close the connection in a way that keeps the session; the first ending given is the one that counts."""
        self._ending = self._ending or ending
        await self.close(RESUMABLE_CODE)

    async def close(self, code: int = RESUMABLE_CODE) -> None:
        """Close the socket, with at most two seconds for Discord's answer."""
        self._close_code = code
        # Cut off by the deadline, aiohttp releases the socket without Discord's answer.
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.socket.close(code=code)

    def _ended(self) -> Ending:
        return self._ending or Ending(EndKind.CLOSED, self.socket.close_code)
