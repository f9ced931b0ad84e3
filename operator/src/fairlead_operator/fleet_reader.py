"""Reads from Redis what the bots say of themselves."""

from typing import Final
from urllib.parse import urlsplit

from redis.exceptions import RedisError

from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import FleetStatus, StatusStore
from fairlead_shared.redis_client import check_redis, connect_redis

_SCHEMES: Final = ("redis", "rediss", "unix")


class RedisAddressError(Exception):
    """The address of Redis is none."""


async def read_fleet(url: str, application_id: int | None, generation: Generation | None) -> FleetStatus | None:
    """Return the status of a generation, or nothing when there is none to read; Redis is asked in any case.

    Raises:
        RedisAddressError: the address is none.
        StoreError: Redis does not answer.
    """
    if urlsplit(url).scheme not in _SCHEMES:
        raise RedisAddressError
    try:
        redis = connect_redis(url, pool_size=1)
    except ValueError as error:
        raise RedisAddressError from error
    async with redis:
        await check_redis(redis, address_of(url))
        if application_id is None or generation is None:
            return None
        try:
            return await StatusStore(redis, FleetKeys(application_id), generation).read()
        except (RedisError, OSError) as error:
            raise StoreError(f"Redis at {address_of(url)} does not answer: {error}") from error


def address_of(url: str) -> str:
    """Return host and port of an address, without user and password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.path
