"""The read side of the fleet, on Redis."""

from collections.abc import Callable

from redis.exceptions import RedisError

from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import FleetSummary, StatusStore


class RedisFleet:
    """Reads what the pods of a fleet publish."""

    def __init__(self, store: StatusStore, generation: Generation, own: Callable[[], PodStatus]) -> None:
        self._store = store
        self._generation = generation
        self._own = own

    @property
    def generation(self) -> Generation:
        """The layout that this pod belongs to."""
        return self._generation

    def shard_of(self, guild_id: int) -> int:
        """Return the shard that receives a guild's events."""
        return self._generation.shard_of(guild_id)

    def own(self) -> PodStatus:
        """Return what this pod says of itself now; it needs no Redis."""
        return self._own()

    async def status(self) -> FleetSummary:
        """Return the last status of every shard, without its figures.

        Raises:
            StoreError: Redis does not answer.
        """
        try:
            return await self._store.summary()
        except (RedisError, OSError) as error:
            raise StoreError("Redis does not answer.") from error
