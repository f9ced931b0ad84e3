"""Reads from Redis what the bots say of themselves and how many identifies are left, and tells it what Discord says."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_operator.gateway_polls import DiscordsWord
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.budget import IdentifyBudget
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.ledger import IdentifyLedger
from fairlead_shared.fleet.records import LeaseHolder
from fairlead_shared.fleet.status import FleetSummary, StatusStore
from fairlead_shared.redis_client import check_redis, connect_redis

_SCHEMES: Final = ("redis", "rediss", "unix")


class RedisAddressError(Exception):
    """The address of Redis is none."""


@dataclass(frozen=True, slots=True)
class StoreSeen:
    """What Redis said.

    Attributes:
        fleet: What the bots say of themselves; nothing while no generation runs.
        budget: What is left of the day's identifies; nothing while the application is not known.
        holders: Who holds which slot; nothing while no generation runs.
        silent: Seconds since each pod last reported; nothing while no generation runs.
    """

    fleet: FleetSummary | None = None
    budget: IdentifyBudget | None = None
    holders: Mapping[int, LeaseHolder] | None = None
    silent: Mapping[str, float] | None = None


async def read_store(
    url: str, application_id: int | None, generation: Generation | None, word: DiscordsWord | None = None
) -> StoreSeen:
    """Return what Redis says of a bot; Redis is asked in any case.

    Args:
        url: The address of Redis.
        application_id: The bot's application, where it is known.
        generation: The generation that runs, if one does.
        word: Discord's word on the daily limit: it is written into the ledger first.

    Raises:
        RedisAddressError: the address is none.
        StoreError: Redis does not answer.
    """
    async with reached(url) as redis:
        if application_id is None:
            return StoreSeen()
        keys = FleetKeys(application_id)
        ledger = IdentifyLedger(redis, keys)
        if word is not None:
            await ledger.note(word.limit, word.asked_ago)
        budget = await ledger.remaining()
        if generation is None:
            return StoreSeen(budget=budget)
        status = StatusStore(redis, keys, generation)
        holders = await SlotLeases(redis, keys, generation).holders()
        return StoreSeen(await status.summary(), budget, holders, await status.silent())


@asynccontextmanager
async def reached(url: str) -> AsyncGenerator[Redis]:
    """Connect to a Redis that answers.

    Raises:
        RedisAddressError: the address is none.
        StoreError: Redis does not answer, or no longer does inside the block.
    """
    if urlsplit(url).scheme not in _SCHEMES:
        raise RedisAddressError
    try:
        redis = connect_redis(url, pool_size=1)
    except ValueError as error:
        raise RedisAddressError from error
    async with redis:
        await check_redis(redis, address_of(url))
        try:
            yield redis
        except (RedisError, OSError) as error:
            raise StoreError(f"Redis at {address_of(url)} does not answer: {error}") from error


def address_of(url: str) -> str:
    """Return host and port of an address, without user and password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.path
