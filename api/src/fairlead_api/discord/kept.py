"""Answers of Discord that all replicas keep for some time."""

from collections.abc import Awaitable, Callable

from pydantic import TypeAdapter
from redis.asyncio import Redis

from fairlead_api.store_errors import store_errors
from fairlead_shared.errors import StoreError
from fairlead_shared.logging import get_logger

_logger = get_logger("discord")


class KeptAnswers:
    """Asks Discord only what was not asked a moment ago; without the cache, each time.

    Args:
        cache: Where answers are kept.
    """

    def __init__(self, cache: Redis) -> None:
        self._cache = cache

    async def get[T](self, key: str, form: TypeAdapter[T], seconds: int, ask: Callable[[], Awaitable[T]]) -> T:
        """Return an answer that is kept, or ask and keep what is said; what asking raises is not kept.

        Args:
            key: What it is kept under.
            form: How it is written.
            seconds: For how long.
            ask: Asks Discord.
        """
        try:
            async with store_errors():
                kept = await self._cache.get(key)
        except StoreError:
            _logger.warning("the cache does not answer; Discord is asked each time")
            return await ask()
        if kept is not None:
            return form.validate_json(kept)
        found = await ask()
        try:
            async with store_errors():
                await self._cache.set(key, form.dump_json(found), ex=seconds)
        except StoreError as error:
            _logger.warning("an answer of Discord could not be kept", reason=str(error))
        return found
