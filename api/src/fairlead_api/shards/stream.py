"""Sends somebody the shards as they change."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from fairlead_api.shards.look import Look, encoded
from fairlead_api.shards.reader import FleetReader
from fairlead_api.shards.schemas import ShardsEvent
from fairlead_shared.clock import Clock
from fairlead_shared.errors import RateLimitedError
from fairlead_shared.logging import get_logger

MOST_STREAMS: Final = 1_000
"""How many streams one process serves at a time."""
MOST_OF_A_USER: Final = 10
"""How many of them one user may have."""
HEARTBEAT_SECONDS: Final = 15.0
"""After how long without news that is said, so that proxies keep the connection and both ends notice a dead one.

A comment would do for proxies alone: browsers do not tell a page of those.
"""
REVIEW_SECONDS: Final = 3.0
"""How often it is asked whether the user may still look."""
WRITE_SECONDS: Final = 10.0
"""How long a client may take to read what was sent before it is dropped."""

_AWAY: Final = encoded(ShardsEvent(event="away"))

_logger = get_logger("shards")

type MayLook = Callable[[], Awaitable[bool | None]]
"""Tells whether somebody may still look; nothing while that is not known."""


class StreamPlaces:
    """How many streams there are."""

    def __init__(self) -> None:
        self._taken = Counter[int]()

    @contextmanager
    def taken_by(self, user_id: int) -> Generator[None]:
        """Count a stream of a user.

        Raises:
            RateLimitedError: There are too many.
        """
        if self._taken[user_id] >= MOST_OF_A_USER or self._taken.total() >= MOST_STREAMS:
            raise RateLimitedError("There are too many streams open.", retry_after=round(REVIEW_SECONDS))
        self._taken[user_id] += 1
        try:
            yield
        finally:
            self._taken[user_id] -= 1
            self._taken += Counter()  # forgets users who have none


async def shard_events(reader: FleetReader, may_look: MayLook, clock: Clock) -> AsyncGenerator[bytes]:
    """Yield every shard, then what changes; ends when the user may not look any more.

    Nothing is queued: who reads slowly gets what changed since they last read. While Redis is away it is not known
    whether they may look, and there is nothing to tell.
    """
    sent: Look | None = None
    away = False
    reviewed = wrote = clock.monotonic()
    async for look in reader.looks():
        news = b""
        if look is None:
            news, sent, away = b"" if away else _AWAY, None, True
        else:
            # After an absence, nothing is told before the session was looked up again.
            if away or clock.monotonic() - reviewed >= REVIEW_SECONDS:
                allowed = await may_look()
                if allowed is False:
                    return
                if allowed is None:
                    continue
                reviewed, away = clock.monotonic(), False
            news, sent = look.since(sent), look
        if not news and clock.monotonic() - wrote >= HEARTBEAT_SECONDS:
            news = _AWAY if look is None else look.no_change
        if news:
            yield news
            wrote = clock.monotonic()


class EventStream(StreamingResponse):
    """An answer of server-sent events; a client that does not read them is dropped."""

    media_type = "text/event-stream"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sending(message: Message) -> None:
            async with asyncio.timeout(WRITE_SECONDS):
                await send(message)

        try:
            await super().__call__(scope, receive, sending)
        except TimeoutError:
            _logger.info("a stream was dropped: its client does not read")
