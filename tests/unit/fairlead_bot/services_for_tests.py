"""Services that answer as a test wants."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead_bot.bot import FairleadBot
from fairlead_bot.services.bundle import BotServices
from fairlead_bot.services.no_database import NoDatabase
from fairlead_bot.services.ports import Database
from fairlead_shared.errors import DatabaseError, StoreError
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import FleetSummary
from fairlead_shared.logging import get_logger
from tests.builders.fleet import pod_status
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.environment import settings


@dataclass
class ScriptedFleet:
    """A fleet of which only this pod is known, unless a status is given."""

    generation: Generation = field(default_factory=lambda: Generation(4, 2))
    own_status: PodStatus = field(default_factory=lambda: pod_status("demo-0", 0, guilds=3))
    known: FleetSummary | None = None

    def shard_of(self, guild_id: int) -> int:
        return self.generation.shard_of(guild_id)

    def own(self) -> PodStatus:
        return self.own_status

    async def status(self) -> FleetSummary:
        if self.known is None:
            raise StoreError("Redis does not answer.")
        return self.known


@dataclass
class ScriptedDatabase:
    """A database that is up, or fails with an error."""

    error: Exception | None = None
    configured: bool = True
    pings: int = 0

    def session(self, guild_id: int) -> AbstractAsyncContextManager[AsyncSession]:
        del guild_id
        return self.fleet_session()

    def fleet_session(self) -> AbstractAsyncContextManager[AsyncSession]:
        @asynccontextmanager
        async def session() -> AsyncGenerator[AsyncSession]:
            await self.ping()
            yield AsyncSession()

        return session()

    async def ping(self) -> None:
        self.pings += 1
        if self.error is not None:
            raise self.error

    async def close(self) -> None:
        self.error = DatabaseError("closed")


class ScriptedRedis(Redis):
    """A Redis that only knows whether it is up."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self._error = error

    async def ping(self, **_options: object) -> bool:
        if self._error is not None:
            raise self._error
        return True


def services(
    *, fleet: ScriptedFleet | None = None, db: Database | None = None, redis: Redis | None = None
) -> BotServices:
    return BotServices(
        clock=FakeClock(),
        log=get_logger("test"),
        db=db or NoDatabase(),
        redis=redis or ScriptedRedis(),
        fleet=fleet or ScriptedFleet(),
    )


def bot(*, errors: list[str] | None = None) -> FairleadBot:
    """A bot that is not logged in."""
    chosen = settings()
    counted = errors if errors is not None else []
    return FairleadBot(
        services(), intents=chosen.intents, shard_count=chosen.shard_count, count_handler_error=counted.append
    )
