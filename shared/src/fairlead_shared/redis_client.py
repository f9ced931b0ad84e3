"""The connection to Redis, made in one way everywhere."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from fairlead_shared.errors import StoreError

TIMEOUT_SECONDS = 5.0
"""How long connecting, and each command, may take."""


def connect_redis(url: str, *, pool_size: int = 10) -> Redis:
    """Return a client for a Redis address; it connects when it is first used.

    Callers beyond the pool's size wait for a connection, at most the timeout: a pod has more shards than connections.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=pool_size,
        timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )
    return Redis.from_pool(pool)


async def check_redis(redis: Redis, address: str) -> None:
    """Ask Redis for a sign of life.

    Args:
        redis: The client.
        address: Host and port as people know it, without a password.

    Raises:
        StoreError: Redis did not answer, or refused.
    """
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        raise StoreError(f"Redis at {address} does not answer: {error}") from error
