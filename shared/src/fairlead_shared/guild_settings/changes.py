"""Tells the processes of a bot that settings changed, over Redis.

A message says what changed, not how: whoever hears it reads the database. Redis keeps no messages, so a cache has to
end by itself as well.
"""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_shared.clock import Clock
from fairlead_shared.logging import get_logger

RETRY_SECONDS: Final = 1.0
"""How long to wait before Redis is tried again."""
SILENCE_SECONDS: Final = 5.0
"""After how long without a message Redis is asked for a sign of life, which it has as long to give."""

_logger = get_logger("guild_settings")


class GuildSettingsChange(BaseModel):
    """The settings of one key in one guild are others than before.

    Attributes:
        guild_id: The guild.
        key: Which settings.
        version: Which version they have; it grows with each change.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    guild_id: int
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class AnythingMayHaveChanged:
    """Nothing is known of changes until now; each later one will be told."""


type News = GuildSettingsChange | AnythingMayHaveChanged


async def publish(redis: Redis, channel: str, changes: Iterable[GuildSettingsChange]) -> None:
    """Tell of changes that are committed.

    Args:
        redis: The Redis of the fleet.
        channel: :attr:`fairlead_shared.fleet.keys.FleetKeys.guild_settings`.
        changes: What changed.

    Raises:
        RedisError: Redis does not answer.
    """
    for change in changes:
        await redis.publish(channel, change.model_dump_json())


async def news(redis: Redis, channel: str, clock: Clock) -> AsyncGenerator[News]:
    """Hear of changes for as long as one likes; close it with ``aclosing``.

    The first news, and the first after Redis was lost, is that anything may have changed. This keeps one connection of
    the client's pool.
    """
    while True:
        try:
            async with aclosing(_heard(redis, channel)) as heard:
                async for change in heard:
                    yield change
        except (RedisError, OSError, TimeoutError) as error:
            _logger.warning("changes of settings are not heard: Redis does not answer", reason=type(error).__name__)
        await clock.sleep(RETRY_SECONDS)


async def _heard(redis: Redis, channel: str) -> AsyncGenerator[News]:
    async with redis.pubsub() as subscription:
        await subscription.subscribe(channel)
        asked = False
        while True:
            message = await subscription.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                if asked:
                    raise TimeoutError
                await subscription.ping()
            elif message["type"] == "subscribe":
                # Also when the library connected again by itself.
                yield AnythingMayHaveChanged()
            elif message["type"] == "message":
                yield _read(message["data"] or b"")
            asked = message is None


def _read(data: bytes | str) -> News:
    try:
        return GuildSettingsChange.model_validate_json(data)
    except ValidationError:
        _logger.warning("a message about changed settings cannot be read")
        return AnythingMayHaveChanged()
