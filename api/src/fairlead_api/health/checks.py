"""Asks what the API needs whether it is there; not more often than once a second, however often one is asked."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.resources import Resources
from fairlead_api.store_errors import store_errors
from fairlead_shared.database.revision import SCHEMA_HEAD
from fairlead_shared.errors import FairleadError

KEPT_SECONDS: Final = 1.0
"""How long an answer counts."""


class State(StrEnum):
    """How something is."""

    OK = "ok"
    AWAY = "away"
    OLD_SCHEMA = "old_schema"


class Health(BaseModel):
    """How the API is."""

    model_config = ConfigDict(frozen=True)

    status: State = Field(description="`ok` if everything is.")
    database: State
    redis: State


class HealthChecks:
    """The checks of one process."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._lock = asyncio.Lock()
        self._known: tuple[float, Health] | None = None

    async def health(self) -> Health:
        """Return how database and Redis are; never fails."""
        async with self._lock:
            now = self._resources.clock.monotonic()
            if self._known is not None and now - self._known[0] < KEPT_SECONDS:
                return self._known[1]
            database, redis = await asyncio.gather(_state(self._database), _state(self._redis))
            both = State.OK if database is redis is State.OK else State.AWAY
            health = Health(status=both, database=database, redis=redis)
            self._known = (self._resources.clock.monotonic(), health)
            return health

    async def _database(self) -> State:
        revision = await self._resources.database.schema_revision()
        return State.OK if revision is not None and revision >= SCHEMA_HEAD else State.OLD_SCHEMA

    async def _redis(self) -> State:
        async with store_errors():
            await self._resources.redis.ping()
        return State.OK


async def _state(check: Callable[[], Awaitable[State]]) -> State:
    try:
        return await check()
    except FairleadError:
        return State.AWAY
