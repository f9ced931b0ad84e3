"""Whether a dependency answers, and how fast: asked with a deadline, and not more often than needed."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis

from fairlead_bot.services.ports import Database
from fairlead_shared.clock import Clock
from fairlead_shared.logging import redact

PROBE_SECONDS: Final = 0.8
"""How long a dependency has to answer."""


class DependencyState(StrEnum):
    """What is known of a dependency."""

    UP = "up"
    DOWN = "down"
    ABSENT = "absent"
    """The bot does not have it."""


class Dependency(BaseModel):
    """The answer of a dependency: its state, the time it took in seconds, and what was wrong."""

    model_config = ConfigDict(frozen=True)

    state: DependencyState
    latency: float | None = None
    error: str | None = None


async def probe(ping: Callable[[], Awaitable[object]], clock: Clock, deadline: float = PROBE_SECONDS) -> Dependency:
    """Ask for a sign of life; whatever goes wrong is the answer."""
    began = clock.monotonic()
    try:
        async with asyncio.timeout(deadline):
            await ping()
    except TimeoutError:
        return Dependency(state=DependencyState.DOWN, error=f"no answer within {deadline:g} s")
    except Exception as error:  # noqa: BLE001 - a client library's errors are many, and each means that it is down
        return Dependency(state=DependencyState.DOWN, error=str(redact(str(error))) or type(error).__name__)
    return Dependency(state=DependencyState.UP, latency=clock.monotonic() - began)


async def probe_database(database: Database, clock: Clock) -> Dependency:
    """Ask the database."""
    if not database.configured:
        return Dependency(state=DependencyState.ABSENT)
    return await probe(database.ping, clock)


async def probe_redis(redis: Redis, clock: Clock) -> Dependency:
    """Ask Redis."""
    return await probe(redis.ping, clock)
