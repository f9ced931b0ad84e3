"""Redis' errors as our own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from redis.exceptions import RedisError

from fairlead_shared.errors import StoreError

PATIENCE_SECONDS: Final = 3.0
"""How long a request waits for Redis."""


@asynccontextmanager
async def store_errors() -> AsyncGenerator[None]:
    """Bound how long a block waits for Redis.

    Raises:
        StoreError: Redis does not answer in time, or refused a command.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreError(f"Redis does not answer: {type(error).__name__}") from error
