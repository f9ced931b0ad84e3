"""What people are called, where only their ids are kept.

Discord is asked for each of them, so that is bounded in every way: some at once, some a second by all replicas, for a
few seconds, and not again for a while where it does not answer. Whoever is not known by then is shown by their id.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, cast

from redis.asyncio import Redis

from fairlead_api.discord.bot import DiscordBot, DiscordMember
from fairlead_api.rate_limits.decision import Booking
from fairlead_api.rate_limits.limiter import RateLimiter
from fairlead_api.rate_limits.rate import Rate
from fairlead_api.store_errors import store_errors
from fairlead_shared.clock import Clock
from fairlead_shared.errors import DiscordError, RateLimitedError, StoreError
from fairlead_shared.logging import get_logger

CACHE_SECONDS: Final = 600
"""How long a name may be out of date."""
PATIENCE_SECONDS: Final = 3.0
"""How long a list waits for names."""
QUIET_SECONDS: Final = 5.0
"""How long this process does not ask again after Discord failed."""
AT_ONCE: Final = 4
"""Questions of one list that are under way."""
QUESTIONS: Final = Booking("discord", "people", Rate(20, 1.0))
"""What all replicas may ask: less than half of what Discord lets the bot, whose pods ask as well."""

_logger = get_logger("people")


class People:
    """Names and pictures of users, as members of a guild where they are."""

    def __init__(self, bot: DiscordBot, cache: Redis, limiter: RateLimiter, clock: Clock) -> None:
        self._bot = bot
        self._cache = cache
        self._limiter = limiter
        self._clock = clock
        self._ask_again = 0.0

    async def of(self, guild_id: int, user_ids: Iterable[int]) -> dict[int, DiscordMember]:
        """Return who users are, without those of whom it cannot be said now; never fails."""
        wanted = list(dict.fromkeys(user_ids))
        kept = await self._kept(guild_id, wanted)
        asked = await self._asked(guild_id, [user_id for user_id in wanted if user_id not in kept])
        await self._keep(guild_id, asked)
        return {user_id: person for user_id, person in (kept | asked).items() if person is not None}

    async def _asked(self, guild_id: int, user_ids: Sequence[int]) -> dict[int, DiscordMember | None]:
        waiting, found = deque(user_ids), dict[int, DiscordMember | None]()

        async def ask() -> None:
            while waiting and self._clock.monotonic() >= self._ask_again:
                user_id = waiting.popleft()
                try:
                    found[user_id] = await self._ask(guild_id, user_id)
                except RateLimitedError as refusal:
                    waiting.appendleft(user_id)
                    await self._clock.sleep(cast("int", refusal.details["retry_after"]))
                except DiscordError as error:
                    self._ask_again = self._clock.monotonic() + QUIET_SECONDS
                    _logger.warning("Discord does not say what people are called", reason=str(error))

        try:
            async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as tasks:
                for _ in range(min(AT_ONCE, len(user_ids))):
                    tasks.create_task(ask())
        except TimeoutError:
            _logger.info("people are shown by their ids", number=len(user_ids) - len(found))
        return found

    async def _ask(self, guild_id: int, user_id: int) -> DiscordMember | None:
        await self._book()
        member = await self._bot.member(guild_id, user_id)
        if member is not None:
            return member
        await self._book()
        user = await self._bot.user(user_id)
        return None if user is None else DiscordMember.model_construct(user=user)

    async def _book(self) -> None:
        verdict = await self._limiter.take([QUESTIONS])
        if not verdict.allowed:
            raise RateLimitedError("All replicas together ask no more.", retry_after=verdict.retry_after)

    async def _kept(self, guild_id: int, user_ids: Sequence[int]) -> dict[int, DiscordMember | None]:
        if not user_ids:
            return {}
        try:
            async with store_errors():
                values = await self._cache.mget([_key(guild_id, user_id) for user_id in user_ids])
        except StoreError:
            _logger.warning("the cache does not answer; Discord is asked each time")
            return {}
        read = zip(user_ids, cast("list[bytes | None]", values), strict=True)
        return {user_id: _read(value) for user_id, value in read if value is not None}

    async def _keep(self, guild_id: int, people: Mapping[int, DiscordMember | None]) -> None:
        if not people:
            return
        try:
            async with store_errors(), self._cache.pipeline(transaction=False) as commands:
                for user_id, person in people.items():
                    commands.set(_key(guild_id, user_id), _written(person), ex=CACHE_SECONDS)
                await commands.execute()
        except StoreError:
            _logger.warning("the cache keeps no names")


def _key(guild_id: int, user_id: int) -> str:
    return f"fairlead:person:{guild_id}:{user_id}"


def _written(person: DiscordMember | None) -> str:
    return "" if person is None else person.model_dump_json(exclude={"roles"})


def _read(kept: bytes) -> DiscordMember | None:
    return DiscordMember.model_validate_json(kept) if kept else None
