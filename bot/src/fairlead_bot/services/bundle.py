"""The services in one value, which every cog is given."""

from dataclasses import dataclass

import structlog
from redis.asyncio import Redis

from fairlead_bot.services.ports import Database, Fleet
from fairlead_shared.clock import Clock


@dataclass(frozen=True, slots=True)
class BotServices:
    """What cogs use; tests replace any of it.

    Attributes:
        clock: The clock.
        log: The logger of cogs.
        db: The database.
        redis: Redis, for the cogs alone: the runtime has connections of its own.
        fleet: What is known of the fleet.
    """

    clock: Clock
    log: structlog.stdlib.BoundLogger
    db: Database
    redis: Redis
    fleet: Fleet
